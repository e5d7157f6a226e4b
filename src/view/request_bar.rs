//! The request line: the kind, the URL, and the one button that connects, cancels and disconnects.

use std::rc::Rc;

use crate::ui::css::use_css;
use duplex_core::app::commands::{self, Command};
use duplex_core::app::msg::{LibraryMsg, Msg, RequestMsg, SessionMsg, SocketIoMsg, VariablesMsg};
use duplex_core::format::json;
use duplex_core::ids::TabId;
use duplex_core::request::Request;
use duplex_core::request::settings::Setting;
use duplex_core::request::socket_io::{self, Choice, Protocol};
use duplex_core::request::target::Target;
use duplex_core::variables;
use duplex_core::wire::Status;
use yew::prelude::*;

use crate::store::{press, use_select, use_send, use_store};
use crate::ui::badge::{Tone, badge};
use crate::ui::button::{ButtonKind, ButtonLook, ButtonSize, button};
use crate::ui::field::TextField;
use crate::ui::icon::{IconName, icon};
use crate::ui::select::Select;

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
        flex-wrap: wrap;
        align-items: flex-start;
        gap: 8px;
        padding: 10px 12px;
        background: var(--bg-panel);
        border-bottom: 1px solid var(--line);
        > [data-focus] { flex: 1; min-width: 0; }
        .kind { align-self: stretch; display: flex; border-right: 1px solid var(--line); background: var(--bg-subtle); font: 600 var(--text-md) var(--font-ui); }
        .kind > span { height: 100%; border: 0; border-radius: 4px 0 0 4px; background: transparent; }
        .namespace { flex: 1 0 100%; display: flex; align-items: center; gap: 8px; min-width: 0; margin: -3px 0 -5px; color: var(--text-muted); font-size: var(--text-sm); line-height: 24px; }
        .namespace > span { flex: 0 1 auto; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
        .namespace b { color: var(--text); font: 600 var(--text-sm) var(--font-mono); }
        .namespace code { font: var(--text-sm) var(--font-mono); }
        .save { display: inline-flex; align-items: center; justify-content: center; gap: 8px; flex: none; height: 34px; padding: 0 16px; border: 1px solid var(--line-strong); border-radius: var(--radius-sm); background: var(--bg-raised); }
        .save:hover { background: var(--bg-subtle); }
        .save.unsaved::after { content: ""; width: 7px; height: 7px; border-radius: 50%; background: var(--accent); }
        .save > svg { display: none; }
        @media (max-width: 767px) { .save { gap: 4px; padding: 0 8px; } .save > svg { display: block; } .save > span { display: none; } }
        @media (max-width: 400px) { padding: 8px; gap: 6px; > button.large { padding: 0 8px; } .kind select { padding: 0 20px 0 6px; } .kind svg { right: 4px; } }
        @media (max-width: 600px) { .namespace button { flex: none; max-width: 62%; } .namespace:has(button) code { display: none; } }
        .namespace button { height: 24px; flex: 0 1 auto; min-width: 96px; padding: 0 6px; color: var(--accent); overflow: hidden; text-overflow: ellipsis; display: block; }
        "#,
    );
    let send = use_send();
    let draft = use_select(tab, |app, tab| app.tabs().get(*tab).cloned());
    let problem = use_select(tab, |app, tab| app.mirror(*tab).url_problem.clone());
    let undefined = use_select(tab, |app, tab| app.mirror(*tab).undefined.clone());
    let scopes = use_select(tab, |app, tab| app.scopes(*tab));
    let state = use_select(tab, |app, tab| match *app.mirror(*tab).status {
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
    let is_unsaved = use_select(tab, |app, tab| app.unsaved().contains(tab));
    let save_keys = use_select((), |app, ()| commands::keys_of(Command::Save, app.environment().is_mac));
    let on_save = press(&send, tab, |tab| Msg::Library(LibraryMsg::Save(tab)));
    let on_press = press(&send, (tab, state), |(tab, state)| match state {
        Press::Connect => Msg::Session(tab, SessionMsg::Connect),
        Press::Cancel | Press::Stop | Press::Disconnect => Msg::Session(tab, SessionMsg::Disconnect),
    });
    let (label, kind) = match state {
        Press::Connect => ("Connect", ButtonKind::Primary),
        Press::Cancel => ("Cancel", ButtonKind::Plain),
        Press::Stop => ("Stop", ButtonKind::Plain),
        Press::Disconnect => ("Disconnect", ButtonKind::Danger),
    };
    let look = ButtonLook { size: ButtonSize::Large, ..kind.into() };
    let Some(request) = draft.as_ref().map(|tab| &tab.request) else { return Html::default() };
    let on_kind = send
        .reform(move |name: AttrValue| Msg::Request(tab, RequestMsg::Kind(Protocol::named(&name).unwrap_or_default())));
    let define = undefined.filter(|_| problem.is_some()).map(|name| define_button(&name, &send));
    let (placeholder, about) = match request.kind {
        Protocol::Raw => ("wss://example.com/socket", Html::default()),
        Protocol::SocketIo => {
            // With the values of its variables: a host may be one, and a whole path.
            let url = variables::resolve_url(&request.url, &scopes).unwrap_or_else(|_| (&request.url).into());
            ("https://example.com/namespace", namespace(tab, request, &url, &send))
        }
    };
    html! {
        <div class={style}>
            <div data-focus="url">
                <TextField
                    name="URL"
                    value={request.url.clone()}
                    {placeholder}
                    problem={problem.map(AttrValue::Rc)}
                    oninput={on_input}
                    onenter={on_enter}
                    prefix={html! {
                        <span class="kind">
                            <Select name="Kind" options={options::<Protocol>()} value={request.kind.name()} onchange={on_kind} />
                        </span>
                    }}
                />
            </div>
            <button
                type="button"
                class={classes!("save", is_unsaved.then_some("unsaved"))}
                aria-label="Save"
                title={if is_unsaved { format!("Unsaved changes · {save_keys}") } else { save_keys }}
                onclick={on_save}
            >
                { icon(IconName::Save, 16) }<span>{ "Save" }</span>
            </button>
            { button(look, label, on_press) }
            if let Some(define) = define { <div class="namespace">{ define }</div> }
            { about }
        </div>
    }
}

/// Opens the variables with one of this name.
pub fn define_button(name: &str, send: &Callback<Msg>) -> Html {
    let wanted = name.to_string();
    let onclick = send.reform(move |_: MouseEvent| Msg::Variables(VariablesMsg::Define(wanted.clone())));
    button(ButtonKind::Plain, ["Define ", name].concat(), onclick)
}

/// What the URL means to Socket.IO.
fn namespace(tab: TabId, request: &Request, url: &str, send: &Callback<Msg>) -> Html {
    let Ok(target) = Target::parse(url) else {
        return html! { <div class="namespace"><span>{ "The path of the URL is the namespace" }</span></div> };
    };
    let namespace = socket_io::namespace(&target);
    let path = match request.settings.text(Setting::HandshakePath).trim() {
        "" => Setting::HandshakePath.rule().default,
        path => path,
    };
    let (url, path) = (json::quoted(&socket_io::io_url(&target)), json::quoted(path));
    let call = AttrValue::from(["io(", &url, ", { path: ", &path, " })"].concat());
    let on_path = press(send, tab, |tab| Msg::Request(tab, RequestMsg::SocketIo(SocketIoMsg::UsePathForHandshake)));
    html! {
        <div class="namespace">
            <span title={call.clone()}>{ "Namespace " }<b>{ namespace }</b><code>{ " · " }{ &call }</code></span>
            if namespace != "/" {
                { button(ButtonKind::Ghost, ["Use ", namespace, " as handshake path"].concat(), on_path) }
            }
        </div>
    }
}

/// The choices there are, for a [`Select`].
pub fn options<C: Choice>() -> Rc<[(AttrValue, AttrValue)]> {
    C::ALL.iter().map(|(_, name)| (AttrValue::Static(name), AttrValue::Static(name))).collect()
}

/// What a request talks to, in two letters.
pub fn chip(kind: Protocol) -> Html {
    let (tone, capitals) = tone_and_capitals(kind);
    badge(tone, capitals)
}

/// The same for who draws it.
pub fn tone_and_capitals(kind: Protocol) -> (Tone, &'static str) {
    match kind {
        Protocol::Raw => (Tone::Incoming, "WS"),
        Protocol::SocketIo => (Tone::Violet, "IO"),
    }
}
