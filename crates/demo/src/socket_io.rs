//! One Socket.IO 4 connection over a WebSocket: the heartbeat, the namespaces, and who may say what when.

use std::collections::hash_map::RandomState;
use std::future::{Future, poll_fn};
use std::hash::{BuildHasher, Hasher};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use duplex_socketio::engine::packet::Frame;
use duplex_socketio::packet::{Kind, Outgoing, Packet};
use duplex_socketio::parser::{Decoder, Parser};
use duplex_socketio::revision::PacketRevision;
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::time::{Instant, Sleep};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::connection::Open;

mod events;
pub(crate) mod handshake;
pub(crate) mod rooms;

use rooms::Rooms;

pub(crate) const CHAT: &str = "/chat";

/// A close frame holds 125 bytes; two are the code.
const MAX_REASON_BYTES: usize = 123;

/// How often the server pings, and how long it waits for the answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Heartbeat {
    pub(crate) interval: Duration,
    pub(crate) timeout: Duration,
}

impl Default for Heartbeat {
    fn default() -> Self {
        Self { interval: Duration::from_secs(25), timeout: Duration::from_secs(20) }
    }
}

/// One client.
pub(crate) struct Client {
    socket: WebSocketStream<TcpStream>,
    _open: Open,
    rooms: Rc<Rooms>,
    decoder: Decoder,
    /// The namespaces that are connected.
    namespaces: Vec<Namespace>,
    outbox: Outbox,
    mail: UnboundedReceiver<Message>,
    heartbeat: Heartbeat,
    beat: Pin<Box<Sleep>>,
    state: State,
}

/// A namespace that a client has connected.
struct Namespace {
    name: &'static str,
    /// The id that it got there.
    sid: String,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    /// The next thing is a ping.
    Idle,
    /// A ping is not answered.
    Pinged,
    /// The close frame is sent; nothing counts any more.
    Closing,
}

/// What a client does next.
enum Turn {
    Mail(Message),
    Beat,
    /// A message came, or the end.
    Received(Option<Result<Message, Error>>),
}

/// Why a connection is ended.
#[derive(Debug, PartialEq, thiserror::Error)]
enum End {
    #[error("{0:?} is no packet that a client of Engine.IO 4 sends over a WebSocket")]
    Engine(String),
    #[error("{0}")]
    Packet(String),
    #[error("this {kind} packet is for {namespace}, which is not connected")]
    NotConnected { kind: Kind, namespace: String },
    #[error("{0} is connected already")]
    Twice(&'static str),
    #[error("a refusal comes from servers only")]
    Refusal,
    #[error("ping timeout")]
    Silence,
    #[error("the client closes the transport")]
    Left,
}

impl Client {
    pub(crate) fn new(socket: WebSocketStream<TcpStream>, open: Open, rooms: Rc<Rooms>, heartbeat: Heartbeat) -> Self {
        let (outbox, mail) = mpsc::unbounded_channel();
        Self {
            socket,
            _open: open,
            rooms,
            decoder: Decoder::new(Parser::Default, PacketRevision::R5),
            namespaces: Vec::new(),
            outbox: Outbox(outbox),
            mail,
            heartbeat,
            beat: Box::pin(tokio::time::sleep(heartbeat.interval)),
            state: State::Idle,
        }
    }

    /// Runs until the peer is gone, or silent for too long.
    pub(crate) async fn run(mut self) -> Result<(), Error> {
        self.outbox.text(handshake::open_packet(&random_id(), self.heartbeat));
        loop {
            match poll_fn(|context| self.poll_turn(context)).await {
                Turn::Mail(message) => self.socket.send(message).await?,
                Turn::Received(None) => return Ok(()),
                Turn::Received(Some(message)) => {
                    let taken = self.take(message?);
                    self.go_on(taken).await?;
                }
                Turn::Beat => match self.state {
                    State::Idle => {
                        self.outbox.text("2".to_owned());
                        self.await_beat(State::Pinged, self.heartbeat.timeout);
                    }
                    State::Pinged => self.go_on(Err(End::Silence)).await?,
                    State::Closing => return Ok(()),
                },
            }
        }
    }

    /// The heartbeat goes first, so that no flood delays it; then what goes out: a client that does not read is not read
    /// from.
    fn poll_turn(&mut self, context: &mut Context<'_>) -> Poll<Turn> {
        if self.beat.as_mut().poll(context).is_ready() {
            return Poll::Ready(Turn::Beat);
        }
        if let Poll::Ready(Some(message)) = self.mail.poll_recv(context) {
            return Poll::Ready(Turn::Mail(message));
        }
        self.socket.poll_next_unpin(context).map(Turn::Received)
    }

    /// Takes what came in.
    fn take(&mut self, message: Message) -> Result<(), End> {
        if self.state == State::Closing {
            return Ok(());
        }
        let packet = match message {
            Message::Text(text) => match text.as_bytes().first() {
                Some(b'4') => self.decoder.decode_text(text.as_str().get(1..).unwrap_or_default().to_owned().into()),
                Some(b'3') if text.len() == 1 => {
                    self.await_beat(State::Idle, self.heartbeat.interval);
                    return Ok(());
                }
                Some(b'1') if text.len() == 1 => return Err(End::Left),
                Some(b'6') if text.len() == 1 => return Ok(()),
                _ => return Err(End::Engine(text.chars().take(20).collect())),
            },
            Message::Binary(bytes) => self.decoder.decode_binary(bytes.to_vec().into()),
            // The library has queued its answer already; reading on sends it.
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) | Message::Close(_) => return Ok(()),
        };
        match packet {
            Ok(Some(packet)) => self.take_packet(&packet),
            // Its attachments are still to come.
            Ok(None) => Ok(()),
            Err(malformed) => Err(End::Packet(malformed.error.to_string())),
        }
    }

    fn take_packet(&mut self, packet: &Packet) -> Result<(), End> {
        let found = self.namespaces.iter().find(|namespace| namespace.name == packet.namespace());
        match (packet.kind(), found) {
            (Kind::Connect, None) => {
                self.connect(packet.namespace());
                Ok(())
            }
            (Kind::Connect, Some(namespace)) => Err(End::Twice(namespace.name)),
            (Kind::Disconnect, Some(namespace)) => {
                self.rooms.leave(&namespace.sid);
                let name = namespace.name;
                self.namespaces.retain(|namespace| namespace.name != name);
                Ok(())
            }
            (Kind::Event, Some(namespace)) => {
                events::answer(namespace, packet, &self.rooms, &self.outbox);
                Ok(())
            }
            // The server asks for no acks; one that comes nevertheless harms nobody.
            (Kind::Ack, Some(_)) => Ok(()),
            (Kind::ConnectError, _) => Err(End::Refusal),
            (kind @ (Kind::Disconnect | Kind::Event | Kind::Ack), None) => {
                Err(End::NotConnected { kind, namespace: packet.namespace().to_owned() })
            }
        }
    }

    fn connect(&mut self, wanted: &str) {
        let Some(name) = ["/", CHAT].into_iter().find(|name| *name == wanted) else {
            self.outbox.text(format!("44{wanted},{{\"message\":\"Invalid namespace\"}}"));
            return;
        };
        let namespace = Namespace { name, sid: random_id() };
        let prefix = if name == "/" { String::new() } else { format!("{name},") };
        self.outbox.text(format!("40{prefix}{{\"sid\":\"{}\"}}", namespace.sid));
        events::welcome(&namespace, &self.outbox);
        self.namespaces.push(namespace);
    }

    /// Goes on unless something ends the connection.
    async fn go_on(&mut self, taken: Result<(), End>) -> Result<(), Error> {
        match taken {
            Ok(()) => Ok(()),
            Err(end) => {
                let mut reason = end.to_string();
                reason.truncate(reason.floor_char_boundary(MAX_REASON_BYTES));
                let code = match end {
                    End::Left => CloseCode::Normal,
                    End::Engine(_)
                    | End::Packet(_)
                    | End::NotConnected { .. }
                    | End::Twice(_)
                    | End::Refusal
                    | End::Silence => CloseCode::Protocol,
                };
                self.close(CloseFrame { code, reason: reason.into() }).await
            }
        }
    }

    /// Says that it is over. The peer's answer ends the connection, or its silence.
    async fn close(&mut self, frame: CloseFrame) -> Result<(), Error> {
        self.await_beat(State::Closing, self.heartbeat.timeout);
        self.leave_all();
        self.socket.send(Message::Close(Some(frame))).await
    }

    fn await_beat(&mut self, state: State, wait: Duration) {
        self.state = state;
        self.beat.as_mut().reset(Instant::now() + wait);
    }

    fn leave_all(&mut self) {
        for namespace in self.namespaces.drain(..) {
            self.rooms.leave(&namespace.sid);
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.leave_all();
    }
}

/// What goes out to a client, in order: its answers, and what others say in its room. Clones lead to the same client.
#[derive(Clone)]
pub(crate) struct Outbox(UnboundedSender<Message>);

impl Outbox {
    fn text(&self, text: String) {
        self.message(Message::text(text));
    }

    /// A Socket.IO packet with its attachments.
    fn packet(&self, packet: &Outgoing<'_>) {
        for message in messages(packet) {
            self.message(message);
        }
    }

    fn message(&self, message: Message) {
        // A client that is gone needs nothing any more.
        let _ = self.0.send(message);
    }
}

/// A packet as it goes over the WebSocket.
fn messages(packet: &Outgoing<'_>) -> Vec<Message> {
    let frames = Parser::Default.encode(PacketRevision::R5, packet);
    let message = |frame| match frame {
        Frame::Text(text) => Message::text(format!("4{text}")),
        Frame::Binary(bytes) => Message::binary(bytes),
    };
    frames.into_iter().map(message).collect()
}

/// What two clients never share: the standard library's hashers have random keys.
fn random_id() -> String {
    format!("{:016x}", RandomState::new().build_hasher().finish())
}
