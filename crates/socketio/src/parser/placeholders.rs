//! Finds the placeholders of attachments in a text, as the official decoders do.

use crate::json::{self, JsonError, Span, Token};

/// An object with `"_placeholder": true`, whatever else is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Placeholder {
    pub(crate) span: Span,
    /// Its `num`, if that is a whole number from 0 on.
    pub(crate) number: Option<usize>,
}

/// Watches the tokens of a text. An object that is a placeholder is replaced as a whole, so those inside it do not count.
#[derive(Default)]
pub(crate) struct Finder {
    open: Vec<Object>,
    key: Key,
    pub(crate) found: Vec<Placeholder>,
}

struct Object {
    start: usize,
    is_marked: bool,
    number: Option<usize>,
    n_found_before: usize,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Key {
    #[default]
    Other,
    Marker,
    Number,
}

impl Finder {
    pub(crate) fn see(&mut self, text: &str, token: Token, span: Span) {
        if token == Token::Key {
            let key = span.of(text);
            // Only a key with an escape may mean something else than it shows.
            let key = if key.contains('\\') { json::unquoted(key) } else { key.trim_matches('"').into() };
            self.key = match &*key {
                "_placeholder" => Key::Marker,
                "num" => Key::Number,
                _ => Key::Other,
            };
            return;
        }
        let key = std::mem::take(&mut self.key);
        if let Some(object) = self.open.last_mut() {
            match key {
                Key::Marker => object.is_marked = token == Token::True,
                Key::Number => object.number = if token == Token::Number { whole(span.of(text)) } else { None },
                Key::Other => {}
            }
        }
        match token {
            Token::OpenObject => self.open.push(Object {
                start: span.start,
                is_marked: false,
                number: None,
                n_found_before: self.found.len(),
            }),
            Token::CloseObject => {
                if let Some(object) = self.open.pop().filter(|object| object.is_marked) {
                    self.found.truncate(object.n_found_before);
                    let span = Span { start: object.start, end: span.end };
                    self.found.push(Placeholder { span, number: object.number });
                }
            }
            _ => {}
        }
    }
}

/// All placeholders of a text, in its order.
pub(crate) fn find(text: &str) -> Result<Vec<Placeholder>, JsonError> {
    let mut finder = Finder::default();
    json::walk(text, 0, |token, span, _| finder.see(text, token, span))?;
    Ok(finder.found)
}

/// `1`, `1.0` and `1e0` are the same to JavaScript.
fn whole(number: &str) -> Option<usize> {
    let number: f64 = number.parse().ok()?;
    ((0.0..1e9).contains(&number) && number.fract() == 0.0).then_some(number as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(text: &str) -> Vec<(&str, Option<usize>)> {
        find(text).unwrap().iter().map(|found| (found.span.of(text), found.number)).collect()
    }

    #[test]
    fn any_object_that_is_marked_is_one() {
        let odd = r#"{"x":{"_placeholder":true,"num":0},"n\u0075m":1.0,"_placeholder":true}"#;
        assert_eq!(numbers(&format!("[{odd},7]")), [(odd, Some(1))]);
        let last_wins = r#"{"_placeholder":true,"num":0,"num":2,"_placeholder":false}"#;
        assert_eq!(numbers(last_wins), []);
    }

    #[test]
    fn a_number_must_be_one() {
        for wrong in ["\"0\"", "-1", "0.5", "null", "[0]", "{}", "1e400"] {
            let text = format!("{{\"_placeholder\":true,\"num\":{wrong}}}");
            assert_eq!(numbers(&text), [(text.as_str(), None)]);
        }
        for plain in ["{\"_placeholder\":1}", "{\"_placeholder\":[true]}", "[\"_placeholder\",true]", "{\"num\":0}"] {
            assert_eq!(numbers(plain), []);
        }
    }
}
