//! The formats a message can be written in.

pub mod base64;
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
    /// Base64, sent as one binary message.
    Base64,
    /// Hexadecimal digits, sent as one binary message.
    Hex,
    /// A file, sent as one binary message. The text stays as it is.
    File,
    /// A number, for an argument of an event.
    Number,
    /// True or false, likewise.
    Boolean,
}

impl Format {
    /// Every format of a message.
    pub const OF_MESSAGES: &[Format] = &[Format::Text, Format::Json, Format::Base64, Format::Hex, Format::File];
    /// Every format of an argument of an event.
    pub const OF_ARGUMENTS: &[Format] =
        &[Format::Json, Format::Text, Format::Number, Format::Boolean, Format::Base64, Format::Hex, Format::File];

    /// What it is called on the screen and, as that never changes, in storage.
    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "Text",
            Format::Json => "JSON",
            Format::Base64 => "Binary (Base64)",
            Format::Hex => "Binary (hex)",
            Format::File => "Binary (file)",
            Format::Number => "Number",
            Format::Boolean => "Boolean",
        }
    }

    /// The format of that name.
    pub fn named(name: &str) -> Option<Format> {
        Format::OF_MESSAGES.iter().chain(Format::OF_ARGUMENTS).copied().find(|format| format.name() == name)
    }
}
