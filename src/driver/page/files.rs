//! Giving the person something: a file, or the clipboard.

use duplex_core::wire::{Body, BodyUse};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use super::{document, window};

/// Gives a text as a file.
pub fn download_text(name: &str, text: &str) {
    let options = BlobPropertyBag::new();
    options.set_type("application/json");
    let parts = js_sys::Array::of1(&JsValue::from_str(text));
    if let Ok(blob) = Blob::new_with_str_sequence_and_options(&parts, &options) {
        // Nobody is left to tell: the browser says itself what happens to downloads.
        let _ = download(name, &blob);
    }
}

/// Gives the whole of a message for what it was wanted for.
pub async fn deliver(body: &Body, blob: &Blob) -> Result<(), String> {
    match body.purpose {
        BodyUse::Save | BodyUse::Attachment(_) => {
            download(&body.file_name, blob).ok_or_else(|| "the browser makes no file of it".to_string())
        }
        BodyUse::Copy => copy(blob).await,
    }
}

async fn copy(blob: &Blob) -> Result<(), String> {
    let text = JsFuture::from(blob.text()).await.map_err(said)?;
    copy_text(&text.as_string().unwrap_or_default()).await
}

/// Puts a text into the clipboard.
pub async fn copy_text(text: &str) -> Result<(), String> {
    let clipboard = window().map(|window| window.navigator().clipboard());
    // Missing on plain http pages, whatever its type says.
    let clipboard = clipboard.filter(|clipboard| !clipboard.is_undefined());
    let clipboard = clipboard.ok_or("the browser lets only https pages use the clipboard")?;
    JsFuture::from(clipboard.write_text(text)).await.map_err(said)?;
    Ok(())
}

fn said(error: JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => "the browser refuses the clipboard".to_string(),
    }
}

fn download(name: &str, blob: &Blob) -> Option<()> {
    let url = Url::create_object_url_with_blob(blob).ok()?;
    let link: HtmlAnchorElement = document()?.create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The download has its own hold on the data once it has begun.
    gloo_timers::callback::Timeout::new(10_000, move || {
        let _ = Url::revoke_object_url(&url);
    })
    .forget();
    Some(())
}
