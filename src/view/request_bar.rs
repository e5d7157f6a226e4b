//! The request line: the kind, the URL, and the one button that connects, cancels and disconnects.

use crate::ui::css::use_css;
use duplex_core::app::msg::{Msg, RequestMsg, SessionMsg};
use duplex_core::ids::TabId;
use duplex_core::wire::Status;
use yew::prelude::*;

use crate::store::{use_select, use_send, use_store};
use crate::ui::button::{ButtonKind, ButtonLook, ButtonSize, button};
use crate::ui::field::TextField;

/// Which tab a part of the screen is about.
#[derive(PartialEq, Properties)]
pub struct TabProps {
    /// The tab.
    pub tab: TabId,
    /// What is added to the names of its regions where two tabs stand side by side: each name is to be one of a kind.
    #[prop_or_default]
    pub suffix: &'static str,
}

/// What the button does now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Press {
    Connect,
    Cancel,
    Stop,
    Disconnect,
}

/// The request line.
#[component]
pub fn RequestBar(&TabProps { tab, .. }: &TabProps) -> Html {
    let style = use_css(
        r#"
        display: flex;
        align-items: flex-start;
        gap: 8px;
        padding: 10px 12px;
        background: var(--bg-panel);
        border-bottom: 1px solid var(--line);
        > [data-focus] { flex: 1; min-width: 0; }
        .kind { align-self: stretch; display: flex; align-items: center; padding: 0 10px; border-right: 1px solid var(--line); background: var(--bg-subtle); font-weight: 600; }
        "#,
    );
    let send = use_send();
    let url = use_select(tab, |app, tab| app.tabs().get(*tab).map(|tab| AttrValue::from(tab.request.url.clone())));
    let problem = use_select(tab, |app, tab| app.mirror(*tab).url_problem.clone());
    let press = use_select(tab, |app, tab| match *app.mirror(*tab).status {
        Status::Connecting { .. } => Press::Cancel,
        Status::Connected { .. } => Press::Disconnect,
        Status::Reconnecting { .. } => Press::Stop,
        Status::NotConnected | Status::Closing | Status::Disconnected(_) | Status::Failed(_) => Press::Connect,
    });
    // The tab in front now: after a change of tabs the field has the keyboard a frame before it is drawn anew.
    let store = use_store();
    let in_front = move || store.read(|app| app.tabs().active());
    let on_input = send.reform({
        let in_front = in_front.clone();
        move |url| Msg::Request(in_front(), RequestMsg::Url(url))
    });
    let on_enter = send.reform(move |()| Msg::Session(in_front(), SessionMsg::Connect));
    let on_press = move |press| match press {
        Press::Connect => Msg::Session(tab, SessionMsg::Connect),
        Press::Cancel | Press::Stop | Press::Disconnect => Msg::Session(tab, SessionMsg::Disconnect),
    };
    let (label, kind) = match press {
        Press::Connect => ("Connect", ButtonKind::Primary),
        Press::Cancel => ("Cancel", ButtonKind::Plain),
        Press::Stop => ("Stop", ButtonKind::Plain),
        Press::Disconnect => ("Disconnect", ButtonKind::Danger),
    };
    let look = ButtonLook { size: ButtonSize::Large, ..kind.into() };
    html! {
        <div class={style}>
            <div data-focus="url">
                <TextField
                    name="URL"
                    value={url.unwrap_or_default()}
                    placeholder="wss://example.com/socket"
                    problem={problem.map(AttrValue::Rc)}
                    oninput={on_input}
                    onenter={on_enter}
                    prefix={html! { <span class="kind">{ "Raw" }</span> }}
                />
            </div>
            { button(look, label, send.reform(move |_: MouseEvent| on_press(press))) }
        </div>
    }
}
