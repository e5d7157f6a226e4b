//! Requests for the demo server that is started with the page, so that a newcomer sees messages at once.

use crate::format::Format;
use crate::request::{Message, Request};

/// Something to try.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// What it is called.
    pub name: &'static str,
    /// What it connects to and sends.
    pub request: Request,
}

/// What there is to try on a demo server; the first one is for the very first click.
pub fn examples(demo_url: &str) -> Vec<Example> {
    let example = |name, path, format, text: &str| Example {
        name,
        request: Request {
            // Without a query: there are no rows to follow it.
            url: format!("{demo_url}{path}"),
            message: Message { format, text: text.to_string() },
            ..Request::default()
        },
    };
    if demo_url.is_empty() {
        return Vec::new();
    }
    vec![
        example(
            "Echo",
            "/echo",
            Format::Json,
            "{\n  \"room\": \"lobby\",\n  \"message\": \"Hello, World!\",\n  \"sequence\": 9007199254740993\n}",
        ),
        example("Ticker", "/ticker", Format::Text, "/ticker 200"),
        example("Flood", "/flood", Format::Text, "/flood 100000"),
        example("Binary", "/binary", Format::Hex, "48 65 6c 6c 6f 00 ff"),
        example("Close with a code", "/close", Format::Text, "/close 4001 See you"),
    ]
}
