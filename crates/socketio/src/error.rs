//! One variant per way in which what a server sent can be wrong, with its place.

/// Why a frame or a polling body is not Engine.IO. Offsets are bytes from its start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EngineError {
    /// A packet without even a kind.
    #[error("empty packet at byte {at}")]
    Empty {
        /// Where the packet should begin.
        at: usize,
    },
    /// Not one of the digits 0 to 6, nor `b`.
    #[error("packet kind {found:?} at byte {at} is not one of 0 to 6")]
    Kind {
        /// What stands there.
        found: char,
        /// Where.
        at: usize,
    },
    /// The type byte of Engine.IO 3 is not one of 0 to 6.
    #[error("packet kind {found} at byte {at} is not one of 0 to 6")]
    KindByte {
        /// What stands there.
        found: u8,
        /// Where.
        at: usize,
    },
    /// Bytes as text that are not base64.
    #[error("not base64 at byte {at}")]
    Base64 {
        /// The first wrong byte, or the end.
        at: usize,
    },
    /// A length that is missing, is not a number, or is far too large.
    #[error("no packet length at byte {at}")]
    Length {
        /// Where it should be.
        at: usize,
    },
    /// The body is shorter than a length says.
    #[error("the packet at byte {at} is shorter than the announced length {announced}, or that is inside a character")]
    Truncated {
        /// UTF-16 code units in the text form, bytes in the binary form.
        announced: usize,
        /// Where the packet begins.
        at: usize,
    },
    /// Neither 0 (text) nor 1 (binary) in front of a packet of a binary body.
    #[error("packet form {found} at byte {at} is neither 0 (text) nor 1 (binary)")]
    Form {
        /// What stands there.
        found: u8,
        /// Where.
        at: usize,
    },
    /// A text that is not UTF-8.
    #[error("not UTF-8 at byte {at}")]
    Utf8 {
        /// The first wrong byte.
        at: usize,
    },
    /// A binary polling body, which only Engine.IO 3 has.
    #[error("binary polling body, which Engine.IO 4 does not have")]
    BinaryBody,
}

impl EngineError {
    /// The byte at which it is wrong.
    pub fn at(&self) -> usize {
        match self {
            EngineError::Empty { at }
            | EngineError::Kind { at, .. }
            | EngineError::KindByte { at, .. }
            | EngineError::Base64 { at }
            | EngineError::Length { at }
            | EngineError::Truncated { at, .. }
            | EngineError::Form { at, .. }
            | EngineError::Utf8 { at } => *at,
            EngineError::BinaryBody => 0,
        }
    }

    /// The same error in a text that has so many bytes more in front.
    pub(crate) fn moved_by(mut self, n_bytes: usize) -> EngineError {
        match &mut self {
            EngineError::Empty { at }
            | EngineError::Kind { at, .. }
            | EngineError::KindByte { at, .. }
            | EngineError::Base64 { at }
            | EngineError::Length { at }
            | EngineError::Truncated { at, .. }
            | EngineError::Form { at, .. }
            | EngineError::Utf8 { at } => *at += n_bytes,
            EngineError::BinaryBody => {}
        }
        self
    }
}
