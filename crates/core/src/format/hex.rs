//! Bytes as hexadecimal text, both ways.

use std::fmt::Write;

/// Why a text is not hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HexError {
    /// A character that is neither a digit nor a separator.
    #[error("{found:?} at character {at} is not a hexadecimal digit (0-9, a-f)")]
    Digit {
        /// What stands there.
        found: char,
        /// Its place, counted in characters from 1.
        at: usize,
    },
    /// The last byte has one digit.
    #[error("{0} digits do not make whole bytes: one digit is missing")]
    Odd(usize),
}

/// Reads `00 01 ff`, `0x00,0x01` or `0001FF`: white space, commas, colons and `0x` before a byte are passed over.
pub fn parse(text: &str) -> Result<Vec<u8>, HexError> {
    let mut bytes = Vec::with_capacity(text.len() / 2);
    let mut high = None;
    let mut n_digits = 0;
    let mut characters = text.chars().enumerate().peekable();
    while let Some((index, character)) = characters.next() {
        if character.is_whitespace() || matches!(character, ',' | ':') {
            continue;
        }
        if character == '0' && high.is_none() && characters.next_if(|(_, next)| matches!(next, 'x' | 'X')).is_some() {
            continue;
        }
        let Some(digit) = character.to_digit(16) else {
            return Err(HexError::Digit { found: character, at: index + 1 });
        };
        n_digits += 1;
        match high.take() {
            None => high = Some(digit as u8),
            Some(high) => bytes.push(high << 4 | digit as u8),
        }
    }
    match high {
        Some(_) => Err(HexError::Odd(n_digits)),
        None => Ok(bytes),
    }
}

/// `00 01 ff`, for a row's preview.
pub fn inline(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 3);
    for (index, byte) in bytes.iter().enumerate() {
        let space = if index == 0 { "" } else { " " };
        // Writing to a String cannot fail.
        let _ = write!(out, "{space}{byte:02x}");
    }
    out
}

/// A dump of sixteen bytes a line: offset, bytes, and the printable ones of ASCII.
///
/// ```
/// assert_eq!(
///     duplex_core::format::hex::dump(b"Hi\n"),
///     "00000000  48 69 0a                                          Hi."
/// );
/// ```
pub fn dump(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 5);
    for (index, line) in bytes.chunks(16).enumerate() {
        if index > 0 {
            out.push('\n');
        }
        let _ = write!(out, "{:08x}  ", index * 16);
        for column in 0..16 {
            match line.get(column) {
                Some(byte) => {
                    let _ = write!(out, "{byte:02x} ");
                }
                None => out.push_str("   "),
            }
            if column == 7 {
                out.push(' ');
            }
        }
        out.push(' ');
        out.extend(line.iter().map(|&byte| if matches!(byte, 0x20..0x7f) { char::from(byte) } else { '.' }));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_paste_is_read() {
        for text in ["00 01 fF", "0001ff", "0x00, 0x01, 0xFF", "00:01:ff\n"] {
            assert_eq!(parse(text), Ok(vec![0, 1, 255]), "{text}");
        }
        assert_eq!(parse(" "), Ok(vec![]));
        assert_eq!(parse("0 0"), Ok(vec![0]));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        assert_eq!(parse("00 0g"), Err(HexError::Digit { found: 'g', at: 5 }));
        assert_eq!(parse("00 1"), Err(HexError::Odd(3)));
    }

    #[test]
    fn a_dump_has_offsets_and_text() {
        let bytes: Vec<u8> = (0x41..0x53).collect();
        assert_eq!(
            dump(&bytes),
            "00000000  41 42 43 44 45 46 47 48  49 4a 4b 4c 4d 4e 4f 50  ABCDEFGHIJKLMNOP\n\
             00000010  51 52                                             QR"
        );
        assert_eq!(inline(&[0, 255]), "00 ff");
    }
}
