//! What can happen to a session, and what a session can ask of the world.

use crate::ids::Link;
use crate::session::close::Close;
use crate::time::Time;
use crate::wire::{Body, FromSession, Outgoing, ToSession};

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// The page said something.
    Page(ToSession),
    /// A socket did. What one says after it was abandoned is ignored.
    Socket(Link, SocketEvent),
    /// The moment asked for with [`Effect::WakeAt`] has come.
    Timer,
    /// There is time for a slice of work, as asked for with [`Effect::AdvanceSoon`].
    Advance,
}

/// What a socket reports.
#[derive(Debug, Clone, PartialEq)]
pub enum SocketEvent {
    /// The browser would not even try, and says why.
    Refused(String),
    /// The handshake is done.
    Opened {
        /// What the server chose, or an empty text.
        subprotocol: String,
    },
    /// A text message.
    Text(String),
    /// A binary message.
    Binary(Vec<u8>),
    /// The socket is closed, whether it was ever open or not. Nothing follows.
    Closed(Close),
}

/// What is asked of the world.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Open a socket; it reports under this link.
    Open(Link, String),
    /// Send a message on an open socket.
    Send(Link, Outgoing),
    /// Close a socket with code 1000; it still reports how it closed.
    Close(Link),
    /// Close a socket and hear no more of it.
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
