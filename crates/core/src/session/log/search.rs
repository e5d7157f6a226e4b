//! Plain text search in payloads: case is ignored, bytes are looked at where they lie.

use std::ops::Range;

/// A text to look for, prepared once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needle {
    folded: String,
    /// For text of ASCII only: the byte of it that payloads have least often, and its place, so that most are passed over.
    rare: Option<(u8, usize)>,
}

impl Needle {
    /// Nothing for an empty text: it is in every message.
    pub fn new(text: &str) -> Option<Needle> {
        if text.is_empty() {
            return None;
        }
        let folded = text.to_lowercase();
        let rare = folded.is_ascii().then(|| rarest(folded.as_bytes()));
        Some(Needle { folded, rare })
    }

    /// Where the text is found first at or after a byte.
    pub fn find(&self, payload: &[u8], from: usize) -> Option<Range<usize>> {
        match self.rare {
            Some((byte, place)) => self.find_ascii(payload, from, byte, place),
            None => self.find_folded(payload, from),
        }
    }

    fn find_ascii(&self, payload: &[u8], from: usize, byte: u8, place: usize) -> Option<Range<usize>> {
        let needle = self.folded.as_bytes();
        let upper = byte.to_ascii_uppercase();
        let mut at = from + place;
        while at < payload.len() {
            let rest = &payload[at..];
            let found = if upper == byte { memchr::memchr(byte, rest) } else { memchr::memchr2(byte, upper, rest) };
            let start = at + found? - place;
            match payload.get(start..start + needle.len()) {
                Some(candidate) if candidate.eq_ignore_ascii_case(needle) => return Some(start..start + needle.len()),
                Some(_) => at = start + place + 1,
                None => return None,
            }
        }
        None
    }

    /// Characters of other scripts fold one by one; rare enough to go the slow way. What is not UTF-8 does not match.
    fn find_folded(&self, payload: &[u8], from: usize) -> Option<Range<usize>> {
        let text = std::str::from_utf8(payload).ok()?;
        let rest = text.get(from..)?;
        rest.char_indices().find_map(|(start, _)| {
            let mut wanted = self.folded.chars().peekable();
            let mut end = start;
            for character in rest[start..].chars() {
                if wanted.peek().is_none() {
                    break;
                }
                end += character.len_utf8();
                for folded in character.to_lowercase() {
                    if wanted.next() != Some(folded) {
                        return None;
                    }
                }
            }
            wanted.peek().is_none().then_some(from + start..from + end)
        })
    }
}

/// The byte of a text that is least common in JSON and English, by a short list of what is common.
fn rarest(folded: &[u8]) -> (u8, usize) {
    const COMMON_FIRST: &[u8] = b"\"e,:tai0o1nsr2l{}dcu3hm45p_8769gbf y.-vwk/xj[]z";
    let rank = |byte: &u8| COMMON_FIRST.iter().position(|common| common == byte).unwrap_or(usize::MAX);
    let rarest = folded.iter().copied().enumerate().max_by_key(|(_, byte)| rank(byte));
    rarest.map_or((0, 0), |(place, byte)| (byte, place))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn find(needle: &str, payload: &str) -> Option<String> {
        let range = Needle::new(needle)?.find(payload.as_bytes(), 0)?;
        Some(payload[range].to_string())
    }

    #[test]
    fn case_is_ignored_in_all_scripts() {
        assert_eq!(find("lobby", r#"{"room":"LOBBY"}"#).as_deref(), Some("LOBBY"));
        assert_eq!(find("STRASSE", "Hauptstrasse 1").as_deref(), Some("strasse"));
        assert_eq!(find("ÄRGER", "viel ärger").as_deref(), Some("ärger"));
        assert_eq!(find("привет", "ПРИВЕТ, мир").as_deref(), Some("ПРИВЕТ"));
        assert_eq!(find("🚀", "a🚀").as_deref(), Some("🚀"));
        assert_eq!(find("lobby", "lobb"), None);
        assert_eq!(Needle::new(""), None);
    }

    #[test]
    fn bytes_that_are_not_text_are_searched_too() {
        let needle = Needle::new("ok").expect("not empty");
        assert_eq!(needle.find(&[0xff, b'O', b'K', 0], 0), Some(1..3));
        assert_eq!(Needle::new("ä").expect("not empty").find(&[0xff, 0xc3], 0), None);
    }

    proptest! {
        #[test]
        fn finds_what_the_plain_way_finds(payload in "[abAB ]{0,30}", needle in "[abAB ]{1,4}", from in 0usize..30) {
            let plain = payload.to_lowercase().get(from..).and_then(|rest| rest.find(&needle.to_lowercase()));
            let found = Needle::new(&needle).expect("not empty").find(payload.as_bytes(), from);
            prop_assert_eq!(found.map(|range| range.start), plain.map(|at| at + from));
        }
    }
}
