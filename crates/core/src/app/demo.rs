//! Requests for the demo server that is started with the page, so that a newcomer sees messages at once.

use super::App;
use super::library::document::{Document, Kind};
use super::library::entry::{Entry, Value};
use crate::format::Format;
use crate::ids::ItemId;
use crate::request::socket_io::{Event, Protocol};
use crate::request::{Message, Request};
use crate::variables::Variable;

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
        chat(demo_url),
    ]
}

/// A Socket.IO server with rooms: what is sent comes back to everybody in the room, and is acknowledged.
fn chat(demo_url: &str) -> Example {
    let mut request = Request { kind: Protocol::SocketIo, url: format!("{demo_url}/chat"), ..Request::default() };
    let text = "{\n  \"text\": \"Hello, World!\"\n}".to_string();
    request.socket_io.event =
        Event { name: "message".into(), args: vec![Message { format: Format::Json, text }], wants_ack: true };
    Example { name: "Socket.IO chat", request }
}

/// By this note the variable is known that has the server's address.
const NOTE: &str = "The demo server that was started with this page";

impl App {
    /// Adds the examples as a collection, once.
    pub(super) fn add_samples(&mut self) {
        let (now, dice) = (self.now, &mut self.workspace.dice);
        let id = dice.id();
        let mut collection = Document::new(now, Kind::Collection, id, "Demo server", dice);
        let value = self.environment.demo_url.clone();
        let variable = Variable { name: "demo".into(), value, note: NOTE.into(), ..Variable::default() };
        let place = collection.place_at_end(now, id);
        collection.add(Entry::new(dice.id(), place, Value::Variable(variable), dice.rev()));
        for Example { name, request } in examples("{{demo}}") {
            let request = Request { name: name.into(), ..request };
            let place = collection.place_at_end(now, id);
            collection.add(Entry::new(dice.id(), place, Value::Request(Box::new(request)), dice.rev()));
        }
        self.workspace.library.add(collection);
        self.workspace.open.edit().insert(id);
    }

    /// The server may have another port each time it is started.
    pub(super) fn follow_demo(&mut self) {
        let demo_url = &self.environment.demo_url;
        let is_old = |variable: &Variable| variable.note == NOTE && variable.value != *demo_url;
        let old = self.workspace.library.documents().iter().flat_map(|document| {
            let old = document.variables().into_iter().filter(|(_, variable)| is_old(variable));
            old.map(|(id, variable)| (document.id, id, variable.clone())).collect::<Vec<(ItemId, ItemId, Variable)>>()
        });
        for (document, id, variable) in old.collect::<Vec<_>>() {
            if let Some(document) = self.workspace.library.edit(document).filter(|_| !demo_url.is_empty()) {
                let value = Value::Variable(Variable { value: demo_url.clone(), ..variable });
                document.set(self.now, id, Some(value), &mut self.workspace.dice);
            }
        }
    }
}
