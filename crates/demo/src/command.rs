//! What a message that starts with a slash asks for.

use std::str::FromStr;
use std::time::Duration;

use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use crate::flood::{Flood, MAX_BYTES, MAX_COUNT};

/// The answer to `/help`.
pub(crate) const HELP: &str = "\
Everything you send comes back, except for these:
/help                    this list
/ticker MILLIS           a message every so many milliseconds
/flood COUNT [BYTES]     so many messages, as fast as they go
/stop                    ends the ticker and the flood
/binary BYTES            a binary message: 00 01 02 …
/close [CODE [REASON]]   closes the connection
/drop                    cuts the connection without closing it
/connections             how many connections are open

For Socket.IO 4 clients, over WebSocket, at the usual path:
namespace /              echo with any arguments
namespace /chat          join with a room, message with a text or an object, leave";

const MAX_BINARY_BYTES: usize = 64 << 20;
/// A close frame holds 125 bytes; two are the code.
const MAX_REASON_BYTES: usize = 123;

#[derive(Debug, PartialEq)]
pub(crate) enum Command {
    Help,
    Ticker(Duration),
    Stop,
    Flood(Flood),
    Close(Option<CloseFrame>),
    Drop,
    Binary(usize),
    Connections,
}

#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum CommandError {
    #[error("{0} is not a command; /help lists them")]
    Unknown(String),
    #[error("{command} needs {argument}, a number from {min} to {max}")]
    Number { command: &'static str, argument: &'static str, min: usize, max: usize },
    #[error("/close takes the codes 1000 to 1003, 1007 to 1014 and 3000 to 4999")]
    CloseCode,
    #[error("the reason of a close is at most {MAX_REASON_BYTES} bytes long")]
    Reason,
    #[error("{command} takes {takes}, and there is more: {more}")]
    TooMuch { command: String, takes: &'static str, more: String },
}

impl FromStr for Command {
    type Err = CommandError;

    fn from_str(text: &str) -> Result<Self, CommandError> {
        let (name, rest) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
        let mut words = rest.split_whitespace();
        let (command, takes) = match name {
            "/help" => (Self::Help, "nothing"),
            "/ticker" => {
                let millis = number(words.next(), "/ticker", "MILLIS", 1..=3_600_000)?;
                (Self::Ticker(Duration::from_millis(millis as u64)), "MILLIS")
            }
            "/stop" => (Self::Stop, "nothing"),
            "/flood" => {
                let count = number(words.next(), "/flood", "COUNT", 1..=MAX_COUNT)?;
                let bytes = number(words.next().or(Some("120")), "/flood", "BYTES", 1..=MAX_BYTES)?;
                (Self::Flood(Flood::new(count, bytes)), "COUNT and BYTES")
            }
            // The reason is all the rest, spaces and all.
            "/close" => return close_frame(rest.trim()).map(Self::Close),
            "/drop" => (Self::Drop, "nothing"),
            "/binary" => {
                let bytes = number(words.next(), "/binary", "BYTES", 0..=MAX_BINARY_BYTES)?;
                (Self::Binary(bytes), "BYTES")
            }
            "/connections" => (Self::Connections, "nothing"),
            other => return Err(CommandError::Unknown(other.to_owned())),
        };
        match words.next() {
            None => Ok(command),
            Some(more) => Err(CommandError::TooMuch { command: name.to_owned(), takes, more: more.to_owned() }),
        }
    }
}

fn number(
    word: Option<&str>,
    command: &'static str,
    argument: &'static str,
    range: std::ops::RangeInclusive<usize>,
) -> Result<usize, CommandError> {
    word.and_then(|word| word.parse().ok()).filter(|number| range.contains(number)).ok_or(CommandError::Number {
        command,
        argument,
        min: *range.start(),
        max: *range.end(),
    })
}

fn close_frame(rest: &str) -> Result<Option<CloseFrame>, CommandError> {
    if rest.is_empty() {
        return Ok(None);
    }
    let (code, reason) = rest.split_once(' ').unwrap_or((rest, ""));
    let code = code.parse::<u16>().map(CloseCode::from).ok().filter(|code| code.is_allowed());
    if reason.len() > MAX_REASON_BYTES {
        return Err(CommandError::Reason);
    }
    Ok(Some(CloseFrame { code: code.ok_or(CommandError::CloseCode)?, reason: reason.into() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        match text.parse::<Command>() {
            Ok(command) => format!("{command:?}"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_wrong_command_says_what_is_wrong() {
        assert_eq!(said("/nope 1"), "/nope is not a command; /help lists them");
        assert_eq!(said("/ticker"), "/ticker needs MILLIS, a number from 1 to 3600000");
        assert_eq!(said("/flood 5000001"), "/flood needs COUNT, a number from 1 to 5000000");
        assert_eq!(said("/flood 5 x"), "/flood needs BYTES, a number from 1 to 1000000");
        assert_eq!(said("/binary -1"), "/binary needs BYTES, a number from 0 to 67108864");
        assert_eq!(said("/stop now"), "/stop takes nothing, and there is more: now");
        let codes = "/close takes the codes 1000 to 1003, 1007 to 1014 and 3000 to 4999";
        for text in ["/close 999", "/close 1005", "/close 1006", "/close 5000", "/close now"] {
            assert_eq!(said(text), codes, "{text}");
        }
        let reason = format!("/close 4000 {}", "x".repeat(124));
        assert_eq!(said(&reason), "the reason of a close is at most 123 bytes long");
    }

    #[test]
    fn a_reason_keeps_its_spaces() {
        let frame = CloseFrame { code: CloseCode::from(4000), reason: "bye  for now".into() };
        assert_eq!("/close 4000 bye  for now".parse(), Ok(Command::Close(Some(frame))));
        assert_eq!("/close".parse(), Ok(Command::Close(None)));
    }
}
