//! The formats a message can be written in.

pub mod hex;
pub mod json;

/// How the text in the composer becomes a message. The order is the order of the list on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Sent as it stands.
    #[default]
    Text,
    /// Sent as it stands, too; the editor helps with JSON.
    Json,
    /// Hexadecimal digits, sent as one binary message.
    Hex,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 3] = [Format::Text, Format::Json, Format::Hex];

    /// What it is called on the screen and, as that never changes, in storage.
    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "Text",
            Format::Json => "JSON",
            Format::Hex => "Binary (hex)",
        }
    }

    /// The format of that name.
    pub fn named(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }
}
