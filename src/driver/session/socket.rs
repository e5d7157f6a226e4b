//! One WebSocket: gloo-net's stream to receive from, the browser's own handle to send and to close with.

use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;

use duplex_core::session::close::Close;
use duplex_core::session::msg::SocketEvent;
use duplex_core::wire::Outgoing;
use futures_util::future::{AbortHandle, abortable};
use futures_util::{Sink, StreamExt};
use gloo_net::websocket::futures::WebSocket;
use gloo_net::websocket::{Message, WebSocketError};
use gloo_timers::callback::Timeout;
use wasm_bindgen::{JsCast, JsValue};

/// A socket that is opening, open or closing. When it is dropped it is closed and heard no more of.
pub struct Socket {
    handle: web_sys::WebSocket,
    listening: AbortHandle,
}

/// How long a failed socket may take to say that it is closed. One that a content-security policy blocks never does.
const CLOSE_AFTER_ERROR_MILLIS: u32 = 1_000;
/// No close frame was received (RFC 6455, section 7.4.1).
const ABNORMAL: u16 = 1006;

impl Socket {
    /// Opens a socket; what it reports is said in order. What the browser refuses to open comes back at once.
    #[expect(clippy::disallowed_methods, reason = "the driver is where effects are run")]
    pub(super) fn open(url: &str, report: impl Fn(SocketEvent) + 'static) -> Result<Socket, SocketEvent> {
        let handle = web_sys::WebSocket::new(url).map_err(|error| refused(&error))?;
        let stream = WebSocket::try_from(handle.clone()).map_err(|error| SocketEvent::Refused(error.message))?;
        let (task, listening) = abortable(listen(stream, handle.clone(), Rc::new(report)));
        wasm_bindgen_futures::spawn_local(async move {
            // An aborted task has nothing to tell.
            let _ = task.await;
        });
        Ok(Socket { handle, listening })
    }

    /// Sends a message. One that the browser takes after the socket has closed is lost; that it closed is reported.
    pub(super) fn send(&self, message: &Outgoing) {
        let _ = match message {
            Outgoing::Text(text) => self.handle.send_with_str(text),
            Outgoing::Binary(bytes) => self.handle.send_with_u8_array(bytes),
        };
    }

    /// Begins the closing handshake, with code 1000.
    pub(super) fn close(&self) {
        // 1000 is always allowed.
        let _ = self.handle.close_with_code(1000);
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.listening.abort();
        let _ = self.handle.close();
    }
}

async fn listen(mut stream: WebSocket, handle: web_sys::WebSocket, report: Rc<dyn Fn(SocketEvent)>) {
    // gloo-net has no event for this: its sink is ready when the socket is no longer connecting.
    let _ = poll_fn(|context| Pin::new(&mut stream).poll_ready(context)).await;
    if handle.ready_state() == web_sys::WebSocket::OPEN {
        report(SocketEvent::Opened { subprotocol: handle.protocol() });
    }
    let mut no_close = None;
    while let Some(received) = stream.next().await {
        match received {
            Ok(Message::Text(text)) => report(SocketEvent::Text(text)),
            Ok(Message::Bytes(bytes)) => report(SocketEvent::Binary(bytes)),
            Err(WebSocketError::ConnectionClose(close)) => {
                return report(SocketEvent::Closed(Close { code: close.code, reason: close.reason }));
            }
            Err(_) => {
                let report = report.clone();
                no_close = Some(Timeout::new(CLOSE_AFTER_ERROR_MILLIS, move || {
                    report(SocketEvent::Closed(Close { code: ABNORMAL, reason: String::new() }));
                }));
            }
        }
    }
    drop(no_close);
}

fn refused(error: &JsValue) -> SocketEvent {
    let message = error.dyn_ref::<web_sys::DomException>().map(web_sys::DomException::message);
    SocketEvent::Refused(message.unwrap_or_else(|| "the browser refuses to open it".into()))
}
