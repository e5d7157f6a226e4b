//! The arguments of an event or ack: split from the text of a JSON array, and put together to one.

use crate::error::{ArgsError, PayloadError};
use crate::json::{self, Span, Token};
use crate::packet::{Hole, HoleValue, Payload};

/// Splits `["event",a,b]` without turning it into values: numbers stay the text they were. White space around the
/// elements is left out.
///
/// # Errors
/// It is not JSON, or not an array.
pub fn split(array: &str) -> Result<Vec<&str>, ArgsError> {
    let mut is_array = false;
    let mut found = Vec::new();
    let mut start = 0;
    json::walk(array, 0, |token, span, depth| match (depth, token) {
        (0, token) => is_array = matches!(token, Token::OpenArray | Token::CloseArray),
        (1, Token::OpenArray | Token::OpenObject) => start = span.start,
        (1, Token::CloseArray | Token::CloseObject) => found.push(Span { start, end: span.end }),
        (1, _) => found.push(span),
        _ => {}
    })?;
    if !is_array {
        return Err(ArgsError::NoArray);
    }
    Ok(found.into_iter().map(|span| span.of(array)).collect())
}

/// The first element of an array that is known to be JSON, without a look at the others.
pub fn first(array: &str) -> Option<&str> {
    let element = array.trim_start().strip_prefix('[')?.trim_start();
    // A text up to its closing quote, anything else up to what cannot be part of it.
    let mut is_escaped = false;
    let end = match element.strip_prefix('"') {
        Some(text) => {
            text.find(|char| match (char, std::mem::take(&mut is_escaped)) {
                (_, true) => false,
                ('\\', false) => {
                    is_escaped = true;
                    false
                }
                (char, false) => char == '"',
            })? + 2
        }
        None => element.find([',', ']', ' ', '\t', '\n', '\r'])?,
    };
    element.get(..end).filter(|element| !element.is_empty())
}

/// Puts arguments together, one after the other.
///
/// ```
/// use duplex_socketio::args::Args;
///
/// let photo = Args::event("photo")
///     .json(r#"{"width":640}"#)?
///     .text("plain \"text\"")
///     .bytes(vec![1, 2])
///     .json_with(r#"[{"_placeholder":true,"num":0}]"#, vec![vec![3]])?
///     .finish();
/// assert_eq!(
///     photo.text(),
///     r#"["photo",{"width":640},"plain \"text\"",{"_placeholder":true,"num":0},[{"_placeholder":true,"num":1}]]"#
/// );
/// assert_eq!(photo.attachments(), [vec![1, 2], vec![3]]);
/// # Ok::<(), duplex_socketio::error::PayloadError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Args {
    text: String,
    holes: Vec<Hole>,
    attachments: Vec<Vec<u8>>,
}

impl Args {
    /// The arguments of an ack.
    pub fn new() -> Args {
        Args { text: "[".to_owned(), ..Args::default() }
    }

    /// An event with that name and no arguments yet.
    pub fn event(name: &str) -> Args {
        Args::new().text(name)
    }

    /// One more argument, given as JSON. What looks like a placeholder is plain data, as long as nothing in the packet
    /// has bytes: a receiver of the default parser cannot tell them apart then.
    ///
    /// # Errors
    /// It is not JSON.
    pub fn json(mut self, json: &str) -> Result<Args, PayloadError> {
        json::check(json)?;
        self.separate();
        self.text.push_str(json);
        Ok(self)
    }

    /// One more argument, given as JSON with placeholders for attachments, which count from 0 in this argument. They are
    /// numbered anew.
    ///
    /// # Errors
    /// As in [`Payload::with_attachments`].
    pub fn json_with(mut self, json: &str, attachments: Vec<Vec<u8>>) -> Result<Args, PayloadError> {
        let part = Payload::with_attachments(json, attachments)?;
        self.separate();
        let n_before = self.attachments.len();
        let mut end = 0;
        for hole in &part.holes {
            self.text.push_str(Span { start: end, end: hole.span.start }.of(&part.text));
            end = hole.span.end;
            match hole.value {
                HoleValue::Bytes(number) => self.push_placeholder(n_before + number),
                // Invariant: JSON has placeholders for bytes alone.
                _ => self.text.push_str(hole.span.of(&part.text)),
            }
        }
        self.text.push_str(Span { start: end, end: part.text.len() }.of(&part.text));
        self.attachments.extend(part.attachments);
        Ok(self)
    }

    /// One more argument: a string.
    pub fn text(mut self, text: &str) -> Args {
        self.separate();
        json::push_quoted(&mut self.text, text);
        self
    }

    /// One more argument: bytes.
    pub fn bytes(mut self, bytes: Vec<u8>) -> Args {
        self.separate();
        self.push_placeholder(self.attachments.len());
        self.attachments.push(bytes);
        self
    }

    /// The array.
    pub fn finish(mut self) -> Payload {
        if self.text.is_empty() {
            self.text.push('[');
        }
        self.text.push(']');
        Payload { text: self.text, holes: self.holes, attachments: self.attachments }
    }

    fn separate(&mut self) {
        match self.text.len() {
            0 => self.text.push('['),
            1 => {}
            _ => self.text.push(','),
        }
    }

    fn push_placeholder(&mut self, number: usize) {
        let start = self.text.len();
        push_placeholder(&mut self.text, number);
        self.holes.push(Hole { span: Span { start, end: self.text.len() }, value: HoleValue::Bytes(number) });
    }
}

pub(crate) fn push_placeholder(text: &mut String, number: usize) {
    text.push_str("{\"_placeholder\":true,\"num\":");
    text.push_str(&number.to_string());
    text.push('}');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_stay_the_text_they_were() {
        assert_eq!(split("[]"), Ok(vec![]));
        assert_eq!(
            split(r#" [ "a" , 9007199254740993,1e400 , {"b":[1,2]}, [ ],null,"\udfff",-0.0 ] "#),
            Ok(vec!["\"a\"", "9007199254740993", "1e400", "{\"b\":[1,2]}", "[ ]", "null", "\"\\udfff\"", "-0.0"])
        );
    }

    #[test]
    fn what_is_no_array_is_refused() {
        assert_eq!(split("{\"a\":1}"), Err(ArgsError::NoArray));
        assert_eq!(split("1"), Err(ArgsError::NoArray));
        assert!(matches!(split("[1,]"), Err(ArgsError::Json(_))));
    }

    #[test]
    fn the_first_element_is_found_alone() {
        assert_eq!(first(r#" [ "a\\\",]" , 1]"#), Some(r#""a\\\",]""#));
        assert_eq!(first("[-1.5e3]"), Some("-1.5e3"));
        assert_eq!((first("[]"), first("{}"), first("[ ]")), (None, None, None));
    }

    #[test]
    fn arguments_without_any_are_an_empty_array() {
        assert_eq!(Args::new().finish().text(), "[]");
        assert_eq!(Args::default().text("a").finish().text(), "[\"a\"]");
        assert_eq!(Args::event("a").finish().text(), "[\"a\"]");
    }

    #[test]
    fn holes_are_where_their_placeholders_are() {
        let args = Args::event("é").bytes(vec![1]).json_with(
            "[ {\"num\":1,\"_placeholder\":true},{\"_placeholder\":true,\"num\":0}]",
            vec![vec![2], vec![3]],
        );
        let payload = args.unwrap().finish();
        let holes: Vec<_> = payload.holes().iter().map(|hole| (hole.span.of(payload.text()), hole.value)).collect();
        assert_eq!(
            holes,
            [
                ("{\"_placeholder\":true,\"num\":0}", HoleValue::Bytes(0)),
                ("{\"_placeholder\":true,\"num\":2}", HoleValue::Bytes(2)),
                ("{\"_placeholder\":true,\"num\":1}", HoleValue::Bytes(1)),
            ]
        );
        assert_eq!(Payload::with_attachments(payload.text(), payload.attachments().to_vec()), Ok(payload));
    }

    #[test]
    fn placeholders_and_attachments_must_match() {
        let with = |text: &str, n: usize| Payload::with_attachments(text, vec![vec![]; n]).map(|_| ());
        let placeholder = "{\"_placeholder\":true,\"num\":1}";
        assert_eq!(with(placeholder, 1), Err(PayloadError::Placeholder { at: 0, n_attachments: 1 }));
        assert_eq!(with(placeholder, 2), Err(PayloadError::Unused { number: 0 }));
        assert_eq!(with(placeholder, 0), Ok(()), "plain data");
    }
}
