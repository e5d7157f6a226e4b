//! A request as text for elsewhere: command lines that do what a page may not.

use crate::format::json;
use crate::request::Request;
use crate::request::settings::Setting;
use crate::request::socket_io::{self, Parser, SocketIo, Transports};
use crate::request::target::Target;

/// What can be copied of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Snippet {
    /// A command line for wscat.
    Wscat,
    /// A command line for websocat.
    Websocat,
    /// A call of the official Socket.IO client.
    Io,
    /// What happened, for somebody who is to help.
    Report,
    /// The lines of the console.
    Console,
}

impl Snippet {
    /// What it is called in a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Snippet::Wscat => "the wscat command line",
            Snippet::Websocat => "the websocat command line",
            Snippet::Io => "the io() call",
            Snippet::Report => "the report",
            Snippet::Console => "the console",
        }
    }
}

/// A request as a command line, or as a call of the official Socket.IO client.
pub fn command_line(request: &Request, snippet: Snippet) -> String {
    if snippet == Snippet::Io {
        return io_call(request);
    }
    let url = Target::parse(&request.url).map_or_else(|_| request.url.clone(), |target| target.as_str().to_string());
    let subprotocols = request
        .settings
        .subprotocols
        .iter()
        .filter(|pair| pair.enabled && !pair.key.is_empty())
        .map(|pair| &pair.key[..]);
    let headers = request.headers.iter().filter(|pair| pair.enabled && !pair.key.is_empty());
    let headers = headers.map(|pair| quoted(&format!("{}: {}", pair.key, pair.value)));
    let mut words: Vec<String> = Vec::new();
    match snippet {
        Snippet::Wscat => {
            words.extend(["wscat".into(), "-c".into(), quoted(&url)]);
            subprotocols.for_each(|name| words.extend(["-s".into(), quoted(name)]));
            headers.for_each(|header| words.extend(["-H".into(), header]));
        }
        Snippet::Websocat | Snippet::Io | Snippet::Report | Snippet::Console => {
            words.push("websocat".into());
            let subprotocols: Vec<&str> = subprotocols.collect();
            if !subprotocols.is_empty() {
                words.extend(["--protocol".into(), quoted(&subprotocols.join(","))]);
            }
            headers.for_each(|header| words.extend(["-H".into(), header]));
            words.push(quoted(&url));
        }
    }
    words.join(" ")
}

/// The call that connects likewise: `io("https://host/chat", { path: "/socket.io", … });`.
fn io_call(request: &Request) -> String {
    let Ok(target) = Target::parse(&request.url) else { return String::new() };
    let SocketIo { transports, parser, ref auth, .. } = request.socket_io;
    let mut options = vec![format!("path: {}", json::quoted(request.settings.text(Setting::HandshakePath).trim()))];
    options.extend(match transports {
        Transports::Websocket => Some("transports: [\"websocket\"]".to_string()),
        Transports::Polling => Some("transports: [\"polling\"]".to_string()),
        Transports::Upgrade => None,
    });
    options.extend((!auth.trim().is_empty()).then(|| format!("auth: {}", auth.trim())));
    options
        .extend((parser == Parser::MessagePack).then(|| "parser: require(\"socket.io-msgpack-parser\")".to_string()));
    format!("io({}, {{ {} }})", json::quoted(&socket_io::io_url(&target)), options.join(", "))
}

/// A word for a shell: in single quotes, unless nothing in it needs them.
fn quoted(word: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:@%+,=".contains(&byte);
    match !word.is_empty() && word.bytes().all(is_plain) {
        true => word.to_string(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::pairs::Pair;

    #[test]
    fn command_lines_carry_headers_and_subprotocols() {
        let pair =
            |key: &str, value: &str, enabled| Pair { key: key.into(), value: value.into(), enabled, ..Pair::default() };
        let mut request = Request { url: "localhost:80/a?b=1&c=it's".into(), ..Request::default() };
        request.headers = vec![pair("X-Key", "a b", true), pair("Off", "", false), pair("", "x", true)];
        request.settings.subprotocols = vec![pair("v1", "", true), pair("v2", "", true)];
        assert_eq!(
            command_line(&request, Snippet::Wscat),
            r"wscat -c 'ws://localhost:80/a?b=1&c=it'\''s' -s v1 -s v2 -H 'X-Key: a b'"
        );
        assert_eq!(
            command_line(&request, Snippet::Websocat),
            r"websocat --protocol v1,v2 -H 'X-Key: a b' 'ws://localhost:80/a?b=1&c=it'\''s'"
        );
        assert_eq!(
            command_line(&request, Snippet::Io),
            r#"io("http://localhost:80/a?b=1&c=it's", { path: "/socket.io", transports: ["websocket"] })"#
        );
        request = Request { url: "wss://example.com/".into(), ..Request::default() };
        assert_eq!(command_line(&request, Snippet::Websocat), "websocat wss://example.com/");
    }
}
