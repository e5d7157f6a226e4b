//! How a socket closed, and what its code means.

/// What the browser tells of a closed socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Close {
    /// 1005 when the close frame had no code, 1006 when there was no close frame (RFC 6455, section 7.1.5).
    pub code: u16,
    /// What the other side wrote; often empty.
    pub reason: String,
}

impl Close {
    /// `4003 Application code · kicked`.
    pub fn words(&self) -> String {
        let Close { code, reason } = self;
        let name = name(*code);
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

/// What a close code is called (RFC 6455, section 7.4, and the registry that it founded).
pub fn name(code: u16) -> &'static str {
    match code {
        1000 => "Normal closure",
        1001 => "Going away",
        1002 => "Protocol error",
        1003 => "Unsupported data",
        1005 => "No code given",
        1006 => "Abnormal closure",
        1007 => "Invalid data",
        1008 => "Policy violation",
        1009 => "Too big",
        1010 => "Extension missing",
        1011 => "Server error",
        1012 => "Restart",
        1013 => "Try later",
        1014 => "Bad gateway",
        1015 => "TLS failure",
        3000..=3999 => "Registered code",
        4000..=4999 => "Application code",
        _ => "Unknown code",
    }
}
