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

/// Which of the open containers are objects: the lowest bit is the innermost. Levels that no longer fit are put aside, 64 at
/// a time.
#[derive(Debug, Default)]
pub(crate) struct Levels {
    bits: u64,
    depth: usize,
    aside: Vec<u64>,
}

impl Levels {
    /// Inside an array that is not in anything.
    pub(crate) fn of_array() -> Levels {
        Levels { bits: 0, depth: 1, aside: Vec::new() }
    }

    #[inline]
    fn push(&mut self, is_object: bool) {
        if self.depth.is_multiple_of(64) && self.depth > 0 {
            self.aside.push(self.bits);
        }
        self.bits = self.bits << 1 | u64::from(is_object);
        self.depth += 1;
    }

    #[inline]
    fn pop(&mut self) {
        self.depth -= 1;
        self.bits >>= 1;
        if self.depth.is_multiple_of(64)
            && let Some(bits) = self.aside.pop()
        {
            self.bits = bits;
        }
    }

    #[inline]
    fn in_object(&self) -> bool {
        self.bits & 1 == 1
    }
}

/// Walks over the one value of a text from `start` on: `see` is told each token, its place, and how many containers are
/// open around it (0 for the value itself and its own brackets).
///
/// # Errors
/// The first byte that is wrong.
pub fn walk(text: &str, start: usize, see: impl FnMut(Token, Span, usize)) -> Result<(), JsonError> {
    walk_on(text.as_bytes(), start, Levels::default(), see)
}

/// Walks on with a value at `start`, in containers that are open already, to the end of the text.
///
/// What may come next is where the code is, not a variable: this loop is what decoding costs.
#[inline]
pub(crate) fn walk_on(
    bytes: &[u8],
    start: usize,
    mut levels: Levels,
    mut see: impl FnMut(Token, Span, usize),
) -> Result<(), JsonError> {
    let mut at = start;
    'value: loop {
        let mut token_at = at;
        let byte = byte_at(bytes, at);
        let token = if byte == b'"' {
            at = string_end(bytes, at)?;
            Token::String
        } else if byte.is_ascii_digit() || byte == b'-' {
            at = number_end(bytes, at)?;
            Token::Number
        } else if byte == b'{' {
            see(Token::OpenObject, Span { start: at, end: at + 1 }, levels.depth);
            levels.push(true);
            at = after_space(bytes, at + 1);
            if byte_at(bytes, at) != b'}' {
                at = colon_end(bytes, at, "a key in double quotes or }", levels.depth, &mut see)?;
                continue 'value;
            }
            levels.pop();
            token_at = at;
            at += 1;
            Token::CloseObject
        } else if byte == b'[' {
            see(Token::OpenArray, Span { start: at, end: at + 1 }, levels.depth);
            levels.push(false);
            at = after_space(bytes, at + 1);
            if byte_at(bytes, at) != b']' {
                continue 'value;
            }
            levels.pop();
            token_at = at;
            at += 1;
            Token::CloseArray
        } else if is_space(byte) {
            at += 1;
            continue 'value;
        } else {
            let (token, len) = word_of(bytes, at).ok_or_else(|| no_value(bytes, start, at))?;
            at += len;
            token
        };
        see(token, Span { start: token_at, end: at }, levels.depth);

        while levels.depth > 0 {
            let byte = byte_at(bytes, at);
            let in_object = levels.in_object();
            if byte == b',' {
                at += 1;
                if in_object {
                    at = after_space(bytes, at);
                    at = colon_end(bytes, at, "a key in double quotes", levels.depth, &mut see)?;
                }
                continue 'value;
            }
            if byte == if in_object { b'}' } else { b']' } {
                levels.pop();
                let token = if in_object { Token::CloseObject } else { Token::CloseArray };
                see(token, Span { start: at, end: at + 1 }, levels.depth);
                at += 1;
                continue;
            }
            if !is_space(byte) {
                return Err(JsonError { expected: if in_object { "a comma or }" } else { "a comma or ]" }, at });
            }
            at += 1;
        }
        at = after_space(bytes, at);
        return if at == bytes.len() { Ok(()) } else { Err(JsonError { expected: "nothing more", at }) };
    }
}

/// The byte after the colon of a member whose key begins at `at`.
#[inline]
fn colon_end(
    bytes: &[u8],
    at: usize,
    expected: &'static str,
    depth: usize,
    see: &mut impl FnMut(Token, Span, usize),
) -> Result<usize, JsonError> {
    if byte_at(bytes, at) != b'"' {
        return Err(JsonError { expected, at });
    }
    // A short key and its colon are in one word.
    if let Some(eight) = eight_at(bytes, at + 1) {
        let shift = shift_to_special(eight).unwrap_or_default();
        if (eight >> shift) as u16 == u16::from_le_bytes(*b"\":") {
            let end = at + 2 + shift / 8;
            see(Token::Key, Span { start: at, end }, depth);
            return Ok(end + 1);
        }
    }
    let end = string_end(bytes, at)?;
    see(Token::Key, Span { start: at, end }, depth);
    let at = after_space(bytes, end);
    if byte_at(bytes, at) != b':' {
        return Err(JsonError { expected: "a colon", at });
    }
    Ok(at + 1)
}

#[inline]
fn word_of(bytes: &[u8], at: usize) -> Option<(Token, usize)> {
    let rest = bytes.get(at..)?;
    match rest.first_chunk()? {
        b"true" => Some((Token::True, 4)),
        b"null" => Some((Token::Null, 4)),
        b"fals" if rest.get(4) == Some(&b'e') => Some((Token::False, 5)),
        _ => None,
    }
}

/// No value stands where one must; after a bracket the array might also end.
#[cold]
fn no_value(bytes: &[u8], start: usize, at: usize) -> JsonError {
    let before = bytes.get(start..at).unwrap_or_default().trim_ascii_end();
    JsonError { expected: if before.last() == Some(&b'[') { "a value or ]" } else { "a value" }, at }
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

/// The byte there; 0, which is nowhere allowed, after the end.
#[inline]
fn byte_at(bytes: &[u8], at: usize) -> u8 {
    bytes.get(at).copied().unwrap_or_default()
}

/// Eight bytes from there on, the first of them lowest.
#[inline]
fn eight_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|chunk| u64::from_le_bytes(*chunk))
}

/// Each of the eight bytes.
const fn all(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// The first byte from `at` on that is no white space, or the end. Mostly there is none: what a server writes has no need.
#[inline]
pub(crate) fn after_space(bytes: &[u8], at: usize) -> usize {
    if byte_at(bytes, at) > b' ' { at } else { after_spaces(bytes, at) }
}

#[inline(never)]
fn after_spaces(bytes: &[u8], mut at: usize) -> usize {
    while is_space(byte_at(bytes, at)) {
        at += 1;
    }
    at
}

/// The byte after the string that begins at `start`.
#[inline]
pub(crate) fn string_end(bytes: &[u8], start: usize) -> Result<usize, JsonError> {
    let mut at = start + 1;
    while let Some(eight) = eight_at(bytes, at) {
        let Some(shift) = shift_to_special(eight) else {
            at += 8;
            continue;
        };
        at += shift / 8;
        if (eight >> shift) as u8 == b'"' {
            return Ok(at + 1);
        }
        at = escape_end(bytes, at)?;
    }
    // The last bytes of the text.
    loop {
        match byte_at(bytes, at) {
            b'"' => return Ok(at + 1),
            b'\\' | 0..0x20 => at = escape_end(bytes, at)?,
            _ => at += 1,
        }
    }
}

/// The byte after the escape that begins at `at`, or what else stands where a string cannot go on.
fn escape_end(bytes: &[u8], at: usize) -> Result<usize, JsonError> {
    match bytes.get(at) {
        Some(b'\\') => match bytes.get(at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(at + 2),
            Some(b'u') => {
                let n_digits = bytes.iter().skip(at + 2).take(4).take_while(|byte| byte.is_ascii_hexdigit()).count();
                if n_digits < 4 {
                    return Err(JsonError { expected: "four hexadecimal digits", at: at + 2 + n_digits });
                }
                Ok(at + 6)
            }
            _ => Err(JsonError { expected: "one of \" \\ / b f n r t u", at: at + 1 }),
        },
        Some(_) => Err(JsonError { expected: "an escape such as \\n", at }),
        None => Err(JsonError { expected: "a closing quote", at }),
    }
}

/// By how many bits to shift the lowest byte down that is a quote, a backslash or a control character, if there is one.
#[inline]
fn shift_to_special(eight: u64) -> Option<usize> {
    // A quote with bit 1 flipped is the byte after the control characters; these stay what they are. A byte that is less
    // borrows into its high bit, and the lowest that does is exact.
    let below = (eight ^ all(2)).wrapping_sub(all(0x21));
    let backslash = (eight ^ all(b'\\')).wrapping_sub(all(1));
    let hits = (below | backslash) & !eight & all(0x80);
    (hits != 0).then_some(hits.trailing_zeros() as usize & 0x38)
}

/// The first byte from `at` on that is no digit, or the end: eight at a time while all of them are digits.
#[inline]
pub(crate) fn after_digits(bytes: &[u8], mut at: usize) -> usize {
    while let Some(eight) = eight_at(bytes, at)
        && eight & all(0xf0) == all(0x30)
        && eight.wrapping_add(all(6)) & all(0xf0) == all(0x30)
    {
        at += 8;
    }
    while byte_at(bytes, at).is_ascii_digit() {
        at += 1;
    }
    at
}

/// The byte after the number that begins at `start`.
#[inline]
fn number_end(bytes: &[u8], start: usize) -> Result<usize, JsonError> {
    let at = start + usize::from(byte_at(bytes, start) == b'-');
    match eight_at(bytes, at).and_then(short_number) {
        Some(len) => Ok(at + len),
        None => long_number_end(bytes, at),
    }
}

/// The length of a number without an exponent that ends before the last of eight bytes.
///
/// The digits are counted one by one on purpose: what comes next is at a place that the processor can guess, while it would
/// have to wait for one that is calculated.
#[inline]
fn short_number(eight: u64) -> Option<usize> {
    let mut rest = eight;
    let mut count = || {
        let mut n_digits = 0;
        while (rest as u8).is_ascii_digit() {
            rest >>= 8;
            n_digits += 1;
        }
        let next = rest as u8;
        rest >>= 8;
        (n_digits, next)
    };
    let (mut len, mut next) = count();
    if len == 0 || (len > 1 && eight as u8 == b'0') {
        return None;
    }
    if next == b'.' {
        let (n_decimals, after) = count();
        if n_decimals == 0 {
            return None;
        }
        len += 1 + n_decimals;
        next = after;
    }
    (len < 8 && next | 0x20 != b'e').then_some(len)
}

/// The byte after a number of which a minus has been taken already.
fn long_number_end(bytes: &[u8], start: usize) -> Result<usize, JsonError> {
    let digits = |from: usize| match after_digits(bytes, from) {
        at if at == from => Err(JsonError { expected: "a digit", at }),
        at => Ok(at),
    };
    let mut at = if byte_at(bytes, start) == b'0' { start + 1 } else { digits(start)? };
    if byte_at(bytes, at) == b'.' {
        at = digits(at + 1)?;
    }
    if let b'e' | b'E' = byte_at(bytes, at) {
        at += 1;
        if let b'+' | b'-' = byte_at(bytes, at) {
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
    fn strings_end_wherever_the_text_does() {
        for n_before in 0..20 {
            for n_after in 0..20 {
                let plain = "~".repeat(n_before);
                let string = format!("\"{plain}\"{}", " ".repeat(n_after));
                assert_eq!(string_end(string.as_bytes(), 0), Ok(n_before + 2));
                for special in ["\u{0}", "\u{1f}", "\\x"] {
                    let wrong = format!("\"{plain}{special}\"{}", " ".repeat(n_after));
                    let at = n_before + special.len();
                    assert_eq!(string_end(wrong.as_bytes(), 0).map_err(|error| error.at), Err(at));
                }
                // What is above ASCII is plain, and so are its neighbours below.
                let high = format!("\"{plain}\u{7f}ç!#[]\"{}", " ".repeat(n_after));
                assert_eq!(string_end(high.as_bytes(), 0), Ok(n_before + 9));
            }
        }
    }

    #[test]
    fn numbers_end_wherever_the_text_does() {
        for number in ["0", "7", "-0.5", "1234567", "12345678", "123456789012345678901", "12.345", "123.4567", "1e5"] {
            for long in [number.to_owned(), format!("{number}E-12"), format!("{number}e+123456789")] {
                // With two exponents it is wrong where the second begins.
                let is_whole = !(number.contains('e') && long != number);
                for n_after in 0..20 {
                    let text = format!("{long}{}", " ".repeat(n_after));
                    let end = if is_whole { long.len() } else { number.len() };
                    assert_eq!(number_end(text.as_bytes(), 0), Ok(end), "{text}");
                }
            }
        }
        for (wrong, at) in [("-", 1), ("1.", 2), ("1.x", 2), ("1e", 2), ("1e+", 3), ("-x", 1), ("1234567.", 8)] {
            for n_after in [0, 9] {
                let text = format!("{wrong}{}", " ".repeat(n_after));
                assert_eq!(number_end(text.as_bytes(), 0), Err(JsonError { expected: "a digit", at }), "{text}");
            }
        }
        assert_eq!(number_end(b"0123        ", 0), Ok(1), "no digit follows a leading 0");
    }
}
