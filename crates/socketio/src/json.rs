//! JSON as text: checked and split in one pass, never turned into values, at no cost in stack for depth.
//!
//! What is checked is RFC 8259, as `JSON.parse` does. Number text, the order of keys and escapes of lone surrogates stay
//! what they were. Time is linear in the text, memory one bit per level of nesting.

use std::borrow::Cow;
use std::fmt::Write as _;

/// A part of a text or of bytes: byte offsets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    /// The part of a text; empty if it does not have it.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// The part of some bytes; empty if they do not have it.
    pub fn of_bytes(self, bytes: &[u8]) -> &[u8] {
        bytes.get(self.start..self.end).unwrap_or_default()
    }

    /// How many bytes it has.
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether it has none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    pub(crate) fn moved_by(self, n_bytes: usize) -> Span {
        Span { start: self.start + n_bytes, end: self.end + n_bytes }
    }
}

/// Why a text is not JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{expected} expected at byte {at}")]
pub struct JsonError {
    /// What may stand there.
    pub expected: &'static str,
    /// The first byte that is wrong, or the end of the text.
    pub at: usize,
}

/// A piece of JSON. White space, colons and commas are not pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    /// `{`
    OpenObject,
    /// `}`
    CloseObject,
    /// `[`
    OpenArray,
    /// `]`
    CloseArray,
    /// The name of a member, with its quotes.
    Key,
    /// A string, with its quotes.
    String,
    /// A number.
    Number,
    /// `true`
    True,
    /// `false`
    False,
    /// `null`
    Null,
}

/// What may come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    Value,
    ValueOrEnd,
    Key,
    KeyOrEnd,
    CommaOrEnd,
}

/// Which of the open containers are objects: a bit a level.
#[derive(Default)]
struct Levels {
    bits: Vec<u64>,
    depth: usize,
}

impl Levels {
    fn push(&mut self, is_object: bool) {
        let (word, bit) = (self.depth / 64, self.depth % 64);
        if word == self.bits.len() {
            self.bits.push(0);
        }
        if let Some(word) = self.bits.get_mut(word) {
            *word = *word & !(1 << bit) | u64::from(is_object) << bit;
        }
        self.depth += 1;
    }

    fn pop(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    fn in_object(&self) -> bool {
        let Some(top) = self.depth.checked_sub(1) else { return false };
        self.bits.get(top / 64).is_some_and(|word| word >> (top % 64) & 1 == 1)
    }
}

/// Walks over the one value of a text from `start` on: `see` is told each token, its place, and how many containers are
/// open around it (0 for the value itself and its own brackets).
///
/// # Errors
/// The first byte that is wrong.
pub fn walk(text: &str, start: usize, mut see: impl FnMut(Token, Span, usize)) -> Result<(), JsonError> {
    let bytes = text.as_bytes();
    let mut levels = Levels::default();
    let mut expect = Expect::Value;
    let mut at = start;
    loop {
        at = after_space(bytes, at);
        let in_object = levels.in_object();
        let byte = bytes.get(at).copied().unwrap_or_default();
        let wants_value = matches!(expect, Expect::Value | Expect::ValueOrEnd);
        match byte {
            b'"' if wants_value => {
                let end = string_end(bytes, at)?;
                see(Token::String, Span { start: at, end }, levels.depth);
                at = end;
                expect = Expect::CommaOrEnd;
            }
            b'"' if matches!(expect, Expect::Key | Expect::KeyOrEnd) => {
                let end = string_end(bytes, at)?;
                see(Token::Key, Span { start: at, end }, levels.depth);
                at = after_space(bytes, end);
                if bytes.get(at) != Some(&b':') {
                    return Err(JsonError { expected: "a colon", at });
                }
                at += 1;
                expect = Expect::Value;
            }
            b',' if expect == Expect::CommaOrEnd => {
                at += 1;
                expect = if in_object { Expect::Key } else { Expect::Value };
            }
            b'-' | b'0'..=b'9' if wants_value => {
                let end = number_end(bytes, at)?;
                see(Token::Number, Span { start: at, end }, levels.depth);
                at = end;
                expect = Expect::CommaOrEnd;
            }
            b'{' | b'[' if wants_value => {
                let is_object = byte == b'{';
                let token = if is_object { Token::OpenObject } else { Token::OpenArray };
                see(token, Span { start: at, end: at + 1 }, levels.depth);
                levels.push(is_object);
                at += 1;
                expect = if is_object { Expect::KeyOrEnd } else { Expect::ValueOrEnd };
            }
            b'}' if in_object && matches!(expect, Expect::KeyOrEnd | Expect::CommaOrEnd) => {
                levels.pop();
                see(Token::CloseObject, Span { start: at, end: at + 1 }, levels.depth);
                at += 1;
                expect = Expect::CommaOrEnd;
            }
            b']' if !in_object && matches!(expect, Expect::ValueOrEnd | Expect::CommaOrEnd) => {
                levels.pop();
                see(Token::CloseArray, Span { start: at, end: at + 1 }, levels.depth);
                at += 1;
                expect = Expect::CommaOrEnd;
            }
            _ => {
                let words = [("true", Token::True), ("false", Token::False), ("null", Token::Null)];
                let rest = bytes.get(at..).unwrap_or_default();
                match words.into_iter().find(|(word, _)| rest.starts_with(word.as_bytes())) {
                    Some((word, token)) if wants_value => {
                        let end = at + word.len();
                        see(token, Span { start: at, end }, levels.depth);
                        at = end;
                        expect = Expect::CommaOrEnd;
                    }
                    _ => return Err(JsonError { expected: wanted(expect, in_object), at }),
                }
            }
        }
        if expect == Expect::CommaOrEnd && levels.depth == 0 {
            at = after_space(bytes, at);
            return if at == bytes.len() { Ok(()) } else { Err(JsonError { expected: "nothing more", at }) };
        }
    }
}

/// Checks that a text is one JSON value.
///
/// # Errors
/// The first byte that is wrong.
pub fn check(text: &str) -> Result<(), JsonError> {
    walk(text, 0, |_, _, _| {})
}

/// The value of one member of an object, the last one if the key is there more than once; nothing if it is not there or
/// the text is not an object.
pub fn member<'a>(object: &'a str, name: &str) -> Option<&'a str> {
    let mut found = None;
    let mut is_wanted = false;
    let mut start = 0;
    walk(object, 0, |token, span, depth| match (depth, token) {
        (1, Token::Key) => is_wanted = unquoted(span.of(object)) == name,
        (1, _) if is_wanted => match token {
            Token::OpenArray | Token::OpenObject => start = span.start,
            Token::CloseArray | Token::CloseObject => found = Some(Span { start, end: span.end }),
            _ => found = Some(span),
        },
        _ => {}
    })
    .ok()?;
    found.map(|span| span.of(object)).filter(|_| object.trim_start().starts_with('{'))
}

/// What a string means, given with its quotes and already checked. A surrogate without its partner, which a Rust string
/// cannot hold, becomes U+FFFD.
pub fn unquoted(string: &str) -> Cow<'_, str> {
    let inner = string.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(string);
    if !inner.contains('\\') {
        return Cow::Borrowed(inner);
    }
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some((before, escape)) = rest.split_once('\\') {
        out.push_str(before);
        let kind = escape.chars().next().unwrap_or('\\');
        let mut after = escape.get(kind.len_utf8()..).unwrap_or_default();
        match kind {
            'b' => out.push('\u{8}'),
            'f' => out.push('\u{c}'),
            'n' => out.push('\n'),
            'r' => out.push('\r'),
            't' => out.push('\t'),
            'u' => {
                let unit = hex_unit(after);
                after = after.get(4..).unwrap_or_default();
                let partner = after.strip_prefix("\\u").map(hex_unit).filter(|unit| (0xdc00..0xe000).contains(unit));
                match (unit, partner) {
                    (0xd800..0xdc00, Some(low)) => {
                        after = after.get(6..).unwrap_or_default();
                        let code = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                        out.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                    }
                    _ => out.push(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)),
                }
            }
            other => out.push(other),
        }
        rest = after;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// A text as a JSON string, with its quotes, escaped as `JSON.stringify` does.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    push_quoted(&mut out, text);
    out
}

pub(crate) fn push_quoted(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    while let Some(n_plain) = rest.bytes().position(|byte| byte < 0x20 || byte == b'"' || byte == b'\\') {
        let (plain, special) = rest.split_at_checked(n_plain).unwrap_or((rest, ""));
        out.push_str(plain);
        match special.bytes().next() {
            Some(b'"') => out.push_str("\\\""),
            Some(b'\\') => out.push_str("\\\\"),
            Some(0x08) => out.push_str("\\b"),
            Some(0x0c) => out.push_str("\\f"),
            Some(b'\n') => out.push_str("\\n"),
            Some(b'\r') => out.push_str("\\r"),
            Some(b'\t') => out.push_str("\\t"),
            // Writing to a string cannot fail.
            Some(other) => drop(write!(out, "\\u{other:04x}")),
            None => {}
        }
        rest = special.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
    out.push('"');
}

fn hex_unit(text: &str) -> u32 {
    text.get(..4).and_then(|digits| u32::from_str_radix(digits, 16).ok()).unwrap_or(0xfffd)
}

fn after_space(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\t' | b'\n' | b'\r') = bytes.get(at) {
        at += 1;
    }
    at
}

fn wanted(expect: Expect, in_object: bool) -> &'static str {
    match expect {
        Expect::Value => "a value",
        Expect::ValueOrEnd => "a value or ]",
        Expect::Key => "a key in double quotes",
        Expect::KeyOrEnd => "a key in double quotes or }",
        Expect::CommaOrEnd if in_object => "a comma or }",
        Expect::CommaOrEnd => "a comma or ]",
    }
}

/// The byte after the string that begins at `start`.
fn string_end(bytes: &[u8], start: usize) -> Result<usize, JsonError> {
    let mut at = start + 1;
    loop {
        at = after_plain(bytes, at);
        match bytes.get(at) {
            Some(b'"') => return Ok(at + 1),
            Some(b'\\') => match bytes.get(at + 1) {
                Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => at += 2,
                Some(b'u') => {
                    let n_digits =
                        bytes.iter().skip(at + 2).take(4).take_while(|byte| byte.is_ascii_hexdigit()).count();
                    if n_digits < 4 {
                        return Err(JsonError { expected: "four hexadecimal digits", at: at + 2 + n_digits });
                    }
                    at += 6;
                }
                _ => return Err(JsonError { expected: "one of \" \\ / b f n r t u", at: at + 1 }),
            },
            Some(_) => return Err(JsonError { expected: "an escape such as \\n", at }),
            None => return Err(JsonError { expected: "a closing quote", at }),
        }
    }
}

/// The first byte from `at` on that is a quote, a backslash or a control character, or the end: eight bytes at a time.
fn after_plain(bytes: &[u8], at: usize) -> usize {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGHS: u64 = u64::from_ne_bytes([0x80; 8]);
    let rest = bytes.get(at..).unwrap_or_default();
    let (words, tail) = rest.as_chunks::<8>();
    let mut n_plain = 0;
    for word in words {
        let word = u64::from_le_bytes(*word);
        // A byte becomes 0 where it equals; a byte that is 0 borrows into its high bit (and the lowest such is exact).
        let quote = word ^ (ONES * b'"' as u64);
        let backslash = word ^ (ONES * b'\\' as u64);
        let hits = (quote.wrapping_sub(ONES) & !quote
            | backslash.wrapping_sub(ONES) & !backslash
            | word.wrapping_sub(ONES * 0x20) & !word)
            & HIGHS;
        if hits != 0 {
            return at + n_plain + hits.trailing_zeros() as usize / 8;
        }
        n_plain += 8;
    }
    let n_tail = tail.iter().take_while(|byte| !matches!(byte, b'"' | b'\\' | 0..0x20)).count();
    at + n_plain + n_tail
}

/// The byte after the number that begins at `start`.
fn number_end(bytes: &[u8], start: usize) -> Result<usize, JsonError> {
    let digits = |from: usize| -> Result<usize, JsonError> {
        let mut at = from;
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        if at == from { Err(JsonError { expected: "a digit", at }) } else { Ok(at) }
    };
    let mut at = start + usize::from(bytes.get(start) == Some(&b'-'));
    at = if bytes.get(at) == Some(&b'0') { at + 1 } else { digits(at)? };
    if bytes.get(at) == Some(&b'.') {
        at = digits(at + 1)?;
    }
    if let Some(b'e' | b'E') = bytes.get(at) {
        at += 1;
        if let Some(b'+' | b'-') = bytes.get(at) {
            at += 1;
        }
        at = digits(at)?;
    }
    Ok(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_json_parse_takes_is_taken() {
        for good in [
            "1",
            "-0",
            "1e400",
            "1E+5",
            "0.5",
            "true",
            " null\n",
            "\"\"",
            "[]",
            "{}",
            "[ ]",
            "{ }",
            "[1,[],{\"a\":[{}]}]",
            "\"\\udfff\"",
            "{\"a\":1,\"a\":2}",
            "\"0123456789abcdef\u{7f}ç🚀\"",
            "\"\\u00e9\\\"\\\\\\/\"",
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
            assert!(
                serde_json::from_str::<serde_json::Value>(good).is_ok() || good.contains("dfff") || good == "1e400"
            );
        }
    }

    #[test]
    fn what_json_parse_refuses_is_refused() {
        for bad in [
            "",
            " ",
            "01",
            "-",
            "+1",
            ".5",
            "1.",
            "1e",
            "nul",
            "[1,]",
            "[,1]",
            "{\"a\"}",
            "{\"a\":}",
            "{a:1}",
            "{\"a\":1,}",
            "[",
            "]",
            "[}",
            "{]",
            "\"",
            "\"\\",
            "\"\\x\"",
            "\"\\u12g4\"",
            "\"\n\"",
            "1 2",
            "[1 2]",
            "'a'",
            "\u{feff}1",
            "NaN",
            "{\"a\" 1}",
            "[1}",
            "{\"a\":1]",
            "\"abcdefgh\u{1}\"",
            "\0",
            "[1]\0",
        ] {
            assert!(check(bad).is_err(), "{bad}");
            assert!(serde_json::from_str::<serde_json::Value>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn errors_have_their_place() {
        assert_eq!(check("[1,]"), Err(JsonError { expected: "a value", at: 3 }));
        assert_eq!(check("{\"a\":1"), Err(JsonError { expected: "a comma or }", at: 6 }));
        assert_eq!(check("\"abc\\u12\""), Err(JsonError { expected: "four hexadecimal digits", at: 8 }));
    }

    #[test]
    fn depth_costs_no_stack() {
        let n_levels = 2_000_000;
        assert_eq!(check(&("[".repeat(n_levels) + &"]".repeat(n_levels))), Ok(()));
        assert!(check(&"{\"a\":".repeat(n_levels)).is_err());
    }

    #[test]
    fn members_are_found_by_what_their_keys_mean() {
        let object = r#" {"sid":1,"a":{"sid":2},"s\u0069d":"x","list":[{"sid":3}]}"#;
        assert_eq!(member(object, "sid"), Some("\"x\""));
        assert_eq!(member(object, "a"), Some("{\"sid\":2}"));
        assert_eq!(member(object, "list"), Some("[{\"sid\":3}]"));
        assert_eq!(member(object, "none"), None);
        assert_eq!(member("[1]", "sid"), None);
    }

    #[test]
    fn strings_come_and_go() {
        assert_eq!(unquoted(r#""a\n\u00e7\ud83d\ude80\/""#), "a\nç🚀/");
        assert_eq!(unquoted(r#""\ud83d\u0041\udfff!""#), "\u{fffd}A\u{fffd}!");
        assert_eq!(quoted("a\"\\\n\u{1e}\u{7f}ç🚀"), "\"a\\\"\\\\\\n\\u001e\u{7f}ç🚀\"");
        for text in ["", "\u{0}\u{8}\u{c}\r\t", "plain", "\u{2028}"] {
            assert_eq!(unquoted(&quoted(text)), text);
        }
    }

    #[test]
    fn plain_runs_end_at_the_first_special_byte() {
        for special in [b'"', b'\\', 0, 0x1f] {
            for place in 0..40 {
                let mut bytes = vec![0xc3; 40];
                *bytes.get_mut(place).unwrap() = special;
                assert_eq!(after_plain(&bytes, 0), place);
                assert_eq!(after_plain(&bytes, place), place);
            }
        }
        assert_eq!(after_plain(&[b'!'; 40], 3), 40);
        assert_eq!(after_plain(&[0x20; 40], 3), 40);
        assert_eq!(after_plain(&[0xff; 40], 3), 40);
    }
}
