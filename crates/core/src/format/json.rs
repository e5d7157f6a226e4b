//! JSON as text: checked and laid out anew without ever turning it into values, so that `9007199254740993`, `1e400`,
//! `1.0`, the order of keys and lone surrogate escapes stay what they were, and depth costs no stack.

/// Why a text is not JSON (RFC 8259), with the place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// Something else should stand here.
    #[error("{expected} expected at {place}, found {found}")]
    Unexpected {
        /// What may stand here.
        expected: &'static str,
        /// What does.
        found: String,
        /// Where.
        place: Place,
    },
    /// The text ends too early.
    #[error("the text ends at {place}, {expected} expected")]
    Ended {
        /// What should follow.
        expected: &'static str,
        /// Where the text ends.
        place: Place,
    },
}

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Bytes from the start.
    pub at: usize,
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
}

impl std::fmt::Display for Place {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "line {}, column {}", self.line, self.column)
    }
}

/// Whether a text can be JSON by its first character: an object, an array or a string. Numbers and words alone count as
/// plain text, which is what they mostly are.
pub fn looks_like(text: &str) -> bool {
    matches!(text.trim_start().as_bytes().first(), Some(b'{' | b'[' | b'"'))
}

/// The text laid out with two spaces a level.
pub fn pretty(text: &str) -> Result<String, JsonError> {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    let mut depth = 0;
    let mut previous = None;
    walk(text, |token, span| {
        let closes_empty = matches!(
            (previous, token),
            (Some(Token::OpenObject), Token::CloseObject) | (Some(Token::OpenArray), Token::CloseArray)
        );
        match token {
            Token::CloseObject | Token::CloseArray => {
                depth -= 1;
                if !closes_empty {
                    new_line(&mut out, depth);
                }
            }
            Token::OpenObject | Token::OpenArray | Token::Scalar => {
                if matches!(previous, Some(Token::OpenObject | Token::OpenArray | Token::Comma)) {
                    new_line(&mut out, depth);
                }
                if matches!(token, Token::OpenObject | Token::OpenArray) {
                    depth += 1;
                }
            }
            Token::Colon | Token::Comma => {}
        }
        out.push_str(span);
        if token == Token::Colon {
            out.push(' ');
        }
        previous = Some(token);
    })?;
    Ok(out)
}

/// The text without the white space between its tokens.
pub fn minified(text: &str) -> Result<String, JsonError> {
    let mut out = String::with_capacity(text.len());
    walk(text, |_, span| out.push_str(span))?;
    Ok(out)
}

/// Where a text has objects of the one member `"$binary"`, a string: bytes as Base64 among JSON. Gives the place of each
/// object and its Base64.
pub fn binaries(text: &str) -> Result<Vec<(std::ops::Range<usize>, &str)>, JsonError> {
    let mut found = Vec::new();
    // The last five tokens, by their places; an object that is bytes has no others.
    let mut last: [(Option<Token>, usize, usize); 5] = [(None, 0, 0); 5];
    walk(text, |token, span| {
        let start = span.as_ptr() as usize - text.as_ptr() as usize;
        last.rotate_left(1);
        last[4] = (Some(token), start, start + span.len());
        let kinds = last.map(|(token, ..)| token);
        let wanted = [Token::OpenObject, Token::Scalar, Token::Colon, Token::Scalar, Token::CloseObject].map(Some);
        let value = &text[last[3].1..last[3].2];
        if kinds == wanted && &text[last[1].1..last[1].2] == "\"$binary\"" && value.starts_with('"') {
            found.push((last[0].1..last[4].2, value.trim_matches('"')));
        }
    })?;
    Ok(found)
}

/// A text as a JSON string.
pub fn quoted(text: &str) -> String {
    // A string has no part that can fail.
    serde_json::to_string(text).unwrap_or_default()
}

/// Checks a text.
pub fn check(text: &str) -> Result<(), JsonError> {
    walk(text, |_, _| {})
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    for _ in 0..depth {
        out.push_str("  ");
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    OpenObject,
    CloseObject,
    OpenArray,
    CloseArray,
    Colon,
    Comma,
    Scalar,
}

/// What may come next. Which container a comma or an end belongs to is kept in a stack of its own: a bit a level.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    Value,
    ValueOrEnd,
    Key,
    KeyOrEnd,
    Colon,
    CommaOrEnd,
    Nothing,
}

fn walk<'a>(text: &'a str, mut see: impl FnMut(Token, &'a str)) -> Result<(), JsonError> {
    let bytes = text.as_bytes();
    let mut in_objects: Vec<bool> = Vec::new();
    let mut expect = Expect::Value;
    let mut at = 0;
    loop {
        while bytes.get(at).is_some_and(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')) {
            at += 1;
        }
        let in_object = in_objects.last().copied();
        let Some(&byte) = bytes.get(at) else {
            return match expect {
                Expect::Nothing => Ok(()),
                _ => Err(ended(text, wanted(expect, in_object))),
            };
        };
        let wants_value = matches!(expect, Expect::Value | Expect::ValueOrEnd);
        let (token, end, next) = match byte {
            b'{' if wants_value => (Token::OpenObject, at + 1, Expect::KeyOrEnd),
            b'[' if wants_value => (Token::OpenArray, at + 1, Expect::ValueOrEnd),
            b'}' if expect == Expect::KeyOrEnd || expect == Expect::CommaOrEnd && in_object == Some(true) => {
                (Token::CloseObject, at + 1, Expect::CommaOrEnd)
            }
            b']' if expect == Expect::ValueOrEnd || expect == Expect::CommaOrEnd && in_object == Some(false) => {
                (Token::CloseArray, at + 1, Expect::CommaOrEnd)
            }
            b',' if expect == Expect::CommaOrEnd => {
                (Token::Comma, at + 1, if in_object == Some(true) { Expect::Key } else { Expect::Value })
            }
            b':' if expect == Expect::Colon => (Token::Colon, at + 1, Expect::Value),
            b'"' if wants_value => (Token::Scalar, string_end(text, at)?, Expect::CommaOrEnd),
            b'"' if matches!(expect, Expect::Key | Expect::KeyOrEnd) => {
                (Token::Scalar, string_end(text, at)?, Expect::Colon)
            }
            b'-' | b'0'..=b'9' if wants_value => (Token::Scalar, number_end(text, at)?, Expect::CommaOrEnd),
            _ => match ["true", "false", "null"].into_iter().find(|word| text[at..].starts_with(word)) {
                Some(word) if wants_value => (Token::Scalar, at + word.len(), Expect::CommaOrEnd),
                _ => return Err(unexpected(text, at, wanted(expect, in_object))),
            },
        };
        match token {
            Token::OpenObject => in_objects.push(true),
            Token::OpenArray => in_objects.push(false),
            Token::CloseObject | Token::CloseArray => {
                in_objects.pop();
            }
            Token::Colon | Token::Comma | Token::Scalar => {}
        }
        see(token, &text[at..end]);
        at = end;
        expect = if next == Expect::CommaOrEnd && in_objects.is_empty() { Expect::Nothing } else { next };
    }
}

fn wanted(expect: Expect, in_object: Option<bool>) -> &'static str {
    match (expect, in_object) {
        (Expect::Value, _) => "a value",
        (Expect::ValueOrEnd, _) => "a value or ]",
        (Expect::Key, _) => "a key in double quotes",
        (Expect::KeyOrEnd, _) => "a key in double quotes or }",
        (Expect::Colon, _) => "a colon",
        (Expect::CommaOrEnd, Some(true)) => "a comma or }",
        (Expect::CommaOrEnd, _) => "a comma or ]",
        (Expect::Nothing, _) => "nothing more",
    }
}

/// The byte after the string that begins at `start`. Escapes are checked, what they mean is not: `"\udfff"` is legal text.
fn string_end(text: &str, start: usize) -> Result<usize, JsonError> {
    let bytes = text.as_bytes();
    let mut at = start + 1;
    loop {
        match bytes.get(at) {
            None => return Err(ended(text, "a closing quote")),
            Some(b'"') => return Ok(at + 1),
            Some(b'\\') => match bytes.get(at + 1) {
                Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => at += 2,
                Some(b'u') => {
                    for digit in at + 2..at + 6 {
                        match bytes.get(digit) {
                            Some(byte) if byte.is_ascii_hexdigit() => {}
                            Some(_) => return Err(unexpected(text, digit, "four hexadecimal digits after \\u")),
                            None => return Err(ended(text, "four hexadecimal digits after \\u")),
                        }
                    }
                    at += 6;
                }
                Some(_) => return Err(unexpected(text, at + 1, "one of \" \\ / b f n r t u after \\")),
                None => return Err(ended(text, "one of \" \\ / b f n r t u after \\")),
            },
            Some(0..0x20) => return Err(unexpected(text, at, "an escape such as \\n")),
            Some(_) => at += 1,
        }
    }
}

/// The byte after the number that begins at `start`.
fn number_end(text: &str, start: usize) -> Result<usize, JsonError> {
    let bytes = text.as_bytes();
    let digits = |mut at: usize| -> Result<usize, JsonError> {
        let first = at;
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        match (at > first, bytes.get(at)) {
            (true, _) => Ok(at),
            (false, Some(_)) => Err(unexpected(text, at, "a digit")),
            (false, None) => Err(ended(text, "a digit")),
        }
    };
    let mut at = start + usize::from(bytes[start] == b'-');
    at = if bytes.get(at) == Some(&b'0') { at + 1 } else { digits(at)? };
    if bytes.get(at) == Some(&b'.') {
        at = digits(at + 1)?;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        at += 1;
        at = digits(at + usize::from(matches!(bytes.get(at), Some(b'+' | b'-'))))?;
    }
    Ok(at)
}

fn unexpected(text: &str, at: usize, expected: &'static str) -> JsonError {
    let found = match text[at..].chars().next() {
        Some(character) => format!("{character:?}"),
        None => "the end".to_string(),
    };
    JsonError::Unexpected { expected, found, place: place(text, at) }
}

fn ended(text: &str, expected: &'static str) -> JsonError {
    JsonError::Ended { expected, place: place(text, text.len()) }
}

fn place(text: &str, at: usize) -> Place {
    let before = &text[..at];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Place { at, line: before.matches('\n').count() + 1, column: before[line_start..].chars().count() + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn layout_changes_and_text_does_not() {
        let text = r#" {"id":9007199254740993,"big":1e400,"one":1.0,"a":[],"o":{ },"n":[1,{"x":"\udfff"},null]} "#;
        let pretty = pretty(text).expect("this is JSON");
        assert_eq!(
            pretty,
            "{\n  \"id\": 9007199254740993,\n  \"big\": 1e400,\n  \"one\": 1.0,\n  \"a\": [],\n  \"o\": {},\n  \
             \"n\": [\n    1,\n    {\n      \"x\": \"\\udfff\"\n    },\n    null\n  ]\n}"
        );
        assert_eq!(minified(&pretty), Ok(text.trim().replace("{ }", "{}")));
    }

    #[test]
    fn the_place_of_an_error_is_named() {
        let error = |text: &str| check(text).expect_err("this is not JSON").to_string();
        assert_eq!(error(""), "the text ends at line 1, column 1, a value expected");
        assert_eq!(error("{\n  \"ä\": tru\n}"), "a value expected at line 2, column 8, found 't'");
        assert_eq!(error("[1,]"), "a value expected at line 1, column 4, found ']'");
        assert_eq!(error("{\"a\":1,}"), "a key in double quotes expected at line 1, column 8, found '}'");
        assert_eq!(error("[1}"), "a comma or ] expected at line 1, column 3, found '}'");
        assert_eq!(error("01"), "nothing more expected at line 1, column 2, found '1'");
        assert_eq!(error("\"\\x\""), "one of \" \\ / b f n r t u after \\ expected at line 1, column 3, found 'x'");
        assert_eq!(error("\"\\u00"), "the text ends at line 1, column 6, four hexadecimal digits after \\u expected");
        assert_eq!(error("\"\t\""), "an escape such as \\n expected at line 1, column 2, found '\\t'");
        assert_eq!(error("-"), "the text ends at line 1, column 2, a digit expected");
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = "[".repeat(200_000) + &"]".repeat(200_000);
        assert_eq!(minified(&deep), Ok(deep));
    }

    proptest! {
        #[test]
        fn agrees_with_serde_json_about_what_is_json(text in r#"[\[\]{}",:0-9eE+.\\u \-atrufalsn]{0,24}"#) {
            // serde_json refuses lone surrogates and numbers beyond a double, which are legal text.
            if !text.contains("\\u") && !text.contains(['e', 'E']) {
                let serde = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
                prop_assert_eq!(check(&text).is_ok(), serde);
            }
        }

        #[test]
        fn any_text_is_survived(text in any::<String>()) {
            let _ = pretty(&text);
        }
    }
}
