//! XML as a stream of tokens, with bounds on the size of each and on their nesting; it holds no tree.

use std::borrow::Cow;
use std::io::{self, BufReader, Read};

use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesEnd, BytesRef, BytesStart, Event};
use quick_xml::{Error, Reader, XmlVersion};

/// Elements inside elements; office programs need a few dozen.
const MOST_LEVELS: usize = 10_000;
/// Bytes of the name of an element. With the levels it bounds what is remembered of open elements.
const LONGEST_NAME: usize = 1024;

pub(super) struct Xml<R: Read> {
    reader: Reader<BufReader<Fuel<R>>>,
    buffer: Vec<u8>,
    levels: usize,
    token_bytes: u64,
}

pub(super) enum Token<'a> {
    /// Also of an empty element; its end follows.
    Open(BytesStart<'a>),
    Close(BytesEnd<'a>),
    Text(Cow<'a, str>),
    /// A comment, a declaration, an instruction.
    Other,
    End,
}

/// Where and why the tokens break off.
#[derive(Debug)]
pub(super) enum Fault {
    /// One token is longer than may be held.
    TooLong,
    Broken(String),
}

impl<R: Read> Xml<R> {
    /// No token may be longer than `token_bytes`.
    pub fn new(stream: R, token_bytes: u64) -> Self {
        let mut reader = Reader::from_reader(BufReader::with_capacity(1 << 15, Fuel { stream, left: 0 }));
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        Self { reader, buffer: Vec::new(), levels: 0, token_bytes }
    }

    pub fn next(&mut self) -> Result<Token<'_>, Fault> {
        self.buffer.clear();
        self.reader.get_mut().get_mut().left = self.token_bytes;
        let event = match self.reader.read_event_into(&mut self.buffer) {
            Ok(event) => event,
            Err(Error::Io(error))
                if error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<Spent>) =>
            {
                return Err(Fault::TooLong);
            }
            Err(error) => return Err(Fault::Broken(error.to_string())),
        };
        Ok(match event {
            Event::Start(start) => {
                self.levels += 1;
                if self.levels > MOST_LEVELS {
                    return Err(Fault::Broken(format!("its elements are nested more than {MOST_LEVELS} deep")));
                }
                if start.name().as_ref().len() > LONGEST_NAME {
                    return Err(Fault::Broken(format!("an element has a name of more than {LONGEST_NAME} bytes")));
                }
                Token::Open(start)
            }
            Event::End(end) => {
                self.levels = self.levels.saturating_sub(1);
                Token::Close(end)
            }
            Event::Text(text) => Token::Text(text.into_inner()),
            Event::CData(text) => Token::Text(text.into_inner()),
            Event::GeneralRef(entity) => Token::Text(resolved(&entity)),
            Event::Eof => Token::End,
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => Token::Other,
        })
    }

    /// Passes over the element that was just opened, with all that it holds.
    pub fn skip(&mut self) -> Result<(), Fault> {
        let mut open = 1_usize;
        while open > 0 {
            match self.next()? {
                Token::Open(_) => open += 1,
                Token::Close(_) => open -= 1,
                Token::End => return Ok(()),
                Token::Text(_) | Token::Other => {}
            }
        }
        Ok(())
    }
}

/// The text that an entity stands for; one that nobody knows stays as it is written.
fn resolved<'a>(entity: &BytesRef<'a>) -> Cow<'a, str> {
    if let Ok(Some(letter)) = entity.resolve_char_ref() {
        return Cow::Owned(letter.to_string());
    }
    resolve_xml_entity(entity).map_or_else(|| Cow::Owned(format!("&{};", &**entity)), Cow::Borrowed)
}

/// The value of an attribute, whatever the prefix of its name.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    // Whether two attributes have the same name is of no interest here and costs time.
    let found =
        attributes.with_checks(false).flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(value_of(&found))
}

fn value_of(attribute: &Attribute<'_>) -> String {
    match attribute.normalized_value(XmlVersion::Implicit1_0) {
        Ok(value) => value.into_owned(),
        Err(_) => attribute.value.to_string(),
    }
}

/// Lets so many bytes through and then fails: who reads a token cannot be made to hold more.
struct Fuel<R> {
    stream: R,
    left: u64,
}

#[derive(Debug, thiserror::Error)]
#[error("more bytes than one token may have")]
struct Spent;

impl<R: Read> Read for Fuel<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::Error::other(Spent));
        }
        let n_bytes = self.stream.read(buffer)?;
        self.left = self.left.saturating_sub(n_bytes as u64);
        Ok(n_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(xml: &[u8], token_bytes: u64) -> Result<String, Fault> {
        let mut xml = Xml::new(xml, token_bytes);
        let mut text = String::new();
        loop {
            match xml.next()? {
                Token::Open(element) if element.local_name().as_ref() == "skip" => xml.skip()?,
                Token::Text(part) => text.push_str(&part),
                Token::End => return Ok(text),
                _ => {}
            }
        }
    }

    #[test]
    fn entities_are_part_of_the_text() {
        let xml = "<a>R&amp;D &lt;한&#xAE00;&gt; &nobody; <![CDATA[<b>]]><skip>x<skip/>y</skip></a>";
        assert_eq!(text_of(xml.as_bytes(), 1 << 20).unwrap(), "R&D <한글> &nobody; <b>");
    }

    #[test]
    fn attributes_are_found_without_their_prefix() {
        let mut xml = Xml::new(&b"<w:a r:id='1' w:name='x &amp; y'/>"[..], 1 << 20);
        let Ok(Token::Open(element)) = xml.next() else { panic!("no element") };
        assert_eq!(attribute(&element, "name").as_deref(), Some("x & y"));
        assert_eq!(attribute(&element, "nothing"), None);
    }

    #[test]
    fn a_token_without_end_and_deep_nesting_are_refused() {
        let endless = Read::chain(&b"<a>"[..], io::repeat(b'x'));
        let mut xml = Xml::new(endless, 1 << 16);
        assert!(matches!(xml.next(), Ok(Token::Open(_))));
        assert!(matches!(xml.next(), Err(Fault::TooLong)));
        assert!(matches!(text_of("<a>".repeat(100_000).as_bytes(), 1 << 20), Err(Fault::Broken(_))));
    }
}
