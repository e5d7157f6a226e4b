//! The foot of the screen: the connection in a line, and what went over it.

use crate::ui::css::use_css;
use duplex_core::units;
use duplex_core::wire::Status;
use yew::prelude::*;

use super::request_bar::TabProps;
use crate::store::use_select;
use crate::ui::badge::{Dot, Tone};

/// The foot of the screen.
#[component]
pub fn StatusBar(&TabProps { tab }: &TabProps) -> Html {
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
        .state { display: flex; align-items: center; gap: 6px; }
        .in { color: var(--incoming); }
        .out { color: var(--outgoing); }
        @media (max-width: 480px) { gap: 8px; .bytes { display: none; } }
        .cut { min-width: 0; overflow: hidden; text-overflow: ellipsis; }
        "#,
    );
    let status = use_select(tab, |app, tab| app.mirror(*tab).status.clone());
    let seconds = use_select(tab, |app, tab| app.seconds(*tab));
    let traffic = use_select(tab, |app, tab| app.mirror(*tab).traffic);
    html! {
        <footer class={style}>
            <span class="state">
                <Dot tone={tone(&status)} /><b>{ words(&status) }</b>
                { seconds.map(units::uptime) }
            </span>
            { protocol(&status) }
            { traffic_html("in", "↓", "received", traffic.n_received, traffic.bytes_received) }
            { traffic_html("out", "↑", "sent", traffic.n_sent, traffic.bytes_sent) }
        </footer>
    }
}

/// A state in a word or two.
pub fn words(status: &Status) -> &'static str {
    match status {
        Status::NotConnected => "Not connected",
        Status::Connecting { .. } => "Connecting",
        Status::Connected { .. } => "Connected",
        Status::Closing => "Closing",
        Status::Disconnected(_) => "Disconnected",
        Status::Failed(_) => "Failed",
    }
}

/// A state in a colour.
pub fn tone(status: &Status) -> Tone {
    match status {
        Status::NotConnected | Status::Disconnected(_) => Tone::Neutral,
        Status::Connecting { .. } | Status::Closing => Tone::Warn,
        Status::Connected { .. } => Tone::Ok,
        Status::Failed(_) => Tone::Danger,
    }
}

fn protocol(status: &Status) -> Html {
    match status {
        Status::Connected { subprotocol, .. } if !subprotocol.is_empty() => {
            html! { <span>{ "WebSocket · " }<b>{ subprotocol }</b></span> }
        }
        Status::Connected { .. } => html! { <span>{ "WebSocket" }</span> },
        Status::Disconnected(why) | Status::Failed(why) => html! { <span class="cut">{ why }</span> },
        Status::NotConnected | Status::Connecting { .. } | Status::Closing => Html::default(),
    }
}

fn traffic_html(class: &'static str, arrow: &'static str, name: &'static str, n_messages: u64, n_bytes: u64) -> Html {
    html! {
        <span {class}>
            <span aria-hidden="true">{ arrow }</span><span class="sr-only">{ name }</span>{ " " }
            <b>{ units::count(n_messages) }</b><span class="bytes">{ " · " }{ units::bytes(n_bytes) }</span>
        </span>
    }
}
