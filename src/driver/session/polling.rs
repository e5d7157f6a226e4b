//! One HTTP request of Engine.IO's polling, by gloo-net's fetch.

use duplex_core::session::msg::{Exchange, Exchanged, Frame};
use futures_util::future::{AbortHandle, abortable};
use gloo_net::http::{Request, RequestBuilder, Response};
use web_sys::{AbortController, RequestCache, RequestCredentials};

/// A request that is not answered yet. When it is dropped it is aborted, and nothing more is heard of it.
pub struct Polling {
    controller: Option<AbortController>,
    listening: AbortHandle,
}

impl Polling {
    /// Makes a request; what comes of it is said once: nothing if the page may not see it, or it could not be made.
    #[expect(clippy::disallowed_methods, reason = "the driver is where effects are run")]
    pub(super) fn start(exchange: Exchange, report: impl FnOnce(Option<Exchanged>) + 'static) -> Polling {
        let controller = AbortController::new().ok();
        let signal = controller.as_ref().map(AbortController::signal);
        let (task, listening) = abortable(async move {
            let answer = match request(exchange, signal.as_ref()) {
                Ok(request) => request.send().await.ok(),
                Err(_) => None,
            };
            report(match answer {
                Some(response) => body(&response).await.map(|body| Exchanged { status: response.status(), body }),
                None => None,
            });
        });
        wasm_bindgen_futures::spawn_local(async move {
            // An aborted task has nothing to tell.
            let _ = task.await;
        });
        Polling { controller, listening }
    }
}

impl Drop for Polling {
    fn drop(&mut self) {
        self.listening.abort();
        if let Some(controller) = &self.controller {
            controller.abort();
        }
    }
}

fn request(exchange: Exchange, signal: Option<&web_sys::AbortSignal>) -> Result<Request, gloo_net::Error> {
    let Exchange { url, body, headers } = exchange;
    let set_up = |mut builder: RequestBuilder| {
        // Credentials exclude an answer for any origin, which is what most servers give; and nothing may be cached.
        builder = builder.credentials(RequestCredentials::Omit).cache(RequestCache::NoStore).abort_signal(signal);
        headers.iter().fold(builder, |builder, (name, value)| builder.header(name, value))
    };
    match body {
        None => set_up(Request::get(&url)).build(),
        Some(body) => set_up(Request::post(&url)).header("content-type", "text/plain;charset=UTF-8").body(body),
    }
}

async fn body(response: &Response) -> Option<Frame> {
    let is_binary = response.headers().get("content-type").is_some_and(|kind| kind.contains("octet-stream"));
    match is_binary {
        true => response.binary().await.ok().map(Frame::Binary),
        false => response.text().await.ok().map(Frame::Text),
    }
}
