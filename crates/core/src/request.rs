//! A request: what to connect to, and the message that is being composed for it.

use crate::format::Format;

pub mod pairs;
pub mod params;
pub mod settings;
pub mod socket_io;
pub mod target;

use pairs::{Pair, PairEdit};
use settings::{Setting, Settings};
use socket_io::{Protocol, SocketIo, Version};
use target::Target;

/// What one tab is about.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Request {
    /// What the person calls it; nothing while it has no name of its own.
    pub name: String,
    /// What there is to say of it, in Markdown.
    pub notes: String,
    /// What it talks to.
    pub kind: Protocol,
    /// The URL as the person wrote it; rewritten only where its parameters are edited.
    pub url: String,
    /// The rows of its query. Invariant: those that are on are what `url` has. Test: `url_and_rows_stay_in_step`.
    pub params: Vec<Pair>,
    /// Headers, which a page cannot send: for the command lines that can.
    pub headers: Vec<Pair>,
    /// How the connection is made and kept.
    pub settings: Settings,
    /// The message in the composer.
    pub message: Message,
    /// What is for Socket.IO alone.
    pub socket_io: SocketIo,
}

/// A message to send.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Message {
    /// How `text` is to be read.
    pub format: Format,
    /// What stands in the editor.
    pub text: String,
}

impl Request {
    /// The URL is this now; the rows of its query follow.
    pub fn set_url(&mut self, url: String) {
        params::follow_url(&mut self.params, &url);
        self.url = url;
    }

    /// What stands in the editor: the message, or for Socket.IO one of the arguments.
    pub fn draft(&self, arg: usize) -> Option<&Message> {
        match self.kind {
            Protocol::Raw => Some(&self.message),
            Protocol::SocketIo => self.socket_io.event.args.get(arg),
        }
    }

    /// The same, to be changed.
    pub fn draft_mut(&mut self, arg: usize) -> Option<&mut Message> {
        match self.kind {
            Protocol::Raw => Some(&mut self.message),
            Protocol::SocketIo => self.socket_io.event.args.get_mut(arg),
        }
    }

    /// Takes the path of the URL for the handshake's, not for a namespace.
    pub fn use_path_for_handshake(&mut self) {
        let Ok(target) = Target::parse(&self.url) else { return };
        let path = socket_io::namespace(&target).trim_end_matches('/').to_string();
        if let (false, Some(at)) = (path.is_empty(), self.url.find(&path)) {
            let mut url = self.url.clone();
            let slash = if url[at + path.len()..].starts_with('/') { 1 } else { 0 };
            url.replace_range(at..at + path.len() + slash, "");
            self.settings.set_text(Setting::HandshakePath, path);
            self.set_url(url);
        }
    }

    /// Makes a request for Socket.IO of one whose URL is that of a handshake: `…/socket.io/?EIO=4&transport=websocket`.
    pub fn become_socket_io(&mut self) {
        const OF_ENGINE_IO: [&str; 5] = ["EIO", "transport", "sid", "t", "b64"];
        self.kind = Protocol::SocketIo;
        let Some(version) = self.params.iter().find(|pair| pair.enabled && pair.key == "EIO") else { return };
        self.socket_io.version = if version.value == "3" { Version::V2 } else { Version::V4 };
        self.use_path_for_handshake();
        while let Some(place) = self.params.iter().position(|pair| OF_ENGINE_IO.contains(&&pair.key[..])) {
            params::edit(&mut self.params, &mut self.url, PairEdit::Remove(place));
        }
    }

    /// What it is called: its name, or host and path of its URL.
    pub fn title(&self) -> &str {
        if !self.name.trim().is_empty() {
            return self.name.trim();
        }
        let url = self.url.trim();
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let end = rest.find(['?', '#']).unwrap_or(rest.len());
        match rest[..end].trim_end_matches('/') {
            "" => "New request",
            title => title,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_can_be_that_of_the_handshake() {
        let moved = |url: &str| {
            let mut request = Request { url: url.into(), ..Request::default() };
            request.use_path_for_handshake();
            (request.url.clone(), request.settings.text(Setting::HandshakePath).to_string())
        };
        assert_eq!(moved("https://a.b/io/v1?x=1"), ("https://a.b?x=1".into(), "/io/v1".into()));
        assert_eq!(moved("a.b/socket.io/"), ("a.b".into(), "/socket.io".into()));
        assert_eq!(moved("a.b"), ("a.b".into(), "/socket.io".into()));
    }

    #[test]
    fn a_handshake_by_hand_becomes_a_request_for_socket_io() {
        let became = |url: &str| {
            let mut request = Request::default();
            request.set_url(url.into());
            request.become_socket_io();
            assert_eq!(request.kind, Protocol::SocketIo);
            let path = request.settings.text(Setting::HandshakePath).to_string();
            (request.url.clone(), path, request.socket_io.version)
        };
        assert_eq!(
            became("ws://a.b/io/?token=x&EIO=3&transport=websocket"),
            ("ws://a.b?token=x".into(), "/io".into(), Version::V2)
        );
        assert_eq!(
            became("a.b/socket.io/?EIO=4&transport=websocket"),
            ("a.b".into(), "/socket.io".into(), Version::V4)
        );
        assert_eq!(became("a.b/chat"), ("a.b/chat".into(), "/socket.io".into(), Version::V4));
    }

    #[test]
    fn a_request_is_called_by_host_and_path() {
        let title = |url: &str| Request { url: url.into(), ..Request::default() }.title().to_string();
        assert_eq!(title(""), "New request");
        assert_eq!(title("  wss://Example.com/A/b?token=1#x"), "Example.com/A/b");
        assert_eq!(title("localhost:3000/"), "localhost:3000");
        assert_eq!(title("wss://"), "New request");
        let named = Request { name: " Echo ".into(), url: "ws://a".into(), ..Request::default() };
        assert_eq!(named.title(), "Echo");
    }
}
