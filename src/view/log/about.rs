//! All that is known of a connection, in a dialog.

use duplex_core::app::msg::{Msg, SessionMsg};
use duplex_core::app::snippet::Snippet;
use duplex_core::ids::TabId;
use duplex_core::request::socket_io::{Version, namespace};
use duplex_core::request::target::Target;
use duplex_core::units;
use duplex_core::wire::Status;
use yew::prelude::*;

use crate::store::{press, use_select, use_send};
use crate::ui::button::{ButtonKind, button};
use crate::ui::dialog::Dialog;
use crate::ui::facts::facts;
use crate::view::composer::copy_buttons;
use crate::view::status_bar::words;

/// What an [`AboutDialog`] is given.
#[derive(PartialEq, Properties)]
pub struct AboutDialogProps {
    /// Whose connection.
    pub tab: TabId,
    /// It is to be closed.
    pub onclose: Callback<()>,
}

/// Which protocol a client of that version speaks.
fn protocol(version: Version) -> &'static str {
    match version {
        Version::V2 => "Socket.IO v2 (Engine.IO 3)",
        Version::V3 => "Socket.IO v3 (Engine.IO 4)",
        Version::V4 => "Socket.IO v4 (Engine.IO 4)",
    }
}

/// The dialog.
#[component]
pub fn AboutDialog(props: &AboutDialogProps) -> Html {
    let tab = props.tab;
    let send = use_send();
    let draft = use_select(tab, |app, tab| app.tabs().get(*tab).cloned());
    let kind = draft.map(|tab| tab.request.kind).unwrap_or_default();
    let status = use_select(tab, |app, tab| app.mirror(*tab).status.clone());
    let about = use_select(tab, |app, tab| app.mirror(*tab).about.clone());
    let traffic = use_select(tab, |app, tab| app.mirror(*tab).traffic);
    let seconds = use_select(tab, |app, tab| app.seconds(*tab));
    let zone_minutes = use_select((), |app, ()| app.environment().zone_minutes);
    let mut rows: Vec<(AttrValue, Html)> = Vec::new();
    let mut row = |label: &'static str, value: String| {
        if !value.is_empty() {
            rows.push((AttrValue::Static(label), html! { { value } }));
        }
    };
    row("State", words(&status).to_string());
    if about.number > 0 {
        let before = about.before;
        let both = |n: u64, n_bytes: u64| format!("{} · {}", units::messages(n), units::bytes(n_bytes));
        row("URL", about.connect.url.clone());
        match &about.connect.socket_io {
            None => row("Protocol", "WebSocket".to_string()),
            Some(socket_io) => {
                row("Protocol", protocol(socket_io.version).to_string());
                let target = Target::parse(&about.connect.url);
                row("Namespace", target.map(|target| namespace(&target).to_string()).unwrap_or_default());
                row("Handshake path", socket_io.path.clone());
            }
        }
        if let Some(engine) = &about.engine {
            let millis = |millis: u64| units::span(millis * 1000);
            row("Transport", engine.transport.clone());
            row("Socket id", engine.sid.clone());
            row("Recovered", if engine.is_recovered { "yes" } else { "no" }.to_string());
            row("Ping interval", millis(engine.ping_interval_millis));
            row("Ping timeout", millis(engine.ping_timeout_millis));
            row("Largest message", engine.max_payload_bytes.map(units::bytes).unwrap_or_default());
            row("Round trip", engine.rtt_micros.map(units::span).unwrap_or_default());
        }
        row("Subprotocols offered", about.connect.subprotocols.join(", "));
        row("Subprotocol", about.subprotocol.clone());
        row("Extensions", about.extensions.clone());
        row("Connection", format!("{} of this session", about.number));
        row("Begun", units::iso(about.began_at, zone_minutes));
        if let Some(at) = about.opened_at {
            row("Open after", units::span(at.micros_since(about.began_at)));
            let end = about.ended_at.map(|end| units::span(end.micros_since(at)));
            match (end, &*status, seconds) {
                (Some(lasted), ..) => row("Lasted", lasted),
                (None, Status::Connected { .. }, Some(seconds)) => row("Uptime", units::uptime(seconds)),
                (None, ..) => {}
            }
            row(
                "Received",
                both(traffic.n_received - before.n_received, traffic.bytes_received - before.bytes_received),
            );
            row("Sent", both(traffic.n_sent - before.n_sent, traffic.bytes_sent - before.bytes_sent));
            if traffic.received_at > at {
                row("Last received", units::clock(traffic.received_at, zone_minutes));
            }
        }
        if traffic.bytes_waiting > 0 {
            row("Waiting to be sent", units::bytes(traffic.bytes_waiting));
        }
        row("Last close", about.last_end.clone());
    }
    let on_report = press(&send, tab, |tab| Msg::Session(tab, SessionMsg::Copy(Snippet::Report)));
    html! {
        <Dialog
            title="Connection details"
            onclose={props.onclose.clone()}
            actions={html! {
                <>
                    { copy_buttons(tab, kind, &send) }
                    if about.number > 0 { { button(ButtonKind::Plain, "Copy report", on_report) } }
                </>
            }}
        >
            { facts(rows) }
        </Dialog>
    }
}
