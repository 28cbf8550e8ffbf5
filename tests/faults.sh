#!/usr/bin/env bash
# Faults that need root: a disk that becomes full, a file system that is read-only, and many kills.
#
#   sudo tests/faults.sh target/debug/mungchi [KILLS]
#
# One line a check; ends at the first that fails, with exit code 1. KILLS is 500 if it is not given; 0 leaves out the test
# that kills, which needs cargo. Needs python3.

set -uo pipefail

if [ $# -lt 1 ] || [ ! -x "$1" ]; then
    echo "Usage: $0 PATH_OF_MUNGCHI [KILLS]" >&2
    exit 2
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "Only root can mount: run with sudo" >&2
    exit 2
fi
mungchi=$(realpath "$1")
kills=${2:-500}
repository=$(realpath "$(dirname "$0")/..")
work=$(mktemp -d)
disk=$work/disk
mkdir "$disk"

clean_up() {
    if mountpoint -q "$disk"; then umount "$disk"; fi
    rm -rf "$work"
}
trap clean_up EXIT

# check WHAT COMMAND…: the command must succeed.
check() {
    local what=$1
    shift
    if "$@"; then
        echo "ok: $what"
    else
        echo "FAILED: $what" >&2
        for file in "$work"/*.err; do tail -n 3 "$file" >&2; done
        exit 1
    fi
}

says() { grep -qF "$1" "$2"; }
equal() { [ "$1" = "$2" ] || { echo "$1 is not $2" >&2; false; }; }

# Every line "N  sentence" in $2 must be a step of the project $1, steps must be without gaps, and the file must be whole.
holds_what_was_told() {
    python3 - "$1" "$2" <<'PYTHON'
import re, sqlite3, sys
project, told = sys.argv[1:]
connection = sqlite3.connect(f"file:{project}?mode=ro", uri=True)
steps = dict(connection.execute("SELECT step, sentence FROM step"))
lines = [re.match(r"(\d+)  (.*)", line) for line in open(told, encoding="utf-8")]
lines = [(int(line[1]), line[2]) for line in lines if line]
assert lines, "nothing was told as saved"
lost = [number for number, sentence in lines if steps.get(number) != sentence]
assert not lost, f"lost: {lost}"
assert sorted(steps) == list(range(1, len(steps) + 1)), "steps have gaps"
assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
print(f"    {len(lines)} steps told as saved, {len(steps)} in the file")
PYTHON
}

# A project, and a log of 600 long notes for it.
python3 - "$work/corpus.txt" <<'PYTHON'
import random, sys
random.seed(1)
lines = [" ".join(f"topic{i % 6}word{random.randrange(10)}" for _ in range(8)) for i in range(600)]
open(sys.argv[1], "w").write("\n".join(lines))
PYTHON
"$mungchi" cluster "$work/corpus.txt" --k 6 --out "$work/new.mungchi" >"$work/make.out" 2>"$work/make.err"
check "a project is made" equal $? 0
"$mungchi" export "$work/new.mungchi" --out "$work/tables" 2>"$work/export.err"
check "it is exported" equal $? 0
python3 - "$work/tables/project.json" "$work/log.json" <<'PYTHON'
import json, sys
log = json.load(open(sys.argv[1], encoding="utf-8"))["decisions"]
def step(number):
    note = {"Note": {"topic": number % 6, "note": f"{number} " + "long note " * 200}}
    return {"id": number, "at_ms": 0, "sentence": "a note", "command": note, "patch": {}}
log["steps"] = [step(number) for number in range(1, 601)]
json.dump(log, open(sys.argv[2], "w", encoding="utf-8"))
PYTHON

mount -t tmpfs -o size=3m tmpfs "$disk"
check "a disk of 3 MB is mounted" equal $? 0
cp "$work/new.mungchi" "$disk/full.mungchi"
free_kb=$(df --output=avail -k "$disk" | tail -n 1 | tr -d ' ')
head -c $(((free_kb - 600) * 1024)) /dev/zero >"$disk/filler"

"$mungchi" replay "$work/log.json" --on "$disk/full.mungchi" >"$work/full.told" 2>"$work/full.err"
check "a full disk ends the run with 1" equal $? 1
check "the full disk is named" says "Cannot save: the disk is full" "$work/full.err"
"$mungchi" info "$disk/full.mungchi" >"$work/info.out" 2>"$work/info.err"
check "the project opens on the full disk" equal $? 0
check "it holds every step that was told as saved" holds_what_was_told "$disk/full.mungchi" "$work/full.told"

"$mungchi" cluster "$work/corpus.txt" --k 6 --out "$disk/second.mungchi" >"$work/second.out" 2>"$work/second.err"
check "a new project on the full disk fails with 1" equal $? 1
check "and says why" says "Cannot write the project: " "$work/second.err"
check "and leaves no file" equal "$(ls -A "$disk" | tr '\n' ' ')" "filler full.mungchi "

rm "$disk/filler"
"$mungchi" replay "$work/log.json" --on "$disk/full.mungchi" >"$work/again.told" 2>"$work/again.err"
code=$?
# What is left of the log may fill the disk once more.
if [ $code -ne 0 ]; then check "the disk is full again" says "the disk is full" "$work/again.err"; fi
check "with room again, saving goes on" holds_what_was_told "$disk/full.mungchi" "$work/again.told"
check "and what was there stays" holds_what_was_told "$disk/full.mungchi" "$work/full.told"

rm "$disk/full.mungchi"
cp "$work/new.mungchi" "$disk/read.mungchi"
before=$(sha256sum <"$disk/read.mungchi")
mount -o remount,ro "$disk"
check "the disk is made read-only" equal $? 0
"$mungchi" info "$disk/read.mungchi" >"$work/read.out" 2>"$work/read.err"
check "a project on it can be read" equal $? 0
"$mungchi" export "$disk/read.mungchi" --out "$work/read" 2>"$work/read.err"
check "and exported" equal $? 0
"$mungchi" replay "$work/log.json" --on "$disk/read.mungchi" >"$work/write.out" 2>"$work/write.err"
check "to write to it fails with 1" equal $? 1
check "and says why" says "Cannot write to the project: the file is read-only" "$work/write.err"
check "no step is told as saved" equal "$(cat "$work/write.out")" ""
check "the file is as it was" equal "$(sha256sum <"$disk/read.mungchi")" "$before"
mount -o remount,rw "$disk"
"$mungchi" replay "$work/log.json" --on "$disk/read.mungchi" >"$work/write.told" 2>"$work/write.err"
check "made writable again, it takes decisions" holds_what_was_told "$disk/read.mungchi" "$work/write.told"

if [ "$kills" -gt 0 ]; then
    cd "$repository" || exit 1
    MUNGCHI_KILLS=$kills cargo test --test it store::kill -- --nocapture 2>&1 | tee "$work/kill.err"
    check "$kills kills lose nothing" equal "${PIPESTATUS[0]}" 0
    check "and they were tested" says "$kills kills, " "$work/kill.err"
fi
echo "All checks passed"
