//! What a client is told once: where the server is, of which generation, and how to behave.

use crate::backoff::Backoff;
use crate::engine::link::{Address, Transports};
use crate::parser::{MAX_ATTACHMENTS, Parser};
use crate::revision::Generation;

/// The settings of a connection; the defaults are those of the official client, but for [`Transports::Websocket`] alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Scheme, host and port: `https://example.com:8443`. `ws:` and `wss:` do as well.
    pub origin: String,
    /// The handshake path; slashes around it are added.
    pub path: String,
    /// Query parameters of your own, encoded (see [`crate::url::query`]), without a question mark.
    pub query: String,
    /// Which servers to talk to.
    pub generation: Generation,
    /// How packets look; the server must use the same.
    pub parser: Parser,
    /// What to talk over.
    pub transports: Transports,
    /// Milliseconds until the handshake must be done. A wrong generation may show as silence, so there is always one.
    pub connect_timeout_millis: u64,
    /// When to try again after a failed attempt and a lost connection; `None` for never.
    pub reconnection: Option<Reconnection>,
    /// Whether to ask for the events that were missed, if the server offers it (connection state recovery, 4.6 and later).
    pub recovers: bool,
    /// The largest number of attachments taken in one packet.
    pub max_attachments: usize,
    /// Chance for delays and for URLs that no cache knows. Give each client another.
    pub seed: u64,
}

/// When to try again.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Reconnection {
    /// How long to wait.
    pub backoff: Backoff,
    /// How many attempts in a row; `None` for any number.
    pub max_attempts: Option<u32>,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            origin: String::new(),
            path: "/socket.io".to_owned(),
            query: String::new(),
            generation: Generation::default(),
            parser: Parser::default(),
            transports: Transports::default(),
            connect_timeout_millis: 20_000,
            reconnection: Some(Reconnection::default()),
            recovers: true,
            max_attachments: MAX_ATTACHMENTS,
            seed: 0,
        }
    }
}

impl Config {
    pub(super) fn address(&self) -> Address {
        let path = self.path.trim_matches('/');
        Address {
            version: self.generation.engine(),
            origin: self.origin.trim_end_matches('/').to_owned(),
            path: if path.is_empty() { "/".to_owned() } else { format!("/{path}/") },
            query: self.query.trim_matches(['?', '&']).to_owned(),
            unique: self.seed & 0xffff_ffff,
        }
    }
}
