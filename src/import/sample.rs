//! The sample corpus that is part of the program: abstracts of the ACL Anthology (CC BY 4.0, see `assets/sample/README.md`).

pub const NAME: &str = "ACL abstracts 2017–2022 (sample)";

pub const PACKED: &[u8] = include_bytes!("../../assets/sample/acl_abstracts.jsonl.gz");
