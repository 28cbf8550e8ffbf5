//! Follows the grammar of JSON byte by byte, so that the end of a record, or the place where it breaks, is known before
//! anything is parsed. Costs 40 bytes, however deep the nesting.
//!
//! Grammar: RFC 8259. Numbers, literals and escapes are only delimited here; whoever parses them checks them.

/// Where in a value the bytes so far end.
#[derive(Clone, Copy, Debug)]
pub struct Scan {
    state: State,
    /// A bit for each open bracket, the innermost lowest: whether it is of an object.
    objects: u128,
    depth: u32,
    max_depth: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// A value must follow.
    Value,
    /// A value or the end of the array.
    FirstValue,
    /// A key must follow.
    Key,
    /// A key or the end of the object.
    FirstKey,
    Colon,
    /// After a value: a comma or the end of what it is in.
    After,
    Text {
        key: bool,
    },
    Escape {
        key: bool,
    },
    /// A number or a literal.
    Bare,
}

/// What a stretch of bytes did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// All of it belongs to the value, which goes on.
    More,
    /// The value ends with this many of the bytes.
    End(usize),
    /// The byte at this place cannot stand there.
    Bad(usize),
    /// The bracket at this place opens one level too many.
    TooDeep(usize),
}

/// Levels that can be told apart; also what the parser behind takes.
pub const MOST_LEVELS: u32 = 120;

impl Scan {
    /// Before the first byte of an object, an array or a text.
    pub fn new(max_depth: u32) -> Self {
        Self { state: State::Value, objects: 0, depth: 0, max_depth: max_depth.min(MOST_LEVELS) }
    }

    pub fn depth(&self) -> u32 {
        self.depth
    }

    /// Whether the innermost bracket is an array before its first element.
    pub fn at_first_element(&self) -> bool {
        self.state == State::FirstValue
    }

    pub fn in_text(&self) -> bool {
        matches!(self.state, State::Text { .. } | State::Escape { .. })
    }

    pub fn in_key(&self) -> bool {
        matches!(self.state, State::Text { key: true } | State::Escape { key: true })
    }

    /// Goes on over `bytes`.
    pub fn step(&mut self, bytes: &[u8]) -> Step {
        let mut at = 0;
        while at < bytes.len() {
            if let State::Text { key } = self.state {
                // Most bytes are in texts: run to what matters there.
                let Some(found) = memchr::memchr3(b'"', b'\\', b'\n', &bytes[at..]) else { return Step::More };
                at += found;
                match bytes[at] {
                    b'\\' => self.state = State::Escape { key },
                    b'"' if key => self.state = State::Colon,
                    b'"' if self.depth == 0 => return Step::End(at + 1),
                    b'"' => self.state = State::After,
                    _ => return Step::Bad(at),
                }
                at += 1;
                continue;
            }
            match self.outside_text(bytes[at]) {
                Ok(false) => at += 1,
                Ok(true) => return Step::End(at + 1),
                Err(TooDeep(true)) => return Step::TooDeep(at),
                Err(TooDeep(false)) => return Step::Bad(at),
            }
        }
        Step::More
    }

    /// Takes one byte that is not in a text; whether the value ends with it.
    fn outside_text(&mut self, byte: u8) -> Result<bool, TooDeep> {
        let in_object = self.objects & 1 == 1;
        let blank = matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        if self.state == State::Bare {
            if matches!(byte, b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'.' | b'+' | b'-') {
                return Ok(false);
            }
            self.state = State::After;
        }
        if let State::Escape { key } = self.state {
            self.state = State::Text { key };
            return if byte == b'\n' { Err(TooDeep(false)) } else { Ok(false) };
        }
        match (self.state, byte) {
            _ if blank => {}
            (State::Value | State::FirstValue, b'{') => return self.open(true),
            (State::Value | State::FirstValue, b'[') => return self.open(false),
            (State::Value | State::FirstValue, b'"') => self.state = State::Text { key: false },
            // A number or a literal alone has no end of its own: it is no record.
            (State::Value | State::FirstValue, b'-' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z') if self.depth > 0 => {
                self.state = State::Bare;
            }
            (State::Key | State::FirstKey, b'"') => self.state = State::Text { key: true },
            (State::Colon, b':') => self.state = State::Value,
            (State::After, b',') => self.state = if in_object { State::Key } else { State::Value },
            (State::FirstValue, b']') | (State::FirstKey, b'}') => return Ok(self.close()),
            (State::After, b'}') if in_object => return Ok(self.close()),
            (State::After, b']') if !in_object => return Ok(self.close()),
            _ => return Err(TooDeep(false)),
        }
        Ok(false)
    }

    fn open(&mut self, object: bool) -> Result<bool, TooDeep> {
        if self.depth == self.max_depth {
            return Err(TooDeep(true));
        }
        self.depth += 1;
        self.objects = self.objects << 1 | u128::from(object);
        self.state = if object { State::FirstKey } else { State::FirstValue };
        Ok(false)
    }

    fn close(&mut self) -> bool {
        self.depth -= 1;
        self.objects >>= 1;
        self.state = State::After;
        self.depth == 0
    }
}

/// Why a byte cannot stand where it stands: it opens a level too many, or it is just wrong.
struct TooDeep(bool);

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(text: &str) -> Step {
        Scan::new(100).step(text.as_bytes())
    }

    #[test]
    fn a_value_ends_with_its_last_bracket() {
        assert_eq!(scan(r#"{"a": [1, {"b": "}"}], "c\"": null} rest"#), Step::End(35));
        assert_eq!(scan("{}"), Step::End(2));
        assert_eq!(scan(r#""te\\xt" "#), Step::End(8));
        assert_eq!(scan(r#"{"a": [-1.5e3, true"#), Step::More);
    }

    #[test]
    fn the_first_wrong_byte_is_told() {
        for (text, at) in [("{\"a\" 1}", 5), ("{\"a\": x y", 8), ("{a", 1), ("[1 2]", 3), ("{\"a\n", 3), ("[1}", 2)] {
            assert_eq!(scan(text), Step::Bad(at), "{text}");
        }
        assert_eq!(scan("[1,{]"), Step::Bad(4));
        assert_eq!(scan("{\"id\":1,\n{\"id\":2}"), Step::Bad(9));
    }

    #[test]
    fn nesting_ends_at_the_limit() {
        let deep = "[".repeat(100_000);
        assert_eq!(scan(&deep), Step::TooDeep(100));
        assert_eq!(Scan::new(u32::MAX).step(deep.as_bytes()), Step::TooDeep(MOST_LEVELS as usize));
        let balanced = "[".repeat(100) + &"]".repeat(100);
        assert_eq!(scan(&balanced), Step::End(200));
    }

    #[test]
    fn it_does_not_matter_where_the_stream_cuts() {
        let text = r#"{"a": [1, {"b": "\"}"}], "한": null}"#.as_bytes();
        for cut in 0..text.len() {
            let mut scan = Scan::new(100);
            assert_eq!(scan.step(&text[..cut]), Step::More);
            assert_eq!(scan.step(&text[cut..]), Step::End(text.len() - cut));
        }
    }
}
