//! Base64 as bytes (RFC 4648): the standard and the URL-safe alphabet, padded or not, with white space anywhere.

use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::{DecodeError, Engine};

const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Why a text is not Base64.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Base64Error {
    /// A character of neither alphabet.
    #[error("{found:?} at character {at} is not a Base64 character (A-Z, a-z, 0-9, + and /, or - and _)")]
    Character {
        /// What stands there.
        found: char,
        /// Its place, counted in characters from 1.
        at: usize,
    },
    /// The end is missing.
    #[error("{0} characters do not make whole bytes: some are missing at the end")]
    Length(usize),
}

/// Reads what a person pasted.
pub fn parse(text: &str) -> Result<Vec<u8>, Base64Error> {
    let mut compact = Vec::with_capacity(text.len());
    for (index, found) in text.chars().enumerate() {
        match found {
            '-' => compact.push(b'+'),
            '_' => compact.push(b'/'),
            'A'..='Z' | 'a'..='z' | '0'..='9' | '+' | '/' | '=' => compact.push(found as u8),
            _ if found.is_whitespace() => {}
            _ => return Err(Base64Error::Character { found, at: index + 1 }),
        }
    }
    ENGINE.decode(&compact).map_err(|error| match error {
        // Every character is of the alphabet: what is left to be wrong is a padding in the midst.
        DecodeError::InvalidByte(..) => {
            let at = text.chars().position(|character| character == '=').unwrap_or_default() + 1;
            Base64Error::Character { found: '=', at }
        }
        DecodeError::InvalidLength(_) | DecodeError::InvalidLastSymbol(..) | DecodeError::InvalidPadding => {
            Base64Error::Length(compact.len())
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_paste_is_read() {
        for text in ["AAH/", "AAH_", " AA\nH/ ", "AAH/\n"] {
            assert_eq!(parse(text), Ok(vec![0, 1, 255]), "{text}");
        }
        assert_eq!((parse("aGk="), parse("aGk"), parse("")), (Ok(b"hi".to_vec()), Ok(b"hi".to_vec()), Ok(vec![])));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        assert_eq!(parse("aG!k"), Err(Base64Error::Character { found: '!', at: 3 }));
        assert_eq!(parse("a=Gk"), Err(Base64Error::Character { found: '=', at: 2 }));
        assert_eq!(parse("aGkaG"), Err(Base64Error::Length(5)));
    }
}
