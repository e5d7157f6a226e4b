//! Carries out what a client asks for: WebSockets and HTTP over plain TCP, without TLS.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

use duplex_socketio::client::{Client, Event};
use duplex_socketio::engine::link::{Close, Link, Response, Transmit};
use duplex_socketio::engine::payload::Body;
use duplex_socketio::time::Time;
use tungstenite::error::ProtocolError;
use tungstenite::http::Uri;
use tungstenite::{Error, Message, WebSocket};

/// How often sockets are asked whether something came.
const PAUSE: Duration = Duration::from_millis(1);

/// A client and its links. Tell the client what you want, then wait for events: only that moves anything.
pub struct Driver {
    /// The client; give it the time of `now`.
    pub client: Client,
    started: Instant,
    sockets: BTreeMap<Link, Socket>,
    /// Sockets whose close is not answered yet; what still comes is thrown away.
    closing: Vec<Socket>,
    /// Exchanges and sockets in the making, to hang up.
    pending: BTreeMap<Link, TcpStream>,
    sender: Sender<(Link, Outcome)>,
    outcomes: Receiver<(Link, Outcome)>,
}

struct Socket {
    socket: WebSocket<TcpStream>,
    close: Option<Close>,
}

/// How an exchange or the opening of a socket ended.
enum Outcome {
    Opened(Box<WebSocket<TcpStream>>),
    Answered(Response),
    Failed,
}

impl Driver {
    /// Nothing is connected before the client is told to.
    pub fn new(client: Client) -> Driver {
        let (sender, outcomes) = mpsc::channel();
        Driver {
            client,
            started: instant(),
            sockets: BTreeMap::new(),
            closing: Vec::new(),
            pending: BTreeMap::new(),
            sender,
            outcomes,
        }
    }

    /// The time for the client's functions.
    pub fn now(&self) -> Time {
        Time(u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX))
    }

    /// The next event; nothing if there is none within so long.
    pub fn next_event(&mut self, patience: Duration) -> Option<Event> {
        let until = instant() + patience;
        loop {
            self.client.handle_timeout(self.now());
            while let Some(transmit) = self.client.poll_transmit() {
                self.carry_out(transmit);
            }
            if let Some(event) = self.client.poll_event() {
                return Some(event);
            }
            if self.read_sockets() {
                continue;
            }
            let left = until.saturating_duration_since(instant());
            if left.is_zero() {
                return None;
            }
            if let Ok((link, outcome)) = self.outcomes.recv_timeout(left.min(PAUSE)) {
                self.take(link, outcome);
            }
        }
    }

    fn carry_out(&mut self, transmit: Transmit) {
        match transmit {
            Transmit::Open { link, url } => self.spawn(link, &url, |url, stream| {
                let (socket, _) = tungstenite::client(url, stream).map_err(io::Error::other)?;
                socket.get_ref().set_nonblocking(true)?;
                Ok(Outcome::Opened(Box::new(socket)))
            }),
            Transmit::Get { link, url } => {
                self.spawn(link, &url, |url, stream| exchange(stream, &head("GET", url, "")?, ""));
            }
            Transmit::Post { link, url, body } => self.spawn(link, &url, move |url, stream| {
                let more = format!("Content-Type: text/plain;charset=UTF-8\r\nContent-Length: {}\r\n", body.len());
                exchange(stream, &head("POST", url, &more)?, &body)
            }),
            Transmit::Text { link, frame } => self.send(link, Message::text(frame)),
            Transmit::Binary { link, frame } => self.send(link, Message::binary(frame)),
            Transmit::Close { link } => {
                if let Some(mut socket) = self.sockets.remove(&link) {
                    let _ = socket.socket.close(None);
                    self.closing.push(socket);
                }
                if let Some(stream) = self.pending.remove(&link) {
                    let _ = stream.shutdown(Shutdown::Both);
                }
            }
        }
    }

    /// Makes a TCP connection and does something with it in a thread of its own.
    fn spawn(
        &mut self,
        link: Link,
        url: &str,
        work: impl FnOnce(&Uri, TcpStream) -> io::Result<Outcome> + Send + 'static,
    ) {
        let sender = self.sender.clone();
        let connected = url.parse::<Uri>().map_err(io::Error::other).and_then(|url| {
            let stream = TcpStream::connect((url.host().unwrap_or_default(), url.port_u16().unwrap_or(80)))?;
            stream.set_nodelay(true)?;
            Ok((url, stream.try_clone()?, stream))
        });
        match connected {
            Ok((url, stream, for_hanging_up)) => {
                self.pending.insert(link, for_hanging_up);
                thread::spawn(move || {
                    let outcome = work(&url, stream).unwrap_or(Outcome::Failed);
                    let _ = sender.send((link, outcome));
                });
            }
            Err(_) => {
                let _ = sender.send((link, Outcome::Failed));
            }
        }
    }

    fn take(&mut self, link: Link, outcome: Outcome) {
        let was_pending = self.pending.remove(&link).is_some();
        let now = self.now();
        match outcome {
            Outcome::Opened(socket) if was_pending => {
                self.sockets.insert(link, Socket { socket: *socket, close: None });
                self.client.handle_opened(now, link);
            }
            // Given up meanwhile.
            Outcome::Opened(_) => {}
            Outcome::Answered(response) => self.client.handle_response(now, link, response),
            Outcome::Failed => {
                self.client.handle_closed(now, link, Close { code: 1006, is_error: true, ..Close::default() })
            }
        }
    }

    fn send(&mut self, link: Link, message: Message) {
        if let Some(socket) = self.sockets.get_mut(&link) {
            // What went wrong is seen when it is read again.
            let _ = socket.socket.write(message);
        }
    }

    /// Takes at most one message from each socket. Says whether something came.
    fn read_sockets(&mut self) -> bool {
        let mut heard = Vec::new();
        for (link, socket) in &mut self.sockets {
            heard.extend(socket.read().map(|heard| (*link, heard)));
        }
        self.closing.retain_mut(|socket| !matches!(socket.read(), Some(Heard::Closed(_))));
        let now = self.now();
        let something_came = !heard.is_empty();
        for (link, heard) in heard {
            match heard {
                Heard::Text(text) => self.client.handle_text(now, link, text),
                Heard::Binary(bytes) => self.client.handle_binary(now, link, bytes),
                Heard::Closed(close) => {
                    self.sockets.remove(&link);
                    self.client.handle_closed(now, link, close);
                }
            }
        }
        something_came
    }
}

enum Heard {
    Text(String),
    Binary(Vec<u8>),
    Closed(Close),
}

impl Socket {
    /// Writes what waits, and reads one message if there is one.
    fn read(&mut self) -> Option<Heard> {
        let _ = self.socket.flush();
        loop {
            match self.socket.read() {
                Ok(Message::Text(text)) => return Some(Heard::Text(text.as_str().to_owned())),
                Ok(Message::Binary(bytes)) => return Some(Heard::Binary(bytes.to_vec())),
                Ok(Message::Close(frame)) => {
                    let (code, reason) = frame.map_or((1005, String::new()), |frame| {
                        (u16::from(frame.code), frame.reason.as_str().to_owned())
                    });
                    self.close = Some(Close { code, reason, is_error: false });
                }
                Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_)) => {}
                Err(Error::Io(error)) if error.kind() == ErrorKind::WouldBlock => return None,
                Err(error) => {
                    // As in a browser: a connection that breaks is no error event, a broken frame is.
                    let is_cut = matches!(
                        &error,
                        Error::Io(_)
                            | Error::ConnectionClosed
                            | Error::AlreadyClosed
                            | Error::Protocol(ProtocolError::ResetWithoutClosingHandshake)
                    );
                    let cut = Close { code: 1006, reason: String::new(), is_error: !is_cut };
                    return Some(Heard::Closed(self.close.take().unwrap_or(cut)));
                }
            }
        }
    }
}

/// Of HTTP/1.0, so that an answer is whatever comes until the end.
fn head(method: &str, url: &Uri, more: &str) -> io::Result<String> {
    let target = url.path_and_query().map_or("/", |target| target.as_str());
    let host = url.authority().ok_or(ErrorKind::InvalidInput)?;
    Ok(format!("{method} {target} HTTP/1.0\r\nHost: {host}\r\nAccept: */*\r\n{more}\r\n"))
}

fn exchange(mut stream: TcpStream, head: &str, body: &str) -> io::Result<Outcome> {
    stream.write_all(head.as_bytes())?;
    stream.write_all(body.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut head = httparse::Response::new(&mut headers);
    let length = match head.parse(&answer).map_err(io::Error::other)? {
        httparse::Status::Complete(length) => length,
        httparse::Status::Partial => return Err(ErrorKind::UnexpectedEof.into()),
    };
    let value = |name: &str| {
        let header = head.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name))?;
        str::from_utf8(header.value).ok()
    };
    let body = answer.get(length..).unwrap_or_default();
    if value("content-length").is_some_and(|length| length != body.len().to_string()) {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    let body = match value("content-type") {
        Some("application/octet-stream") => Body::Binary(body.to_vec()),
        _ => Body::Text(String::from_utf8_lossy(body).into_owned()),
    };
    Ok(Outcome::Answered(Response { status: head.code.unwrap_or_default(), body }))
}

#[expect(clippy::disallowed_methods, reason = "this is the driver")]
fn instant() -> Instant {
    Instant::now()
}
