//! What a server says first, and how it refuses.

use crate::engine::link::Response;
use crate::engine::payload::Body;
use crate::json;

/// The answer to a handshake (section 2 of the notes on the protocol).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handshake {
    /// The session's id.
    pub sid: String,
    /// Transports that may be upgraded to.
    pub upgrades: Vec<String>,
    /// Milliseconds between pings.
    pub ping_interval_millis: u64,
    /// Milliseconds that a ping may stay unanswered.
    pub ping_timeout_millis: u64,
    /// The largest POST body and WebSocket message in bytes, if the server says it.
    pub max_payload_bytes: Option<usize>,
}

impl Handshake {
    /// From the JSON of an open packet; nothing if something needed is missing.
    pub fn parse(text: &str) -> Option<Handshake> {
        json::check(text).ok()?;
        let string = |name| json::member(text, name).filter(|value| value.starts_with('"')).map(json::unquoted);
        let upgrades =
            json::member(text, "upgrades").and_then(|list| crate::args::split(list).ok()).unwrap_or_default();
        Some(Handshake {
            sid: string("sid").filter(|sid| !sid.is_empty())?.into_owned(),
            upgrades: upgrades.into_iter().map(|name| json::unquoted(name).into_owned()).collect(),
            ping_interval_millis: number(text, "pingInterval")?,
            ping_timeout_millis: number(text, "pingTimeout")?,
            max_payload_bytes: number(text, "maxPayload").and_then(|bytes| usize::try_from(bytes).ok()),
        })
    }
}

/// An answer that is not 200 (section 7 of the notes on the protocol).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// 0 transport unknown, 1 session unknown, 2 bad handshake method, 3 bad request, 4 forbidden, 5 unsupported version.
    pub code: Option<u64>,
    /// In the server's words.
    pub message: Option<String>,
}

impl Refusal {
    /// From the answer; a body that is not the official JSON is its own message, cut to 500 characters.
    pub fn parse(response: &Response) -> Refusal {
        let Body::Text(text) = &response.body else {
            return Refusal { status: response.status, code: None, message: None };
        };
        let message = json::member(text, "message").filter(|value| value.starts_with('"')).map(json::unquoted);
        let message = match message {
            Some(message) => message.into_owned(),
            None => text.chars().take(500).collect(),
        };
        Refusal {
            status: response.status,
            code: number(text, "code"),
            message: Some(message).filter(|message| !message.is_empty()),
        }
    }
}

fn number(object: &str, name: &str) -> Option<u64> {
    let number: f64 = json::member(object, name)?.parse().ok()?;
    // Halves of milliseconds are cut; larger numbers than there are become the largest.
    (number >= 0.0).then_some(number as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handshakes_need_a_session_and_the_heartbeat() {
        let text = r#"{"sid":"a","upgrades":["websocket","webtransport"],"pingInterval":25000,"pingTimeout":20000}"#;
        let handshake = Handshake::parse(text).unwrap();
        assert_eq!((handshake.sid.as_str(), handshake.max_payload_bytes), ("a", None));
        assert_eq!(handshake.upgrades, ["websocket", "webtransport"]);
        for wrong in ["", "{}", "[]", "{\"sid\":\"a\"}", "{\"sid\":1,\"pingInterval\":1,\"pingTimeout\":1}"] {
            assert_eq!(Handshake::parse(wrong), None);
        }
        let odd = Handshake::parse(r#"{"sid":"a","upgrades":7,"pingInterval":1e400,"pingTimeout":0.5}"#).unwrap();
        assert_eq!((odd.upgrades.len(), odd.ping_interval_millis, odd.ping_timeout_millis), (0, u64::MAX, 0));
    }

    #[test]
    fn refusals_say_what_the_server_said() {
        let refusal = |body: &str| Refusal::parse(&Response { status: 400, body: Body::Text(body.to_owned()) });
        let known = refusal(r#"{"code":5,"message":"Unsupported protocol version"}"#);
        assert_eq!((known.code, known.message.as_deref()), (Some(5), Some("Unsupported protocol version")));
        assert_eq!(refusal("").message, None);
        assert_eq!(refusal("<html>").message.as_deref(), Some("<html>"));
    }
}
