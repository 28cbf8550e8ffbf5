#!/usr/bin/env python3
"""Choose the sample collection from a full file of ACL Anthology abstracts.

    python3 make_sample.py FULL.jsonl.gz OUT.jsonl.gz

Needs numpy and scikit-learn. The result is deterministic: a fixed random
state, one thread, and the identifiers' hashes instead of random numbers.
(Another scikit-learn version may draw the topics differently.)

1. Drop papers whose text is short, cut off, damaged or a repetition, and most
   of the many descriptions of systems for one SemEval task.
2. Cluster what is left into TOPICS topics (tf-idf, k-means).
3. Take from each topic a share that grows with the square root of its size
   and with its tightness, from the papers nearest to the topic's centre, so
   that neither crowded fields nor papers that belong nowhere dominate.
"""
import gzip
import hashlib
import json
import os
import re
import sys

os.environ["OMP_NUM_THREADS"] = "1"
os.environ["OPENBLAS_NUM_THREADS"] = "1"
sys.path.pop(0)  # this file's name must not hide the standard module "select"

import numpy as np  # noqa: E402
from sklearn.cluster import KMeans  # noqa: E402
from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: E402

DOCUMENTS = 3600
TOPICS = 100
KEEP = 0.7  # the part of a topic, nearest to its centre, that may be chosen
PER_TASK = 5  # system descriptions of one SemEval task
SMALL_VENUES = 60  # papers of a venue with at most so many go first within a topic
FIELDS = ("id", "year", "venue", "title", "abstract")


def letters(text):
    return re.sub(r"\W+", "", text).lower()


def clean_title(title):
    """Some titles hold their end, or all of them, a second time; some have a
    space before a colon. Nothing else is changed."""
    for cut in range(1, len(title) - 3):
        tail = letters(title[cut:])
        head = letters(title[:cut])
        again = len(tail) >= 12 or (len(tail) >= 4 and title[cut].isupper())
        if again and title[cut - 1] != " " and head.endswith(tail):
            title = title[cut:] if head == tail else title[:cut]
            break
    return re.sub(r" +([:?!])(?= |$)", r"\1", title).strip()


def clean_characters(text):
    """A circumflex modifier where a caret is meant; a dotless i with a
    diaeresis put on top."""
    return text.replace("\u02c6", "^").replace("\u0131\u0308", "\u00ef").strip()


def usable(doc):
    text, title = doc["abstract"], doc["title"]
    return (
        400 <= len(text) <= 1800
        and len(text.split()) >= 60
        and text[-1] in ".!?)”\"'’"  # not cut off
        and not re.search(r"[\\{}$]", text + title)  # no LaTeX
        and not re.search(r" n[’']t\b", text + title)
        and title.count("“") == title.count("”")
        and not re.search(r"<[/a-zA-Z]", text + title)  # no markup
        # a name that was a macro and got lost: "we propose , a ..."
        and not re.search(r" ,|\( *\)|  |\b(propose|present|introduce|named|called)[,.]", text)
        and not re.search(r"(?i)proceedings of|front matter|preface|invited talk|tutorial proposal", title)
        and len(re.findall(r"\b(?:the|of|and|to|in|a)\b", text)) >= 8  # English
    )


def features(docs, min_df=5):
    texts = [d["title"] + ". " + d["abstract"] for d in docs]
    vectorizer = TfidfVectorizer(
        stop_words="english", min_df=min_df, max_df=0.25, sublinear_tf=True,
        token_pattern=r"(?u)\b[^\W\d_]{2,}\b",
    )
    return vectorizer.fit_transform(texts).astype(np.float64)


def without_repetitions(docs):
    """Of papers with one title, one beginning or nearly the same words, keep
    the first."""
    seen, kept = set(), []
    for doc in docs:
        keys = {"t" + letters(doc["title"]), "a" + letters(doc["abstract"])[:120]}
        if not keys & seen:
            kept.append(doc)
        seen |= keys
    matrix = features(kept)
    twins = set()
    for start in range(0, len(kept), 1000):
        near = (matrix[start:start + 1000] @ matrix.T).tocoo()
        for row, col, value in zip(near.row + start, near.col, near.data):
            if col < row and value > 0.7:
                twins.add(int(row))
    return [doc for i, doc in enumerate(kept) if i not in twins]


def order(doc):
    """A fixed order that has nothing to do with what the paper says."""
    return hashlib.sha256(doc["id"].encode()).digest()


def without_crowds(docs):
    """Of the many descriptions of systems for one SemEval task keep PER_TASK."""
    taken, kept = {}, []
    for doc in sorted(docs, key=order):
        task = re.search(r"SemEval[- ](?:20)?(\d\d),? Task[- ](\d+)", doc["title"], re.I)
        if task:
            taken[task.groups()] = taken.get(task.groups(), 0) + 1
        if not task or taken[task.groups()] <= PER_TASK:
            kept.append(doc)
    return sorted(kept, key=lambda d: d["id"])


def shares(sizes, tightness, total):
    """Split total over the topics as root(size) times tightness, no topic
    above what it has."""
    wish = np.sqrt(sizes) * tightness
    got = np.zeros(len(sizes), dtype=int)
    while got.sum() < total and (got < sizes).any():
        ratio = np.where(got < sizes, got / wish, np.inf)
        got[int(np.argmin(ratio))] += 1
    return got


def main(source, target):
    with gzip.open(source, "rt", encoding="utf-8") as file:
        docs = [json.loads(line) for line in file]
    docs.sort(key=lambda d: d["id"])
    for doc in docs:
        doc["title"] = clean_title(clean_characters(doc["title"]))
        doc["abstract"] = clean_characters(doc["abstract"])
    docs = without_crowds(without_repetitions([d for d in docs if usable(d)]))

    matrix = features(docs)
    model = KMeans(TOPICS, n_init=3, random_state=1).fit(matrix)
    centres = model.cluster_centers_
    centres = centres / np.linalg.norm(centres, axis=1, keepdims=True)
    nearness = np.asarray(matrix.multiply(centres[model.labels_]).sum(axis=1)).ravel()

    candidates = []
    for topic in range(TOPICS):
        members = np.flatnonzero(model.labels_ == topic)
        members = members[np.argsort(-nearness[members], kind="stable")]
        members = members[: max(1, round(KEEP * len(members)))]
        candidates.append(sorted(members, key=lambda i: order(docs[i])))

    venues = {}
    for doc in docs:
        venues[doc["venue"]] = venues.get(doc["venue"], 0) + 1
    for members in candidates:  # papers of small venues first (stable sort)
        members.sort(key=lambda i: venues[docs[i]["venue"]] > SMALL_VENUES)

    sizes = np.array([len(c) for c in candidates])
    tightness = np.array([nearness[model.labels_ == t].mean() for t in range(TOPICS)])
    counts = shares(sizes, tightness, DOCUMENTS)
    chosen = sorted(i for c, n in zip(candidates, counts) for i in c[:n])
    lines = [json.dumps({f: docs[i][f] for f in FIELDS}, ensure_ascii=False) for i in chosen]
    data = ("\n".join(lines) + "\n").encode("utf-8")
    with open(target, "wb") as file:  # as gzip -9 -n: no name, no time
        with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=file, mtime=0) as out:
            out.write(data)
    print(f"{len(docs)} usable, {len(chosen)} chosen, topics {counts.min()} to {counts.max()}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
