//! The handshake of Engine.IO: whom it lets in, and what it tells those whom it does not.

use crate::server::MAX_MESSAGE_BYTES;
use crate::socket_io::Heartbeat;

/// Where clients look for a server unless told otherwise.
pub(crate) const PATH: &str = "/socket.io/";

/// Why a handshake is refused, as the official servers number it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Refusal {
    /// Anything but a WebSocket.
    Transport,
    /// An upgrade from polling, which this server does not have.
    SessionId,
    /// Not Engine.IO 4.
    Version,
}

impl Refusal {
    /// The body of the answer, whose status is 400.
    pub(crate) const fn body(self) -> &'static str {
        match self {
            Self::Transport => r#"{"code":0,"message":"Transport unknown"}"#,
            Self::SessionId => r#"{"code":1,"message":"Session ID unknown"}"#,
            Self::Version => r#"{"code":5,"message":"Unsupported protocol version"}"#,
        }
    }
}

/// Looks at the query of a WebSocket's request.
pub(crate) fn check(query: &str) -> Result<(), Refusal> {
    let value = |name| query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name);
    match (value("transport"), value("EIO"), value("sid")) {
        (Some((_, "websocket")), Some((_, "4")), None) => Ok(()),
        (Some((_, "websocket")), Some((_, "4")), Some(_)) => Err(Refusal::SessionId),
        (Some((_, "websocket")), _, _) => Err(Refusal::Version),
        _ => Err(Refusal::Transport),
    }
}

/// What the server says first.
pub(crate) fn open_packet(sid: &str, heartbeat: Heartbeat) -> String {
    let (interval, timeout) = (heartbeat.interval.as_millis(), heartbeat.timeout.as_millis());
    format!(
        "0{{\"sid\":\"{sid}\",\"upgrades\":[],\"pingInterval\":{interval},\"pingTimeout\":{timeout},\
         \"maxPayload\":{MAX_MESSAGE_BYTES}}}"
    )
}
