//! The foot of the screen: the connection in a line, and what went over it.

use crate::ui::css::use_css;
use duplex_core::app::msg::{ConsoleMsg, Msg, Overlay};
use duplex_core::app::room::{N_LIMIT, Room};
use duplex_core::request::socket_io::Version;
use duplex_core::units;
use duplex_core::wire::{About, Engine, Status};
use yew::prelude::*;

use super::request_bar::TabProps;
use crate::store::{press, use_select, use_send};
use crate::ui::badge::{Tone, dot};

/// The foot of the screen.
#[component]
pub fn StatusBar(&TabProps { tab, .. }: &TabProps) -> Html {
    let style = use_css(
        r#"
        display: flex;
        align-items: center;
        gap: 14px;
        padding: 0 12px;
        /* Its numbers change with every frame of a flood, and nothing around it moves. */
        contain: strict;
        white-space: nowrap;
        background: var(--bg-panel);
        border-top: 1px solid var(--line);
        font-size: var(--text-xs);
        color: var(--text-muted);
        font-variant-numeric: tabular-nums;
        b { color: var(--text); font-weight: 600; }
        > .facts { flex: 1; display: flex; align-items: center; gap: inherit; min-width: 0; height: 100%; overflow: hidden; }
        > button { flex: none; height: 22px; padding: 0 8px; border: 0; border-radius: var(--radius-sm); background: none; color: var(--text); font: inherit; font-weight: 600; }
        > button > .figures { color: var(--text-muted); font-weight: 400; }
        > .short, > .short > .figures { color: var(--warn); }
        > .full, > .full > .figures { color: var(--danger); }
        > button:hover, > button[aria-pressed="true"] { background: var(--bg-selected); }
        .mono { font-family: var(--font-mono); }
        .state { display: flex; align-items: center; gap: 6px; }
        .in { color: var(--incoming); }
        .out { color: var(--outgoing); }
        .waiting { color: var(--warn); font-weight: 600; }
        @media (max-width: 480px) { gap: 8px; .bytes { display: none; } }
        @media (max-width: 767px) { .sid, > :not(.short, .full) > .figures { display: none; } }
        .cut { min-width: 0; overflow: hidden; text-overflow: ellipsis; }
        "#,
    );
    let status = use_select(tab, |app, tab| app.mirror(*tab).status.clone());
    let seconds = use_select(tab, |app, tab| app.seconds(*tab));
    let about = use_select(tab, |app, tab| app.mirror(*tab).about.clone());
    let is_console_open = use_select((), |app, ()| app.is_console_open());
    let n_used = use_select((), |app, ()| app.n_used());
    let room = use_select((), |app, ()| app.room());
    let send = use_send();
    let rates = use_select(tab, |app, tab| app.mirror(*tab).rates);
    let is_online = use_select((), |app, ()| app.environment().surroundings.is_online);
    let traffic = use_select(tab, |app, tab| app.mirror(*tab).traffic);
    html! {
        <footer class={style}>
            <div class="facts">
                <span class="state">
                    { dot(tone(&status)) }<b>{ words(&status) }</b>
                    { seconds.map(|seconds| match *status {
                        Status::Reconnecting { .. } => format!("in {seconds} s"),
                        _ => units::uptime(seconds),
                    }) }
                </span>
                { protocol(&status, &about) }
                { flow(Flow {
                    class: "in",
                    arrow: "↓",
                    name: "received",
                    n_messages: traffic.n_received,
                    n_bytes: traffic.bytes_received,
                    a_second: rates.0,
                }) }
                { flow(Flow {
                    class: "out",
                    arrow: "↑",
                    name: "sent",
                    n_messages: traffic.n_sent,
                    n_bytes: traffic.bytes_sent,
                    a_second: rates.1,
                }) }
                if traffic.bytes_waiting > 0 {
                    <span class="waiting">{ units::bytes(traffic.bytes_waiting) }{ " waiting to be sent" }</span>
                }
                if !is_online {
                    <span class="waiting">{ "This computer is offline" }</span>
                }
            </div>
            <button
                type="button"
                class={match room {
                    Room::Enough => None,
                    Room::Short | Room::ReadOnly => Some("short"),
                    Room::NearlyFull | Room::None => Some("full"),
                }}
                onclick={press(&send, (), |()| Msg::Show(Some(Overlay::Storage)))}
            >
                { "Storage" }
                <span class="figures">{ " " }{ units::bytes(n_used) }{ " of " }{ units::bytes(N_LIMIT) }</span>
                { match room {
                    Room::Enough | Room::Short => "",
                    Room::NearlyFull => ", nearly full",
                    Room::ReadOnly => ", read-only",
                    Room::None => ", not available",
                } }
            </button>
            <button
                type="button"
                aria-pressed={if is_console_open { "true" } else { "false" }}
                onclick={press(&send, (), |()| Msg::Console(ConsoleMsg::Toggle))}
            >
                { "Console" }
            </button>
        </footer>
    }
}

/// A state in words, as they are everywhere.
pub fn words(status: &Status) -> AttrValue {
    AttrValue::Static(match *status {
        Status::NotConnected => "Not connected",
        Status::Connecting { .. } => "Connecting",
        Status::Connected { .. } => "Connected",
        Status::Reconnecting { attempt, n_attempts: 0, .. } => return format!("Reconnecting {attempt}").into(),
        Status::Reconnecting { attempt, n_attempts, .. } => {
            return format!("Reconnecting {attempt} of {n_attempts}").into();
        }
        Status::Closing => "Closing",
        Status::Disconnected(_) => "Disconnected",
        Status::Failed(_) => "Failed",
    })
}

/// A state in a colour.
pub fn tone(status: &Status) -> Tone {
    match status {
        Status::NotConnected | Status::Disconnected(_) => Tone::Neutral,
        Status::Connecting { .. } | Status::Reconnecting { .. } | Status::Closing => Tone::Warn,
        Status::Connected { .. } => Tone::Ok,
        Status::Failed(_) => Tone::Danger,
    }
}

fn protocol(status: &Status, about: &About) -> Html {
    match (status, &about.connect.socket_io) {
        (Status::Connected { .. }, Some(socket_io)) => of_socket_io(socket_io.version, about.engine.as_ref()),
        (Status::Connected { .. }, None) if !about.subprotocol.is_empty() => {
            html! { <span class="cut">{ "WebSocket · " }<b>{ &about.subprotocol }</b></span> }
        }
        (Status::Connected { .. }, None) => html! { <span>{ "WebSocket" }</span> },
        (Status::Disconnected(ending) | Status::Failed(ending), _) => {
            html! { <span class="cut">{ &ending.words }</span> }
        }
        (Status::NotConnected | Status::Connecting { .. } | Status::Reconnecting { .. } | Status::Closing, _) => {
            Html::default()
        }
    }
}

/// The protocol, the transport, the socket's id and the round trip, as far as they are known.
fn of_socket_io(version: Version, engine: Option<&Engine>) -> Html {
    let name = match version {
        Version::V2 => "Socket.IO 2",
        Version::V3 => "Socket.IO 3",
        Version::V4 => "Socket.IO 4",
    };
    let Some(engine) = engine else { return html! { <span>{ name }</span> } };
    let sid = &engine.sid;
    // Its ends are what one compares.
    let short = match (sid.get(..4), sid.len().checked_sub(2).and_then(|from| sid.get(from..))) {
        (Some(start), Some(end)) if sid.len() > 8 => [start, "…", end].concat(),
        _ => sid.clone(),
    };
    html! {
        <>
            <span>{ name }<span class="sid">{ " · " }{ &engine.transport }</span></span>
            if !sid.is_empty() {
                <span class="sid" title={sid.clone()}>{ "sid " }<b class="mono">{ short }</b></span>
            }
            if let Some(micros) = engine.rtt_micros {
                <span class="sid">{ "RTT " }<b>{ units::span(micros) }</b></span>
            }
        </>
    }
}

/// One direction of the traffic, for the foot of the screen.
struct Flow {
    class: &'static str,
    arrow: &'static str,
    name: &'static str,
    n_messages: u64,
    n_bytes: u64,
    a_second: u64,
}

fn flow(Flow { class, arrow, name, n_messages, n_bytes, a_second }: Flow) -> Html {
    html! {
        <span {class}>
            <span aria-hidden="true">{ arrow }</span><span class="sr-only">{ name }</span>{ " " }
            <b>{ units::count(n_messages) }</b>
            <span class="bytes">
                { " · " }{ units::bytes(n_bytes) }
                if a_second > 0 { { " · " }{ units::count(a_second) }{ "/s" } }
            </span>
        </span>
    }
}
