//! Stand-in: replaced by the Korean analyser.

#[derive(Debug)]
pub struct Analyser<'d> {
    pub words: &'d [String],
}
