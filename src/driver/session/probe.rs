//! Asking a server by HTTP what it is, because a browser does not tell why a WebSocket was refused.

use duplex_core::session::msg::Answer;
use js_sys::Promise;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, DedicatedWorkerGlobalScope, RequestCache, RequestCredentials, RequestInit, RequestMode,
    RequestRedirect, Response, ResponseType,
};

/// How long a server may take for each of the two questions.
const PATIENCE_MILLIS: u32 = 5_000;

/// Asks as a page may that wants to read the answer; a server that does not allow it is asked whether it answers at all.
pub(super) async fn ask(scope: DedicatedWorkerGlobalScope, url: String) -> Answer {
    match answer(fetch(&scope, &url, RequestMode::Cors, RequestRedirect::Manual)).await {
        Some(response) if response.type_() == ResponseType::Opaqueredirect => Answer::Redirect,
        Some(response) => Answer::Status(response.status()),
        None => match answer(fetch(&scope, &url, RequestMode::NoCors, RequestRedirect::Follow)).await {
            Some(_) => Answer::Opaque,
            None => Answer::Nothing,
        },
    }
}

async fn answer(asked: Promise) -> Option<Response> {
    JsFuture::from(asked).await.ok()?.dyn_into().ok()
}

fn fetch(scope: &DedicatedWorkerGlobalScope, url: &str, mode: RequestMode, redirect: RequestRedirect) -> Promise {
    let init = RequestInit::new();
    init.set_mode(mode);
    init.set_redirect(redirect);
    init.set_cache(RequestCache::NoStore);
    // Nothing of the person's goes along.
    init.set_credentials(RequestCredentials::Omit);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(PATIENCE_MILLIS)));
    scope.fetch_with_str_and_init(url, &init)
}
