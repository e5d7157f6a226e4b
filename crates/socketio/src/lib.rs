//! Engine.IO 3 and 4 and Socket.IO for servers 2.x, 3.x and 4.x, as a client, without IO: no socket, no clock, no
//! randomness, no browser. Time and seeds are arguments, bytes go in and out.
//!
//! # The contract
//!
//! - [`client::Client`] is told what happened by its `handle_` functions and what you want by the others. Afterwards poll
//!   [`poll_transmit`](client::Client::poll_transmit) and [`poll_event`](client::Client::poll_event) until they are empty,
//!   and call [`handle_timeout`](client::Client::handle_timeout) at [`poll_timeout`](client::Client::poll_timeout).
//!   Any number of calls in any order before polling is fine; polling late only delays.
//! - A [`Link`](engine::link::Link) names one WebSocket or one HTTP exchange, because during an upgrade several are alive.
//!   The client says what to open, what to send over it, and when to close it; it decides which one carries.
//! - Frames are moved in, and packets point into them. JSON is checked but never turned into values: numbers, the order of
//!   keys and lone surrogates stay the text they were, depth costs no stack, attachments are not copied.
//! - Wrong input from a server is an event with its place ([`client::Event::Malformed`]), never a panic. What the client
//!   does then is what the official one does.
//! - What waits for attachments is a state, and a closed connection is an event: neither is an error.
//!
//! # A conversation
//!
//! ```
//! use duplex_socketio::args::Args;
//! use duplex_socketio::client::{Ack, Client, Config, Event};
//! use duplex_socketio::engine::link::{Link, Transmit};
//! use duplex_socketio::time::Time;
//!
//! let now = Time::from_millis(0);
//! let mut client = Client::new(Config { origin: "https://example.com".to_owned(), ..Config::default() });
//! client.connect(now, "/", None, "")?;
//!
//! let socket = Link(0);
//! let url = "wss://example.com/socket.io/?EIO=4&transport=websocket".to_owned();
//! assert_eq!(client.poll_transmit(), Some(Transmit::Open { link: socket, url }));
//! client.handle_opened(now, socket);
//!
//! // The server says how it will be, and the client asks for its namespace.
//! let open = r#"0{"sid":"a","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}"#;
//! client.handle_text(now, socket, open.to_owned());
//! assert!(matches!(client.poll_event(), Some(Event::Opened { .. })));
//! assert_eq!(client.poll_transmit(), Some(Transmit::Text { link: socket, frame: "40".to_owned() }));
//! client.handle_text(now, socket, r#"40{"sid":"s"}"#.to_owned());
//! assert!(matches!(client.poll_event(), Some(Event::Connected { .. })));
//!
//! // An event that asks for an ack within a second, and its answer.
//! let event = Args::event("add").json("9007199254740993")?.finish();
//! let id = client.emit(now, "/", event, Ack::WaitMillis(1000))?;
//! let frame = r#"420["add",9007199254740993]"#.to_owned();
//! assert_eq!(client.poll_transmit(), Some(Transmit::Text { link: socket, frame }));
//! assert_eq!(client.poll_timeout(), Some(Time::from_millis(1000)));
//! client.handle_text(Time::from_millis(12), socket, r#"430["done",1e400]"#.to_owned());
//! let Some(Event::Acked { id: answered, packet, rtt_micros, .. }) = client.poll_event() else { panic!("an ack") };
//! assert_eq!((Some(answered), packet.args(), rtt_micros), (id, vec!["\"done\"", "1e400"], 12_000));
//!
//! // The server pings; without its ping the client gives up in time.
//! client.handle_text(Time::from_millis(25_000), socket, "2".to_owned());
//! assert_eq!(client.poll_transmit(), Some(Transmit::Text { link: socket, frame: "3".to_owned() }));
//! assert_eq!(client.poll_timeout(), Some(Time::from_millis(70_000)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # A program
//!
//! `examples/talk.rs` gives it a socket, a clock and a terminal:
//! `cargo run -p duplex-socketio --example talk -- http://127.0.0.1:3000 / echo 1`
//!
//! # Parts of it
//!
//! [`parser`] alone takes packets apart and puts them together, [`engine::packet`] and [`engine::payload`] do the same with
//! the layer below, [`args`] splits and joins arguments, [`json`] checks JSON without values.
//!
//! What they cost beside the official parsers: `cargo xtask bench framer`; how the cost grows: `cargo bench`.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice))]

mod acks;
pub mod args;
pub mod backoff;
pub mod client;
pub mod engine;
pub mod error;
pub mod json;
pub mod packet;
pub mod parser;
pub mod revision;
pub mod time;
pub mod url;

#[cfg(test)]
mod tests;
