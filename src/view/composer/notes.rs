//! What there is to say of a request, in Markdown.

use duplex_core::app::msg::{Msg, RequestMsg};
use yew::prelude::*;

use crate::store::{use_select, use_send};
use crate::view::notes::Notes;
use crate::view::request_bar::TabProps;

/// The notes on a request.
#[component]
pub fn NotesPane(&TabProps { tab, .. }: &TabProps) -> Html {
    let send = use_send();
    let text = use_select(tab, |app, tab| {
        app.tabs().get(*tab).map(|tab| AttrValue::from(tab.request.notes.clone())).unwrap_or_default()
    });
    html! {
        <Notes
            {text}
            document={format!("notes/{}", tab.0)}
            onchange={send.reform(move |text| Msg::Request(tab, RequestMsg::Notes(text)))}
        />
    }
}
