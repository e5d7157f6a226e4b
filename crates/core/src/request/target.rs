//! From the URL that a person wrote to the one a WebSocket is opened with.

/// A URL that the browser's `WebSocket` is given: scheme `ws` or `wss`, a host, no fragment. Case is kept.
///
/// Invariant: made only by [`Target::parse`]. The browser has the last word on the rest of the syntax.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target(String);

/// Why a text is not a target. Each says what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// Nothing was written.
    #[error("Enter a URL to connect to, such as wss://example.com/socket")]
    Empty,
    /// A scheme that no WebSocket has.
    #[error("{0}:// is not a WebSocket scheme: use ws:// or wss:// (http:// and https:// are taken as these)")]
    Scheme(String),
    /// A scheme and nothing to connect to.
    #[error("The URL has no host: write it after ://")]
    NoHost,
    /// White space within the URL.
    #[error("The URL has a space in it: remove it, or write it as %20")]
    Space,
    /// WebSocket URLs have no fragment (RFC 6455, section 3).
    #[error("A WebSocket URL cannot have a fragment: remove {0}, or write # as %23")]
    Fragment(String),
    /// The port is not a number up to 65535.
    #[error("{0} is not a port: use a number from 1 to 65535")]
    Port(String),
}

impl Target {
    /// Reads what a person wrote. Without a scheme it means `wss://`, on a loopback host `ws://`; `http` and `https` are
    /// taken as `ws` and `wss`.
    pub fn parse(text: &str) -> Result<Target, TargetError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(TargetError::Empty);
        }
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) if !scheme.contains(['/', '?', '#']) => (Some(scheme), rest),
            Some(_) | None => (None, text.trim_start_matches("//")),
        };
        let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
        let host_and_port = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let (host, port) = split_port(host_and_port);
        let scheme = match scheme.map(str::to_ascii_lowercase).as_deref() {
            Some("ws" | "http") => "ws",
            Some("wss" | "https") => "wss",
            Some(_) => return Err(TargetError::Scheme(scheme.unwrap_or_default().to_string())),
            None if is_loopback(host) => "ws",
            None => "wss",
        };
        if host.is_empty() {
            return Err(TargetError::NoHost);
        }
        if let Some(port) = port
            && !port.is_empty()
            && port.parse::<u16>().is_err()
        {
            return Err(TargetError::Port(port.to_string()));
        }
        if rest.contains(char::is_whitespace) {
            return Err(TargetError::Space);
        }
        if let Some(at) = rest.find('#') {
            return Err(TargetError::Fragment(rest[at..].to_string()));
        }
        Ok(Target(format!("{scheme}://{rest}")))
    }

    /// The whole URL.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is `wss`.
    pub fn is_secure(&self) -> bool {
        self.0.starts_with("wss")
    }

    /// Host and port, without user and password.
    pub fn authority(&self) -> &str {
        let authority = self.split().0;
        authority.rsplit_once('@').map_or(authority, |(_, host)| host)
    }

    /// What follows host and port: path and query.
    pub fn path(&self) -> &str {
        self.split().1
    }

    /// The same address for an HTTP request.
    pub fn http_url(&self) -> String {
        let scheme = if self.is_secure() { "https" } else { "http" };
        format!("{scheme}://{}{}", self.authority(), self.path())
    }

    /// Whether it leads to this machine: `localhost`, a name below it, 127.0.0.0/8 or `[::1]` (RFC 6761, RFC 1122).
    pub fn is_loopback(&self) -> bool {
        is_loopback(split_port(self.authority()).0)
    }

    /// Whether it leads into the local network: an address of RFC 1918, RFC 3927 or RFC 4193, or a name of RFC 6762.
    pub fn is_private(&self) -> bool {
        let host = split_port(self.authority()).0.to_ascii_lowercase();
        let parts: Vec<Option<u8>> = host.split('.').map(|part| part.parse().ok()).collect();
        match parts[..] {
            [Some(10), Some(_), Some(_), Some(_)]
            | [Some(192), Some(168), Some(_), Some(_)]
            | [Some(169), Some(254), Some(_), Some(_)]
            | [Some(172), Some(16..=31), Some(_), Some(_)] => true,
            _ => host.ends_with(".local") || ["[fc", "[fd", "[fe80"].iter().any(|prefix| host.starts_with(prefix)),
        }
    }

    fn split(&self) -> (&str, &str) {
        let rest = self.0.split_once("://").map_or(&self.0[..], |(_, rest)| rest);
        rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()))
    }
}

/// Host and port of an authority; the brackets of an IPv6 address stay with the host.
fn split_port(text: &str) -> (&str, Option<&str>) {
    let after_address = text.rfind(']').map_or(0, |at| at + 1);
    match text[after_address..].find(':') {
        Some(at) => (&text[..after_address + at], Some(&text[after_address + at + 1..])),
        None => (text, None),
    }
}

fn is_loopback(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let is_address = host.split('.').count() == 4 && host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    host == "localhost" || host.ends_with(".localhost") || host == "[::1]" || (host.starts_with("127.") && is_address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(text: &str) -> String {
        match Target::parse(text) {
            Ok(target) => target.0,
            Err(error) => format!("error: {error}"),
        }
    }

    #[test]
    fn a_scheme_is_added_or_translated() {
        assert_eq!(target("example.com/a"), "wss://example.com/a");
        assert_eq!(target("localhost:3000"), "ws://localhost:3000");
        assert_eq!(target("app.localhost/x?y=1"), "ws://app.localhost/x?y=1");
        assert_eq!(target("127.0.0.1:80"), "ws://127.0.0.1:80");
        assert_eq!(target("127.example.com"), "wss://127.example.com");
        assert_eq!(target("[::1]:9000/x"), "ws://[::1]:9000/x");
        assert_eq!(target("//example.com"), "wss://example.com");
        assert_eq!(target("HTTP://Example.com/CaSe"), "ws://Example.com/CaSe");
        assert_eq!(target(" https://user:p@example.com "), "wss://user:p@example.com");
        assert_eq!(target("example.com/?next=http://other"), "wss://example.com/?next=http://other");
    }

    #[test]
    fn its_parts_can_be_told() {
        let target = Target::parse("wss://me:pass@[fd00::1]:90/a?b=1").expect("a target");
        assert_eq!((target.authority(), target.path()), ("[fd00::1]:90", "/a?b=1"));
        assert_eq!(target.http_url(), "https://[fd00::1]:90/a?b=1");
        assert!(target.is_private() && target.is_secure() && !target.is_loopback());
        assert_eq!(Target::parse("localhost?x").map(|target| target.http_url()), Ok("http://localhost?x".into()));
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(Target::parse("  "), Err(TargetError::Empty));
        assert_eq!(Target::parse("ftp://x"), Err(TargetError::Scheme("ftp".into())));
        assert_eq!(Target::parse("ws://"), Err(TargetError::NoHost));
        assert_eq!(Target::parse("ws://:80/x"), Err(TargetError::NoHost));
        assert_eq!(Target::parse("ws://a/b c"), Err(TargetError::Space));
        assert_eq!(Target::parse("ws://a/b#top"), Err(TargetError::Fragment("#top".into())));
        assert_eq!(Target::parse("ws://a:99999/"), Err(TargetError::Port("99999".into())));
    }
}
