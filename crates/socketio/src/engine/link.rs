//! What goes over sockets and HTTP exchanges: their names, what is asked of them, what they answer, and their URLs.

use crate::engine::payload::Body;
use crate::revision::EngineVersion;

/// One socket or one HTTP exchange. During an upgrade several are alive; what comes over one that was given up is ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Link(pub u64);

/// What the caller is to do, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transmit {
    /// Open a WebSocket, and say `handle_opened` when it is.
    Open {
        /// What it is called from here on.
        link: Link,
        /// `ws:` or `wss:`.
        url: String,
    },
    /// Send a text message over a WebSocket.
    Text {
        /// Which.
        link: Link,
        /// The message.
        frame: String,
    },
    /// Send a binary message over a WebSocket.
    Binary {
        /// Which.
        link: Link,
        /// The message.
        frame: Vec<u8>,
    },
    /// GET, without a timeout; answer with `handle_response` or `handle_closed`.
    Get {
        /// What the exchange is called from here on.
        link: Link,
        /// `http:` or `https:`.
        url: String,
    },
    /// POST as `text/plain;charset=UTF-8`; answer with `handle_response` or `handle_closed`.
    Post {
        /// What the exchange is called from here on.
        link: Link,
        /// `http:` or `https:`.
        url: String,
        /// The body.
        body: String,
    },
    /// Close a WebSocket or abort an exchange. Nothing more is expected from it.
    Close {
        /// Which.
        link: Link,
    },
}

/// An answer to a GET or a POST, whatever its status. An exchange without an answer is `handle_closed`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Bytes if the type is `application/octet-stream`, otherwise text.
    pub body: Body,
}

/// How a socket closed, or that an exchange failed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Close {
    /// The close code of a WebSocket; 1006 if there was none.
    pub code: u16,
    /// What the server said with it.
    pub reason: String,
    /// Whether there was an error rather than a close: a failed exchange, an error event before the close.
    pub is_error: bool,
}

/// Which transports are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Transports {
    /// A WebSocket from the start.
    #[default]
    Websocket,
    /// Polling first, then a WebSocket if the server offers it and one can be opened: the official default.
    Upgrade,
    /// Polling only.
    Polling,
}

/// Where a server is.
#[derive(Debug, Clone)]
pub(crate) struct Address {
    pub(crate) version: EngineVersion,
    /// `https://host:1234`, or with `ws:`, `wss:`, `http:`.
    pub(crate) origin: String,
    /// Begins and ends with `/`.
    pub(crate) path: String,
    /// Encoded; may be empty.
    pub(crate) query: String,
    /// Makes the URLs of this client differ from those of another: no cache may answer.
    pub(crate) unique: u64,
}

impl Address {
    pub(crate) fn socket(&self, sid: Option<&str>) -> String {
        let origin = match self.origin.strip_prefix("http") {
            Some(rest) => format!("ws{rest}"),
            None => self.origin.clone(),
        };
        self.url(&origin, "websocket", None, sid)
    }

    pub(crate) fn poll(&self, link: Link, sid: Option<&str>) -> String {
        let origin = match self.origin.strip_prefix("ws") {
            Some(rest) => format!("http{rest}"),
            None => self.origin.clone(),
        };
        self.url(&origin, "polling", Some(link), sid)
    }

    fn url(&self, origin: &str, transport: &str, link: Option<Link>, sid: Option<&str>) -> String {
        let own = if self.query.is_empty() { String::new() } else { format!("{}&", self.query) };
        let mut url = format!("{origin}{}?{own}EIO={}&transport={transport}", self.path, self.version.number());
        if let Some(Link(link)) = link {
            url.push_str(&format!("&t={:x}.{link}", self.unique));
        }
        if let Some(sid) = sid {
            url.push('&');
            url.push_str(&crate::url::query([("sid", sid)]));
        }
        url
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_have_what_a_server_asks_for() {
        let mut address = Address {
            version: EngineVersion::V4,
            origin: "https://a:1".to_owned(),
            path: "/socket.io/".to_owned(),
            query: String::new(),
            unique: 255,
        };
        assert_eq!(address.socket(None), "wss://a:1/socket.io/?EIO=4&transport=websocket");
        assert_eq!(address.poll(Link(3), None), "https://a:1/socket.io/?EIO=4&transport=polling&t=ff.3");
        address.origin = "ws://a".to_owned();
        address.query = "k=1".to_owned();
        assert_eq!(address.socket(Some("s+")), "ws://a/socket.io/?k=1&EIO=4&transport=websocket&sid=s%2B");
        assert_eq!(address.poll(Link(4), Some("s")), "http://a/socket.io/?k=1&EIO=4&transport=polling&t=ff.4&sid=s");
    }
}
