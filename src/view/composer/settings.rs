//! How the connection is made and kept.

use std::rc::Rc;

use duplex_core::app::msg::{List, Msg, RequestMsg, SocketIoMsg};
use duplex_core::app::sessions::Changes;
use duplex_core::request::Request;
use duplex_core::request::settings::Setting;
use duplex_core::request::socket_io::{Choice, Parser, Protocol, Transports, Version};
use yew::prelude::*;

use super::pairs::{Pairs, Table};
use crate::store::{use_select, use_send};
use crate::ui::badge::tag;
use crate::ui::css::use_css;
use crate::ui::field::SmallField;
use crate::ui::select::Select;
use crate::ui::switch::switch;
use crate::view::request_bar::{TabProps, options};

/// What shapes the handshake and applies after a reconnect.
const CONNECTION: [Setting; 2] = [Setting::HandshakeMillis, Setting::MaxMessageMegabytes];
const SOCKET_IO: [Setting; 2] = [Setting::HandshakePath, Setting::AckMillis];
const CLOSING: [Setting; 2] = [Setting::CloseCode, Setting::CloseReason];
const RECONNECTION: [Setting; 4] =
    [Setting::Attempts, Setting::IntervalMillis, Setting::MaxIntervalMillis, Setting::JitterPercent];
const AFTER: AttrValue = AttrValue::Static("applies after reconnect");

/// The settings.
#[component]
pub fn SettingsPane(&TabProps { tab, .. }: &TabProps) -> Html {
    let style = use_css(
        r#"
        flex: 1;
        min-height: 0;
        overflow: auto;
        padding: 4px 16px 24px;
        > section { padding-top: 16px; }
        h2 { display: flex; align-items: center; gap: 8px; margin-bottom: 8px; font-size: var(--text-md); }
        .fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(190px, 1fr)); gap: 14px 20px; }
        .fields + label { margin-top: 10px; }
        .choice { display: grid; gap: 4px; align-content: start; justify-items: start; }
        p { margin-bottom: 6px; color: var(--text-muted); font-size: var(--text-sm); }
        "#,
    );
    let send = use_send();
    let draft = use_select(tab, |app, tab| app.tabs().get(*tab).cloned());
    let Changes { subprotocols, timeout, socket_io: is_changed, .. } = use_select(tab, |app, tab| app.changes(*tab));
    let Some(Request { kind, settings, socket_io, .. }) = draft.as_ref().map(|tab| &tab.request) else {
        return Html::default();
    };
    let field = |setting: Setting| {
        let rule = setting.rule();
        let is_changed = setting == Setting::HandshakeMillis && timeout;
        html! {
            <SmallField
                key={rule.name}
                label={rule.name}
                value={settings.text(setting).to_string()}
                oninput={send.reform(move |text| Msg::Request(tab, RequestMsg::Setting(setting, text)))}
                placeholder={rule.default}
                unit={(!rule.unit.is_empty()).then_some(rule.unit)}
                tag={is_changed.then_some(AFTER)}
                note={(!rule.note.is_empty()).then_some(rule.note)}
                problem={settings.problem(setting).map(AttrValue::from)}
            />
        }
    };
    let fields = |list: &[Setting]| html! { <div class="fields">{ for list.iter().copied().map(field) }</div> };
    let change = |msg: fn(&str) -> Option<SocketIoMsg>| {
        let send = send.clone();
        Callback::from(move |name: AttrValue| {
            if let Some(msg) = msg(&name) {
                send.emit(Msg::Request(tab, RequestMsg::SocketIo(msg)));
            }
        })
    };
    let of_socket_io = || {
        html! {
            <section>
                <h2>
                    { "Socket.IO" }
                    if is_changed { { tag(&AFTER) } }
                </h2>
                <div class="fields">
                    { choice("Client version", options::<Version>(), socket_io.version.name(), change(|name| {
                        Version::named(name).map(SocketIoMsg::Version)
                    })) }
                    { choice("Transports", options::<Transports>(), socket_io.transports.name(), change(|name| {
                        Transports::named(name).map(SocketIoMsg::Transports)
                    })) }
                    { choice("Parser", options::<Parser>(), socket_io.parser.name(), change(|name| {
                        Parser::named(name).map(SocketIoMsg::Parser)
                    })) }
                    { for SOCKET_IO.into_iter().map(field) }
                </div>
                { switch(
                    html! { "Recover the connection state" },
                    socket_io.recovers,
                    send.reform(move |on| Msg::Request(tab, RequestMsg::SocketIo(SocketIoMsg::Recovers(on)))),
                ) }
                <p>
                    { match socket_io.version {
                        Version::V4 => "After a lost connection, servers from 4.6 on send what was missed, if they are set up for it.",
                        Version::V2 | Version::V3 => "Only servers from 4.6 on can: with this client version it is not asked for.",
                    } }
                </p>
            </section>
        }
    };
    let on_switch = send.reform(move |on| Msg::Request(tab, RequestMsg::Reconnects(on)));
    let is_raw = *kind == Protocol::Raw;
    html! {
        <div class={style}>
            <section>{ fields(&CONNECTION) }</section>
            if is_raw {
                <section>
                    <h2>
                        { "Subprotocols" }
                        if subprotocols { { tag(&AFTER) } }
                    </h2>
                    <p>{ "Offered in this order; the server chooses one." }</p>
                    <Pairs {tab} table={Table::Of(List::Subprotocols)} />
                </section>
            } else {
                { of_socket_io() }
            }
            <section>
                <h2>{ "Reconnection" }</h2>
                { switch(html! { "Connect again when the connection is lost" }, settings.reconnects, on_switch) }
                if settings.reconnects { { fields(&RECONNECTION) } }
            </section>
            if is_raw {
                <section>
                    <h2>{ "Disconnect says" }</h2>
                    { fields(&CLOSING) }
                </section>
            }
            <section>
                <h2>{ "Names of close codes" }</h2>
                <p>{ "What 3000 to 4999 mean in your application, for all requests." }</p>
                <Pairs {tab} table={Table::CloseNames} />
            </section>
        </div>
    }
}

/// A choice of a few below its label.
fn choice(
    name: &'static str,
    options: Rc<[(AttrValue, AttrValue)]>,
    value: &'static str,
    onchange: Callback<AttrValue>,
) -> Html {
    html! {
        <div class="choice" key={name}>
            <span aria-hidden="true">{ name }</span>
            <Select {name} {options} {value} {onchange} />
        </div>
    }
}
