//! Base64 as bytes (RFC 4648): the standard and the URL-safe alphabet, padded or not, with white space anywhere.

/// Why a text is not Base64.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Base64Error {
    /// A character of neither alphabet, or one behind the padding.
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

/// Reads what a person pasted. By hand: the crate for it is two kilobytes of the first load, and knows one alphabet at a
/// time and no white space.
pub fn parse(text: &str) -> Result<Vec<u8>, Base64Error> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut n_digits, mut is_padded) = (0u32, 0, false);
    for (index, found) in text.chars().enumerate() {
        let digit = match found {
            'A'..='Z' => found as u32 - 'A' as u32,
            'a'..='z' => found as u32 - 'a' as u32 + 26,
            '0'..='9' => found as u32 - '0' as u32 + 52,
            '+' | '-' => 62,
            '/' | '_' => 63,
            '=' => {
                is_padded = true;
                continue;
            }
            _ if found.is_whitespace() => continue,
            _ => return Err(Base64Error::Character { found, at: index + 1 }),
        };
        if is_padded {
            return Err(Base64Error::Character { found, at: index + 1 });
        }
        bits = bits << 6 | digit;
        n_digits += 1;
        // Four digits are three bytes: each but the first of the four ends a byte.
        if n_digits % 4 != 1 {
            let n_spare = 6 - 2 * ((n_digits + 3) % 4);
            bytes.push((bits >> n_spare) as u8);
        }
    }
    match n_digits % 4 {
        1 => Err(Base64Error::Length(n_digits)),
        _ => Ok(bytes),
    }
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
        assert_eq!(parse("SGVsbG8sIHdvcmxkIQ=="), Ok(b"Hello, world!".to_vec()));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        assert_eq!(parse("aG!k"), Err(Base64Error::Character { found: '!', at: 3 }));
        assert_eq!(parse("a=Gk"), Err(Base64Error::Character { found: 'G', at: 3 }));
        assert_eq!(parse("aGkaG"), Err(Base64Error::Length(5)));
    }
}
