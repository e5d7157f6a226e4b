//! Accepts connections: a WebSocket each, of Socket.IO or not, or a page that says what this is.

use std::rc::Rc;

use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::LocalSet;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::accept_hdr_async_with_config;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::http::StatusCode;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

use crate::command::HELP;
use crate::connection::{Connection, Connections, Open};
use crate::socket_io::handshake::{self, Refusal};
use crate::socket_io::rooms::Rooms;
use crate::socket_io::{Client, Heartbeat};

pub(crate) const MAX_MESSAGE_BYTES: usize = 256 << 20;
const MAX_HEAD_BYTES: usize = 16 << 10;

/// What all connections share.
#[derive(Default)]
struct Shared {
    connections: Rc<Connections>,
    rooms: Rc<Rooms>,
}

/// What a request asks for, as far as can be said before it is taken.
enum Wanted {
    WebSocket,
    /// A Socket.IO client that polls, from a page of this origin.
    Polling {
        origin: String,
    },
    Page,
}

/// Serves until the process ends. One thread is plenty: a browser takes far less than one can send.
pub(crate) async fn serve(listener: TcpListener, heartbeat: Heartbeat) {
    let shared = Rc::new(Shared::default());
    LocalSet::new()
        .run_until(async {
            loop {
                // A peer that is gone before it is accepted is no reason to stop.
                let Ok((stream, _)) = listener.accept().await else {
                    tokio::task::yield_now().await;
                    continue;
                };
                let shared = Rc::clone(&shared);
                tokio::task::spawn_local(async move {
                    // An error here is the peer's: it left, or it spoke something else.
                    let _ = answer(stream, &shared, heartbeat).await;
                });
            }
        })
        .await;
}

async fn answer(stream: TcpStream, shared: &Shared, heartbeat: Heartbeat) -> Result<(), Error> {
    stream.set_nodelay(true)?;
    match look(&stream).await? {
        Wanted::WebSocket => {
            let (socket, path) = shake_hands(stream).await?;
            let open = Open::new(Rc::clone(&shared.connections));
            if path == handshake::PATH {
                return Client::new(socket, open, Rc::clone(&shared.rooms), heartbeat).run().await;
            }
            Connection::new(socket, &path, open).run().await
        }
        Wanted::Polling { origin } => {
            let head = format!(
                "HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\n\
                 access-control-allow-origin: {origin}\r\naccess-control-allow-credentials: true\r\nvary: origin"
            );
            send(stream, &head, Refusal::Transport.body()).await
        }
        Wanted::Page => {
            let text = format!(
                "This is the demo server of Duplex, a WebSocket workbench.\n\
                 Connect to this address with ws:// in place of http://.\n\n{HELP}\n"
            );
            send(stream, "HTTP/1.1 200 OK\r\ncontent-type: text/plain; charset=utf-8", &text).await
        }
    }
}

/// Looks at the request without taking it; one that came in pieces counts as a WebSocket's.
async fn look(stream: &TcpStream) -> std::io::Result<Wanted> {
    let mut head = vec![0; MAX_HEAD_BYTES];
    let len = stream.peek(&mut head).await?;
    let head = String::from_utf8_lossy(&head[..len]).to_ascii_lowercase();
    if !head.contains("\r\n\r\n") || head.contains("\r\nupgrade:") {
        return Ok(Wanted::WebSocket);
    }
    let target = head.split(' ').nth(1).unwrap_or_default();
    if target.split('?').next() != Some(handshake::PATH) {
        return Ok(Wanted::Page);
    }
    let origin = head.lines().find_map(|line| line.strip_prefix("origin:"));
    Ok(Wanted::Polling { origin: origin.unwrap_or("*").trim().to_owned() })
}

/// Answers a request that is no WebSocket's, and ends the connection.
async fn send(mut stream: TcpStream, head: &str, body: &str) -> Result<(), Error> {
    let answer = format!("{head}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
    // What is left unread when a connection closes would cut the answer short.
    let _ = stream.try_read(&mut vec![0; MAX_HEAD_BYTES])?;
    stream.write_all(answer.as_bytes()).await?;
    Ok(stream.shutdown().await?)
}

async fn shake_hands(stream: TcpStream) -> Result<(WebSocketStream<TcpStream>, String), Error> {
    const PROTOCOL: &str = "sec-websocket-protocol";
    let mut path = String::new();
    #[expect(clippy::result_large_err, reason = "the shape is the library's")]
    let callback = |request: &Request, mut response: Response| -> Result<Response, ErrorResponse> {
        path = request.uri().path().to_owned();
        if path == handshake::PATH
            && let Err(refusal) = handshake::check(request.uri().query().unwrap_or_default())
        {
            let mut response = ErrorResponse::new(Some(refusal.body().to_owned()));
            *response.status_mut() = StatusCode::BAD_REQUEST;
            return Err(response);
        }
        // A browser that offers subprotocols hangs up unless one of them is chosen.
        let offered = request.headers().get(PROTOCOL).and_then(|value| value.to_str().ok());
        let chosen = offered.and_then(|offered| offered.split(',').next());
        if let Some(chosen) = chosen.and_then(|chosen| chosen.trim().parse().ok()) {
            response.headers_mut().insert(PROTOCOL, chosen);
        }
        Ok(response)
    };
    let config =
        WebSocketConfig::default().max_message_size(Some(MAX_MESSAGE_BYTES)).max_frame_size(Some(MAX_MESSAGE_BYTES));
    let socket = accept_hdr_async_with_config(stream, callback, Some(config)).await?;
    Ok((socket, path))
}
