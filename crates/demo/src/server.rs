//! Accepts connections: a WebSocket each, or a page that says what this is.

use std::rc::Rc;

use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::LocalSet;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::accept_hdr_async_with_config;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

use crate::command::HELP;
use crate::connection::{Connection, Connections};

const MAX_MESSAGE_BYTES: usize = 256 << 20;
const MAX_HEAD_BYTES: usize = 16 << 10;

/// Serves until the process ends. One thread is plenty: a browser takes far less than one can send.
pub(crate) async fn serve(listener: TcpListener) {
    let connections = Rc::new(Connections::default());
    LocalSet::new()
        .run_until(async {
            loop {
                // A peer that is gone before it is accepted is no reason to stop.
                let Ok((stream, _)) = listener.accept().await else {
                    tokio::task::yield_now().await;
                    continue;
                };
                let connections = Rc::clone(&connections);
                tokio::task::spawn_local(async move {
                    // An error here is the peer's: it left, or it spoke something else.
                    let _ = answer(stream, connections).await;
                });
            }
        })
        .await;
}

async fn answer(stream: TcpStream, connections: Rc<Connections>) -> Result<(), Error> {
    stream.set_nodelay(true)?;
    if asks_for_a_page(&stream).await? {
        return send_page(stream).await;
    }
    let (socket, path) = shake_hands(stream).await?;
    Connection::new(socket, &path, connections).run().await
}

/// Looks at the request without taking it; one that came in pieces counts as a WebSocket's.
async fn asks_for_a_page(stream: &TcpStream) -> std::io::Result<bool> {
    let mut head = vec![0; MAX_HEAD_BYTES];
    let len = stream.peek(&mut head).await?;
    let head = String::from_utf8_lossy(&head[..len]).to_ascii_lowercase();
    Ok(head.contains("\r\n\r\n") && !head.contains("\r\nupgrade:"))
}

async fn send_page(mut stream: TcpStream) -> Result<(), Error> {
    let text = format!(
        "This is the demo server of Duplex, a WebSocket workbench.\n\
         Connect to this address with ws:// in place of http://.\n\n{HELP}\n"
    );
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        text.len()
    );
    // What is left unread when a connection closes would cut the answer short.
    let _ = stream.try_read(&mut vec![0; MAX_HEAD_BYTES])?;
    stream.write_all((head + &text).as_bytes()).await?;
    Ok(stream.shutdown().await?)
}

async fn shake_hands(stream: TcpStream) -> Result<(WebSocketStream<TcpStream>, String), Error> {
    const PROTOCOL: &str = "sec-websocket-protocol";
    let mut path = String::new();
    #[expect(clippy::result_large_err, reason = "the shape is the library's")]
    let callback = |request: &Request, mut response: Response| -> Result<Response, ErrorResponse> {
        path = request.uri().path().to_owned();
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
