//! A stream that is unpacked by a thread of its own, a little ahead of who reads it.

use std::io::{self, BufRead, Read};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::{Builder, JoinHandle};

/// Bytes that are handed over together: few at first, for the reader to begin soon, then many, which unpack faster.
const FIRST_BYTES: usize = 1 << 16;
const PART_BYTES: usize = 1 << 18;
/// Parts that may wait to be read.
const N_AHEAD: usize = 8;

/// Reads from a thread that reads the stream. The thread has ended once this is dropped.
pub struct Ahead {
    parts: Option<Receiver<io::Result<Vec<u8>>>>,
    /// Parts that were read, to be filled again.
    empty: Sender<Vec<u8>>,
    part: Vec<u8>,
    place: usize,
    thread: Option<JoinHandle<()>>,
}

impl Ahead {
    pub fn new(stream: Box<dyn Read + Send>) -> io::Result<Self> {
        let (filled, parts) = sync_channel(N_AHEAD);
        let (empty, to_fill) = channel();
        let work = move || read_ahead(stream, &filled, &to_fill);
        let thread = Builder::new().name("unpack".to_owned()).spawn(work)?;
        Ok(Self { parts: Some(parts), empty, part: Vec::new(), place: 0, thread: Some(thread) })
    }

    /// Waits for the thread, which has no more to give.
    fn end(&mut self) {
        self.parts = None;
        if let Some(Err(panic)) = self.thread.take().map(JoinHandle::join) {
            std::panic::resume_unwind(panic);
        }
    }
}

fn read_ahead(mut stream: Box<dyn Read + Send>, filled: &SyncSender<io::Result<Vec<u8>>>, to_fill: &Receiver<Vec<u8>>) {
    let mut n_bytes = FIRST_BYTES;
    loop {
        let mut part = to_fill.try_recv().unwrap_or_default();
        part.resize(n_bytes, 0);
        let (mut length, mut error) = (0, None);
        while length < part.len() {
            match stream.read(&mut part[length..]) {
                Ok(0) => break,
                Ok(n_bytes) => length += n_bytes,
                Err(broken) if broken.kind() == io::ErrorKind::Interrupted => {}
                Err(broken) => {
                    error = Some(broken);
                    break;
                }
            }
        }
        let is_last = length < part.len();
        part.truncate(length);
        n_bytes = PART_BYTES.min(2 * n_bytes);
        // What was unpacked before an error comes before it. No one listens if the reader has gone.
        let mut sent = length == 0 || filled.send(Ok(part)).is_ok();
        if let Some(error) = error {
            sent = sent && filled.send(Err(error)).is_ok();
        }
        if is_last || !sent {
            return;
        }
    }
}

impl BufRead for Ahead {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.place == self.part.len()
            && let Some(parts) = &self.parts
        {
            match parts.recv() {
                Ok(part) => {
                    // A thread that has ended fills no more.
                    let _ = self.empty.send(std::mem::replace(&mut self.part, part?));
                    self.place = 0;
                }
                Err(_) => self.end(),
            }
        }
        Ok(&self.part[self.place..])
    }

    fn consume(&mut self, n_bytes: usize) {
        self.place = (self.place + n_bytes).min(self.part.len());
    }
}

impl Read for Ahead {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_bytes = self.fill_buf()?.read(buffer)?;
        self.consume(n_bytes);
        Ok(n_bytes)
    }
}

impl Drop for Ahead {
    fn drop(&mut self) {
        self.parts = None;
        if let Some(thread) = self.thread.take() {
            // Its panic is of no use to one who stopped reading.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content() -> Vec<u8> {
        (0..5_000_000_u32).map(|n| (n % 251) as u8).collect()
    }

    #[test]
    fn a_stream_comes_whole_and_in_order() {
        let mut read = Vec::new();
        Ahead::new(Box::new(io::Cursor::new(content()))).unwrap().read_to_end(&mut read).unwrap();
        assert!(read == content());
    }

    #[test]
    fn what_comes_before_an_error_is_read_and_then_the_error() {
        struct Torn(bool);
        impl Read for Torn {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                if std::mem::replace(&mut self.0, true) { Ok(0) } else { Err(io::Error::other("torn")) }
            }
        }
        let broken = io::Cursor::new(content()).chain(Torn(false));
        let mut ahead = Ahead::new(Box::new(broken)).unwrap();
        let mut read = Vec::new();
        assert_eq!(ahead.read_to_end(&mut read).unwrap_err().to_string(), "torn");
        assert!(read == content());
        assert_eq!(ahead.read_to_end(&mut read).unwrap(), 0);
    }

    #[test]
    fn who_stops_reading_waits_for_no_end() {
        let mut ahead = Ahead::new(Box::new(io::repeat(b'a'))).unwrap();
        let mut beginning = [0; 100];
        ahead.read_exact(&mut beginning).unwrap();
        drop(ahead);
        assert_eq!(beginning, [b'a'; 100]);
    }

    #[test]
    #[should_panic(expected = "unpacking went wrong")]
    fn a_panic_of_the_thread_is_no_end_of_the_stream() {
        struct Panics;
        impl Read for Panics {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                panic!("unpacking went wrong")
            }
        }
        let _ = Ahead::new(Box::new(Panics)).unwrap().read_to_end(&mut Vec::new());
    }
}
