//! What can happen to a session, and what a session can ask of the world.

use crate::ids::Link;
use crate::session::close::Close;
use crate::time::Time;
use crate::wire::{Body, CloseFrame, FromSession, ToSession};

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// The page said something.
    Page(ToSession),
    /// A socket did. What one says after it was abandoned is ignored.
    Socket(Link, SocketEvent),
    /// An HTTP request was answered; nothing if it could not be made, or the page may not see the answer.
    Exchanged(Link, Option<Exchanged>),
    /// A server was asked by HTTP, for the connection of this link.
    Probed(Link, Answer),
    /// The moment asked for with [`Effect::WakeAt`] has come.
    Timer,
    /// There is time for a slice of work, as asked for with [`Effect::AdvanceSoon`].
    Advance,
}

/// What a socket reports.
#[derive(Debug, Clone, PartialEq)]
pub enum SocketEvent {
    /// The browser would not even try.
    Refused(Refusal),
    /// The handshake is done.
    Opened {
        /// What the server chose, or an empty text.
        subprotocol: String,
        /// What was agreed on, as in the header, or an empty text.
        extensions: String,
    },
    /// So many bytes that were sent wait in the browser for the network. Said while it is more than nothing, and then
    /// once more.
    Waiting(u64),
    /// A text message.
    Text(String),
    /// A binary message.
    Binary(Vec<u8>),
    /// The socket is closed, whether it was ever open or not. Nothing follows.
    Closed(Close),
}

/// Why a browser does not open a socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// `SecurityError`: an https page may not open `ws://` to another machine; with the browser's words.
    MixedContent(String),
    /// A content-security policy of the page's host; with the directive.
    Policy(String),
    /// Something else, such as a `SyntaxError`; with the browser's words.
    Other(String),
}

/// What a socket is opened with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// `ws:` or `wss:`.
    pub url: String,
    /// What to offer in `Sec-WebSocket-Protocol`.
    pub subprotocols: Vec<String>,
}

/// A message of a WebSocket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// A text message.
    Text(String),
    /// A binary message.
    Binary(Vec<u8>),
}

/// An HTTP request of Engine.IO's polling (section 4 of the notes on the protocol).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// `http:` or `https:`.
    pub url: String,
    /// What to POST as `text/plain;charset=UTF-8`; nothing for a GET.
    pub body: Option<String>,
    /// Further headers.
    pub headers: Vec<(String, String)>,
}

/// What came of an [`Exchange`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchanged {
    /// The HTTP status.
    pub status: u16,
    /// Binary for `application/octet-stream`.
    pub body: Frame,
}

/// What a server said to an HTTP request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// This status; only a server that allows it (CORS) lets a page see it.
    Status(u16),
    /// A redirect, likewise.
    Redirect,
    /// Something that a page may not see.
    Opaque,
    /// Nothing, or nothing that is HTTP, or over a connection that the browser does not trust.
    Nothing,
}

/// What is asked of the world.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Open a socket; it reports under this link.
    Open(Link, Opening),
    /// Send a message on an open socket.
    Send(Link, Frame),
    /// Ask by HTTP; the answer is a [`Msg::Exchanged`].
    Exchange(Link, Exchange),
    /// Close a socket; it still reports how it closed.
    Close(Link, CloseFrame),
    /// Ask the server of this URL by HTTP.
    Probe(Link, String),
    /// Close a socket, or give up an HTTP request, and hear no more of it.
    Abandon(Link),
    /// Say [`Msg::Timer`] at this moment, and not at the one asked for before.
    WakeAt(Option<Time>),
    /// Say [`Msg::Advance`] as soon as everything that waits has been taken in.
    AdvanceSoon,
    /// Tell the page.
    ToPage(FromSession),
    /// Tell the page, with the payload of the message as a Blob.
    BodyToPage(Body),
}
