//! The command line's options for reading and for words: what they change, what is told, which values are refused.

use std::fs;
use std::path::Path;

use encoding_rs::EUC_KR;
use serde_json::{Value, json};
use tempfile::tempdir;

use crate::cli::{assert_fails, json, mungchi, path_text, stderr};
use crate::fixtures::write;

/// The terms of a corpus in code point order, with blanks between them.
#[track_caller]
fn terms(path: &str, more: &[&str]) -> String {
    let folder = tempdir().unwrap();
    let mut arguments = vec!["vectorize", path, "--max-df", "1", "--out", folder.path().to_str().unwrap()];
    if !more.contains(&"--min-df") {
        arguments.extend(["--min-df", "1"]);
    }
    let output = mungchi(&[&arguments, more].concat());
    assert!(output.status.success(), "{}", stderr(&output));
    let vocabulary = fs::read_to_string(folder.path().join("vocabulary.txt")).unwrap();
    let mut terms: Vec<String> = vocabulary.lines().map(|term| term.replace(' ', "_")).collect();
    terms.sort_unstable();
    terms.join(" ")
}

#[track_caller]
fn clustered(path: &str, more: &[&str]) -> Value {
    json(&[&["cluster", path, "--k", "1", "--min-df", "1", "--max-df", "1"], more].concat())
}

#[test]
fn provenance_and_kinds_of_warnings_say_how_a_corpus_was_read() {
    let folder = tempdir().unwrap();
    let table = "번호;제목;내용;등록일\n\
                 1;도서관;어제 저녁에 도서관에서 책을 읽고 집으로 돌아왔습니다.;2019-04-01\n\
                 2;시장;오늘 아침에는 시장에서 사과와 배를 사 왔습니다.;2019-04-02\n\
                 3;사본;어제 저녁에 도서관에서 책을 읽고 집으로 돌아왔습니다.;2019-05-03\n\
                 4;공원;내일은 공원에서 친구와 함께 자전거를 탈 예정입니다.\n";
    let bytes = EUC_KR.encode(table).0;
    let path = path_text(&write(folder.path(), "청원.csv", &bytes));
    let report = path_text(&folder.path().join("report.csv"));
    let object = clustered(&path, &["--report", &report]);
    assert_eq!(object["warnings_by_kind"], json!({"duplicate": 1, "noted": 0, "repaired": 1, "skipped": 0}));
    let expected = json!({
        "files": [{
            "name": path, "format": "csv", "encoding": "CP949", "delimiter": "semicolon", "header": true, "sheet": null,
            "unit": null, "files": 1, "bytes": bytes.len(), "documents": 4
        }],
        "columns": {
            "text": ["내용"], "title": "제목", "label": null, "id": "번호", "date": "등록일", "kept": ["등록일"]
        }
    });
    assert_eq!(object["provenance"], expected);
    let expected = format!(
        "\u{feff}kind,file,record,reason\n\
         repaired,{path},4,\"has 3 fields, the header 4\"\n\
         duplicate,{path},3,has the text of document “1”\n"
    );
    assert_eq!(fs::read_to_string(&report).unwrap(), expected);
    let object = clustered(&path, &["--leave-out-duplicates"]);
    assert_eq!((&object["documents"], &object["warnings_by_kind"]["duplicate"]), (&json!(3), &json!(1)));
}

#[test]
fn what_is_said_about_a_file_is_followed_and_can_be_typed_as_it_is_told() {
    let folder = tempdir().unwrap();
    let path = path_text(&write(folder.path(), "a.txt", "alpha|beta\n\ngamma|delta\nepsilon|zeta\n"));
    let documents = |more: &[&str]| {
        let object = clustered(&path, more);
        let file = object["provenance"]["files"][0].clone();
        (
            object["documents"].as_u64().unwrap(),
            [file["format"].clone(), file["delimiter"].clone(), file["unit"].clone()],
        )
    };
    let text = |unit: &str| [json!("text"), Value::Null, json!(unit)];
    assert_eq!(documents(&["--format", "text", "--unit", "line"]), (3, text("line")));
    assert_eq!(documents(&["--format", "txt", "--unit", "block"]), (2, text("block")));
    assert_eq!(documents(&["--format", "text", "--unit", "file"]), (1, text("file")));
    let table = |delimiter: &str| [json!("csv"), json!(delimiter), Value::Null];
    assert_eq!(documents(&["--format", "csv", "--delimiter", "pipe", "--header", "no"]), (3, table("pipe")));
    assert_eq!(documents(&["--format", "csv", "--delimiter", "|", "--header", "yes"]), (2, table("pipe")));
    let latin = path_text(&write(folder.path(), "b.txt", b"caf\xE9\n"));
    assert_eq!(terms(&latin, &["--encoding", "iso-8859-1"]), "café");
    assert_eq!(terms(&latin, &["--encoding", "windows-1251"]), "cafй");
}

#[test]
fn columns_play_the_parts_that_are_said() {
    let folder = tempdir().unwrap();
    let table = "id,title,head,body,year,note\n1,one,alpha,long words of a body,1999,x\n2,two,beta,other words of a body,2001,y\n";
    let path = path_text(&write(folder.path(), "a.csv", table));
    let columns = |more: &[&str]| clustered(&path, more)["provenance"]["columns"].clone();
    let named = ["--text-column", "body", "--text-column", "head", "--title-column", "-", "--id-column", "note"];
    let more = ["--date-column", "-", "--label-column", "title", "--keep-columns", "year,id"];
    let expected = json!({
        "text": ["body", "head"], "title": null, "label": "title", "id": "note", "date": null, "kept": ["id", "year"]
    });
    assert_eq!(columns(&[&named[..], &more].concat()), expected);
    assert_eq!(columns(&["--keep-columns", "-", "--date-column", "-"])["kept"], json!([]));
    assert_eq!(terms(&path, &["--text-column", "body", "--text-column", "head", "--title-column", "-"]), {
        "alpha beta body long words"
    });
    let object = clustered(&path, &["--keep-columns", "year,colour", "--date-column", "-"]);
    assert_eq!(object["provenance"]["columns"]["kept"], json!(["year"]));
    assert_eq!(object["warnings"], json!([format!("{path}: has no column “colour” to keep")]));
    let reason = assert_fails(&["cluster", &path, "--date-column", "day"], 1);
    assert!(reason.contains("There is no column “day”: the columns are id, title, head"), "{reason}");
    let reason = assert_fails(&["cluster", &path, "--sheet", "Data"], 1);
    assert!(reason.contains("There is no workbook to take the sheet “Data” of: leave out --sheet"), "{reason}");
}

#[test]
fn refused_values_are_told_with_those_that_are_allowed() {
    for (option, value, allowed) in [
        (
            "--format",
            "word",
            "[possible values: text, markdown, html, csv, json, json-lines, workbook, docx, hwpx, hwp, ",
        ),
        ("--delimiter", "x", "[possible values: comma, tab, semicolon, pipe]"),
        ("--header", "maybe", "[possible values: yes, no]"),
        ("--unit", "page", "[possible values: file, line, block]"),
        ("--encoding", "korean-ish", "choose utf-8, euc-kr, utf-16le, "),
        ("--language", "korean", "choose auto, a common code of two letters such as ko or en, or one of "),
        ("--korean", "nowhere", "choose dictionary, learned, spaces or a folder with a MeCab dictionary"),
        (
            "--leave-out",
            "digits",
            "choose from quotes, signatures, emails, urls, html, encoded, with commas, or nothing",
        ),
        ("--boilerplate", "2", "choose a number from 0 to 1"),
        ("--weighting", "best", "[possible values: tf-idf, sublinear-tf-idf, bm25, log-entropy, none]"),
    ] {
        let reason = assert_fails(&["cluster", "a.txt", option, value], 2);
        assert!(reason.contains(&format!("invalid value '{value}'")) && reason.contains(allowed), "{reason}");
    }
    let reason = assert_fails(&["cluster", "a.txt", "--collocations=2"], 2);
    assert!(reason.contains("choose a number from -1 to 1"), "{reason}");
    for option in ["--user-words", "--stop-words", "--keep-words"] {
        let reason = assert_fails(&["cluster", "--sample", option, "nowhere.txt"], 1);
        assert!(reason.contains("Cannot read the list of words: nowhere.txt: "), "{reason}");
    }
}

#[test]
fn words_of_european_texts_are_what_is_asked_for() {
    let folder = tempdir().unwrap();
    let text = "The engine runs on steam in 1984\nEngines run on steam\nsteam engines ran\nA steam engine is running\nRun an engine\n";
    let path = path_text(&write(folder.path(), "a.txt", text));
    let of = |more: &[&str]| terms(&path, more);
    assert_eq!(of(&["--language", "en"]), "engine engines ran run running runs steam");
    assert_eq!(of(&["--language", "en", "--numbers", "--stem"]), "1984 engine ran run steam");
    assert_eq!(
        of(&["--language", "en", "--no-stop-lists"]),
        "an engine engines in is on ran run running runs steam the"
    );
    let list = |name: &str, words: &str| path_text(&write(folder.path(), name, words));
    let (stop, keep) = (list("stop", "Ran\nsteam\n"), list("keep", "A\nsteam\n"));
    let lists = ["--language", "en", "--stop-words", &stop, "--keep-words", &keep];
    assert_eq!(of(&lists), "a engine engines run running runs steam");
    assert_eq!(of(&[&lists[..], &["--max-terms", "1"]].concat()), "a steam");
    let user = list("user", "Steam Engine\n");
    assert_eq!(
        of(&["--language", "en", "--user-words", &user]),
        "engine engines ran run running runs steam steam_engine"
    );
    let german = path_text(&write(folder.path(), "b.txt", "der Hund und die Katze\n"));
    assert_eq!(terms(&german, &["--language", "de"]), "hund katze");
    assert_eq!(terms(&german, &["--language", "eng"]), "der die hund katze und");
}

#[test]
fn neighbours_become_one_term_on_demand() {
    let folder = tempdir().unwrap();
    let filling =
        ["river", "mountain", "valley", "forest", "desert", "island", "meadow", "harbour", "canyon", "glacier"];
    let mut lines: Vec<String> = filling.iter().map(|word| format!("{word} machine learning")).collect();
    lines.extend(filling.map(|word| format!("{word} lake")));
    let path = path_text(&write(folder.path(), "a.txt", lines.join("\n")));
    let of = |more: &[&str]| terms(&path, &[&["--language", "en", "--min-df", "2"], more].concat());
    assert!(of(&[]).contains(" learning machine "));
    for collocations in ["--collocations", "--collocations=0.9"] {
        let terms = of(&[collocations]);
        assert!(terms.contains(" machine_learning ") && !terms.contains(" learning "), "{terms}");
    }
}

#[test]
fn korean_is_cut_as_it_is_asked_for() {
    let folder = tempdir().unwrap();
    let path = path_text(&write(folder.path(), "a.txt", "나무에 물을 주었다\n집에 나무를 심었다\n"));
    assert_eq!(terms(&path, &[]), "나무 물 집");
    assert_eq!(terms(&path, &["--predicates"]), "나무 물 심다 집");
    assert_eq!(terms(&path, &["--korean", "spaces", "--no-stop-lists"]), "나무를 나무에 물을 심었다 주었다 집에");
    let compound = path_text(&write(folder.path(), "b.txt", "인공지능\n"));
    assert_eq!(terms(&compound, &["--join-compounds"]), "인공지능");
}

#[cfg(target_os = "linux")]
#[test]
fn a_dictionary_of_a_folder_is_built_once_and_kept() {
    let folder = tempdir().unwrap();
    let dictionary = folder.path().join("dictionary");
    for (name, content) in [
        ("a.csv", "뭉치,1,1,10,NNG,*,F,뭉치,*,*,*,*\n를,0,0,5,JKO,*,F,를,*,*,*,*\n"),
        ("char.def", "DEFAULT 0 1 0\nSPACE 0 1 0\nHANGUL 0 1 2\n0x0020 SPACE\n0xAC00..0xD7A3 HANGUL\n"),
        ("unk.def", "DEFAULT,0,0,50,SY,*\nSPACE,0,0,50,SP,*\nHANGUL,1,1,9000,UNKNOWN,*\n"),
        ("matrix.def", "2 2\n0 0 1\n0 1 2\n1 0 -3\n1 1 4\n"),
    ] {
        write(&dictionary, name, content);
    }
    let path = path_text(&write(folder.path(), "a.txt", "뭉치를\n뭉치를 뭉치\n"));
    let (cache, out) = (folder.path().join("cache"), path_text(&folder.path().join("out")));
    let kept = || -> Vec<std::time::SystemTime> {
        let entries = fs::read_dir(cache.join("mungchi/dictionaries")).unwrap();
        entries.map(|entry| entry.unwrap().metadata().unwrap().modified().unwrap()).collect()
    };
    let run = |dictionary: &Path| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_mungchi"));
        command.env("XDG_CACHE_HOME", &cache).args([
            "vectorize",
            &path,
            "--out",
            &out,
            "--min-df",
            "1",
            "--max-df",
            "1",
        ]);
        let output = command.arg("--korean").arg(dictionary).output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        assert_eq!(fs::read_to_string(Path::new(&out).join("vocabulary.txt")).unwrap(), "뭉치\n");
        kept()
    };
    let first = run(&dictionary);
    assert_eq!(first.len(), 1);
    assert_eq!(run(&dictionary), first);
}

#[test]
fn parts_of_texts_are_left_out_as_it_is_asked_for() {
    let folder = tempdir().unwrap();
    let notice = "[Some sentences were changed by editors]";
    let lines: Vec<String> = ["alpha", "beta", "gamma", "delta"]
        .iter()
        .map(|word| format!("{word} ada@example.org <b>bold</b> {notice}"))
        .collect();
    let path = path_text(&write(folder.path(), "a.txt", lines.join("\n")));
    let of =
        |more: &[&str]| terms(&path, &[&["--language", "en", "--format", "text", "--unit", "line"], more].concat());
    assert_eq!(of(&[]), "alpha beta bold changed delta editors gamma sentences");
    assert_eq!(of(&["--boilerplate", "0.5"]), "alpha beta bold delta gamma");
    assert_eq!(of(&["--boilerplate", "0.5", "--leave-out", "nothing"]), "ada alpha beta bold delta example.org gamma");
    assert_eq!(
        of(&["--boilerplate", "0.5", "--leave-out", "html,urls"]),
        of(&["--boilerplate", "0.5", "--leave-out", "nothing"])
    );
}

#[test]
fn words_counted_elsewhere_go_by_stop_words_and_words_to_keep_alone() {
    let folder = tempdir().unwrap();
    let matrix = "%%MatrixMarket matrix coordinate integer general\n2 3 4\n1 1 2\n1 2 1\n2 1 1\n2 3 5\n";
    let path = path_text(&write(folder.path(), "m.mtx", matrix));
    write(folder.path(), "vocabulary.txt", "alpha\nbeta\ngamma\n");
    let stop = path_text(&write(folder.path(), "stop.txt", "Beta\n"));
    assert_eq!(terms(&path, &["--stop-words", &stop]), "alpha gamma");
    assert_eq!(terms(&path, &["--keep-words", &stop, "--min-df", "2"]), "alpha beta");
    let output = mungchi(&["cluster", &path, "--k", "1", "--stem"]);
    let note = "Note: these words were counted elsewhere: only --stop-words and --keep-words change them";
    assert!(stderr(&output).contains(note), "{}", stderr(&output));
}
