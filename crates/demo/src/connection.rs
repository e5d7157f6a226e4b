//! One connection: echoes, and does what it is told.

use std::cell::Cell;
use std::fmt::Display;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio::time::{Interval, MissedTickBehavior};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::{Bytes, Error, Message};

use crate::command::{Command, HELP};
use crate::flood::Flood;

/// How much of a flood goes out between two looks at what came in.
const BATCH_MESSAGES: usize = 64;
const BATCH_BYTES: usize = 64 << 10;

/// How many connections are open.
#[derive(Default)]
pub(crate) struct Connections(Cell<usize>);

/// A connection that is counted until this is dropped.
pub(crate) struct Open(Rc<Connections>);

impl Open {
    pub(crate) fn new(connections: Rc<Connections>) -> Self {
        connections.0.update(|count| count + 1);
        Self(connections)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.0.update(|count| count - 1);
    }
}

/// One WebSocket and what it has been told to do.
pub(crate) struct Connection {
    socket: WebSocketStream<TcpStream>,
    open: Open,
    flood: Option<Flood>,
    ticker: Option<Interval>,
    ticks: u64,
}

/// What a connection does next.
enum Turn {
    /// A message came, or the end.
    Received(Option<Result<Message, Error>>),
    Tick,
    /// The socket takes more of the flood.
    Writable(Result<(), Error>),
}

impl Connection {
    pub(crate) fn new(socket: WebSocketStream<TcpStream>, path: &str, open: Open) -> Self {
        Self { socket, open, flood: None, ticker: (path == "/ticker").then(|| every(Duration::from_secs(1))), ticks: 0 }
    }

    /// Runs until the peer is gone or the connection is told to end.
    pub(crate) async fn run(mut self) -> Result<(), Error> {
        loop {
            match poll_fn(|context| self.poll_turn(context)).await {
                Turn::Received(None) => return Ok(()),
                Turn::Received(Some(message)) => match message? {
                    Message::Text(text) if text.starts_with('/') => match text.parse() {
                        Ok(command) => self.obey(command).await?,
                        Err(error) => self.say(error.to_string()).await?,
                    },
                    message @ (Message::Text(_) | Message::Binary(_)) => {
                        self.socket.send(message).await?;
                    }
                    // The library has queued its answer already; reading on sends it.
                    Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
                    Message::Close(_) => self.quiet(),
                },
                Turn::Tick => self.tick().await?,
                Turn::Writable(ready) => {
                    ready?;
                    self.pour().await?;
                }
            }
        }
    }

    /// What came in goes first, so that a flood can be stopped; the flood goes as the socket takes it.
    fn poll_turn(&mut self, context: &mut Context<'_>) -> Poll<Turn> {
        if let Poll::Ready(received) = self.socket.poll_next_unpin(context) {
            return Poll::Ready(Turn::Received(received));
        }
        if let Some(ticker) = &mut self.ticker
            && ticker.poll_tick(context).is_ready()
        {
            return Poll::Ready(Turn::Tick);
        }
        if self.flood.is_some() {
            return self.socket.poll_ready_unpin(context).map(Turn::Writable);
        }
        Poll::Pending
    }

    async fn obey(&mut self, command: Command) -> Result<(), Error> {
        match command {
            Command::Help => self.say(HELP).await,
            Command::Ticker(period) => {
                self.ticker = Some(every(period));
                Ok(())
            }
            Command::Stop => {
                self.quiet();
                self.say("stopped").await
            }
            Command::Flood(flood) => {
                self.flood = Some(flood);
                Ok(())
            }
            Command::Close(frame) => {
                self.quiet();
                self.socket.send(Message::Close(frame)).await
            }
            Command::Binary(len_bytes) => {
                let bytes: Bytes = (0..=u8::MAX).cycle().take(len_bytes).collect();
                self.socket.send(Message::Binary(bytes)).await
            }
            Command::Connections => {
                let count = self.open.0.0.get();
                self.say(format!("{{\"connections\":{count}}}")).await
            }
            // Ends `run`, and with it the socket, without a word.
            Command::Drop => Err(Error::AlreadyClosed),
        }
    }

    fn quiet(&mut self) {
        self.flood = None;
        self.ticker = None;
    }

    async fn say(&mut self, text: impl Into<String>) -> Result<(), Error> {
        self.socket.send(Message::text(text.into())).await
    }

    async fn tick(&mut self) -> Result<(), Error> {
        self.ticks += 1;
        let tick = format!("{{\"tick\":{},\"at\":\"{}\"}}", self.ticks, timestamp());
        self.say(tick).await
    }

    /// Hands over one batch. The library writes it out in big pieces and says when the socket is full.
    async fn pour(&mut self) -> Result<(), Error> {
        let mut len_bytes = 0;
        for _ in 0..BATCH_MESSAGES {
            let Some(text) = self.flood.as_mut().and_then(Flood::next) else {
                self.flood = None;
                return self.socket.flush().await;
            };
            len_bytes += text.len();
            self.socket.start_send_unpin(Message::text(text))?;
            if len_bytes > BATCH_BYTES {
                break;
            }
        }
        Ok(())
    }
}

/// This moment, as RFC 3339 has it.
pub(crate) fn timestamp() -> impl Display {
    #[expect(clippy::disallowed_methods, reason = "a message says when it was")]
    humantime::format_rfc3339_millis(SystemTime::now())
}

fn every(period: Duration) -> Interval {
    let mut interval = tokio::time::interval_at(tokio::time::Instant::now() + period, period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}
