//! One WebSocket: gloo-net's stream to receive from, the browser's own handle to send and to close with.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;

use duplex_core::session::close::Close;
use duplex_core::session::msg::{Frame, Opening, Refusal, SocketEvent};
use duplex_core::wire::CloseFrame;
use futures_util::future::{AbortHandle, abortable};
use futures_util::{Sink, StreamExt};
use gloo_net::websocket::futures::WebSocket;
use gloo_net::websocket::{Message, WebSocketError};
use gloo_timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};

/// A socket that is opening, open or closing. When it is dropped it is closed and heard no more of.
pub struct Socket {
    handle: web_sys::WebSocket,
    listening: AbortHandle,
    waiting: Rc<Waiting>,
}

/// Looks now and then at what waits in the browser for the network.
struct Waiting {
    handle: web_sys::WebSocket,
    report: Rc<dyn Fn(SocketEvent)>,
    last: Cell<u32>,
    next_look: RefCell<Option<Timeout>>,
}

/// How long a failed socket may take to say that it is closed.
const CLOSE_AFTER_ERROR_MILLIS: u32 = 1_000;
/// How often to look at what waits, while something does.
const LOOK_MILLIS: u32 = 100;
/// No close frame was received (RFC 6455, section 7.4.1).
const ABNORMAL: u16 = 1006;

impl Socket {
    /// Opens a socket; what it reports is said in order. What the browser refuses to open comes back at once.
    #[expect(clippy::disallowed_methods, reason = "the driver is where effects are run")]
    pub(super) fn open(opening: &Opening, report: impl Fn(SocketEvent) + 'static) -> Result<Socket, SocketEvent> {
        let subprotocols: Array = opening.subprotocols.iter().map(|name| JsValue::from_str(name)).collect();
        let handle = web_sys::WebSocket::new_with_str_sequence(&opening.url, &subprotocols);
        let handle = handle.map_err(|error| SocketEvent::Refused(refusal(&error)))?;
        let stream =
            WebSocket::try_from(handle.clone()).map_err(|error| SocketEvent::Refused(Refusal::Other(error.message)))?;
        let report: Rc<dyn Fn(SocketEvent)> = Rc::new(report);
        let waiting = Rc::new(Waiting {
            handle: handle.clone(),
            report: report.clone(),
            last: Cell::new(0),
            next_look: RefCell::default(),
        });
        let (task, listening) = abortable(listen(stream, handle.clone(), report));
        wasm_bindgen_futures::spawn_local(async move {
            // An aborted task has nothing to tell.
            let _ = task.await;
        });
        Ok(Socket { handle, listening, waiting })
    }

    /// Sends a message. One that the browser takes after the socket has closed is lost; that it closed is reported.
    pub(super) fn send(&self, message: &Frame) {
        let _ = match message {
            Frame::Text(text) => self.handle.send_with_str(text),
            Frame::Binary(bytes) => self.handle.send_with_u8_array(bytes),
        };
        if self.waiting.next_look.borrow().is_none() {
            Waiting::look_soon(&self.waiting);
        }
    }

    /// Begins the closing handshake.
    pub(super) fn close(&self, frame: &CloseFrame) {
        // Code and reason were checked when they were written; without them the browser closes in any case.
        if self.handle.close_with_code_and_reason(frame.code, &frame.reason).is_err() {
            let _ = self.handle.close();
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.waiting.next_look.take();
        self.listening.abort();
        let _ = self.handle.close();
    }
}

impl Waiting {
    fn look_soon(this: &Rc<Waiting>) {
        let weak = Rc::downgrade(this);
        let look = Timeout::new(LOOK_MILLIS, move || {
            let Some(waiting) = weak.upgrade() else { return };
            let n_bytes = waiting.handle.buffered_amount();
            if waiting.last.replace(n_bytes) != n_bytes {
                (waiting.report)(SocketEvent::Waiting(u64::from(n_bytes)));
            }
            // A socket that is no longer open never gets rid of it.
            match n_bytes > 0 && waiting.handle.ready_state() == web_sys::WebSocket::OPEN {
                true => Waiting::look_soon(&waiting),
                false => drop(waiting.next_look.take()),
            }
        });
        this.next_look.replace(Some(look));
    }
}

async fn listen(mut stream: WebSocket, handle: web_sys::WebSocket, report: Rc<dyn Fn(SocketEvent)>) {
    // gloo-net has no event for this: its sink is ready when the socket is no longer connecting.
    let _ = poll_fn(|context| Pin::new(&mut stream).poll_ready(context)).await;
    if handle.ready_state() == web_sys::WebSocket::OPEN {
        report(SocketEvent::Opened { subprotocol: handle.protocol(), extensions: handle.extensions() });
    }
    let mut no_close = None;
    while let Some(received) = stream.next().await {
        match received {
            Ok(Message::Text(text)) => report(SocketEvent::Text(text)),
            Ok(Message::Bytes(bytes)) => report(SocketEvent::Binary(bytes)),
            Err(WebSocketError::ConnectionClose(close)) => {
                let had_error = no_close.is_some();
                return report(SocketEvent::Closed(Close { code: close.code, reason: close.reason, had_error }));
            }
            Err(_) => {
                let report = report.clone();
                no_close = Some(Timeout::new(CLOSE_AFTER_ERROR_MILLIS, move || {
                    report(SocketEvent::Closed(Close { code: ABNORMAL, reason: String::new(), had_error: true }));
                }));
            }
        }
    }
    drop(no_close);
}

fn refusal(error: &JsValue) -> Refusal {
    match error.dyn_ref::<web_sys::DomException>() {
        Some(error) if error.name() == "SecurityError" => Refusal::MixedContent(error.message()),
        Some(error) => Refusal::Other(error.message()),
        None => Refusal::Other("it gives no reason".into()),
    }
}
