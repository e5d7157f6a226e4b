//! How a socket closed, and what its code means.

/// What the browser tells of a closed socket.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Close {
    /// 1005 when the close frame had no code, 1006 when there was no close frame (RFC 6455, section 7.1.5).
    pub code: u16,
    /// What the other side wrote; often empty.
    pub reason: String,
    /// Whether the browser reported an error first. After the handshake that means that the server broke the rules of
    /// frames: a connection that just breaks has none.
    pub had_error: bool,
}

impl Close {
    /// `4003 Quota · kicked`, with the names that the person gave to codes.
    pub fn words(&self, own_names: &[(u16, String)]) -> String {
        let Close { code, reason, .. } = self;
        let own = own_names.iter().find(|(own, _)| own == code).map(|(_, name)| name.as_str());
        let name = own.unwrap_or(meaning(*code).0);
        match reason.is_empty() {
            true => format!("{code} {name}"),
            false => format!("{code} {name} · {reason}"),
        }
    }

    /// Whether nothing went wrong, as far as the code tells: an end that a side chose, or a code of the application.
    pub fn is_regular(&self) -> bool {
        matches!(self.code, 1000 | 1001 | 1005 | 3000..=4999)
    }
}

/// What a close code is called (RFC 6455, section 7.4, and the registry that it founded), and what to make of it.
pub fn meaning(code: u16) -> (&'static str, &'static str) {
    match code {
        1000 => ("Normal closure", "One side had finished."),
        1001 => ("Going away", "The server is being restarted or shut down."),
        1002 => ("Protocol error", "The server holds that a frame broke the protocol; a proxy in between may have."),
        1003 => (
            "Unsupported data",
            "The server does not take this kind of message: try text instead of binary, or the reverse.",
        ),
        1005 => ("No code given", "The close frame had no code: the server gives no reason."),
        1006 => ("Abnormal closure", "The connection ended without a close frame."),
        1007 => ("Invalid data", "The server could not read a message: is its text what the server expects?"),
        1008 => (
            "Policy violation",
            "Usually authentication, the page's origin, or a limit: look at the token and the server's log.",
        ),
        1009 => ("Too big", "A message was larger than the server takes: send smaller ones, or raise its limit."),
        1010 => ("Extension missing", "An extension was expected that was not agreed on."),
        1011 => ("Server error", "The server met an error of its own: look at its log."),
        1012 => ("Restart", "The server restarts: connect again in a moment."),
        1013 => ("Try later", "The server is overloaded: connect again later."),
        1014 => ("Bad gateway", "A gateway got no usable answer from the server behind it."),
        1015 => ("TLS failure", "The secure connection could not be made: look at the certificate."),
        3000 => ("Unauthorized", "The server wants credentials, or others (registered code)."),
        3003 => ("Forbidden", "The credentials do not allow this (registered code)."),
        3008 => ("Timeout", "The server waited too long for something (registered code)."),
        3001..=3002 | 3004..=3007 | 3009..=3999 => {
            ("Registered code", "Registered by a library or framework: its documentation says what it means.")
        }
        4000..=4999 => (
            "Application code",
            "The application's own: its documentation says what it means. Settings can give it a name.",
        ),
        _ => ("Unknown code", "Not a code that may be sent."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_names_and_a_person_can_give_others() {
        let words = |code: u16, reason: &str| {
            let close = Close { code, reason: reason.into(), had_error: false };
            close.words(&[(4003, "Quota".into())])
        };
        assert_eq!(words(1008, "no token"), "1008 Policy violation · no token");
        assert_eq!(words(4003, ""), "4003 Quota");
        assert_eq!(words(4004, ""), "4004 Application code");
        assert_eq!(words(3500, ""), "3500 Registered code");
        assert!((1000..=1015).filter(|code| *code != 1004).all(|code| meaning(code).0 != "Unknown code"));
    }
}
