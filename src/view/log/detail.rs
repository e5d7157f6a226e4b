//! One message in full: laid out or as it came, with what is known of it.

use std::rc::Rc;

use crate::ui::css::use_css;
use duplex_core::app::mirror::DetailState;
use duplex_core::app::msg::{Msg, SessionMsg};
use duplex_core::ids::TabId;
use duplex_core::session::log::{Direction, Kind};
use duplex_core::units;
use duplex_core::wire::{AckState, BodyUse, Detail, Event};
use yew::prelude::*;

use super::answer::{Answering, answer_dialog};
use super::row;
use crate::store::{press, use_select, use_send};
use crate::ui::button::{ButtonKind, ButtonLook, button, icon_button};
use crate::ui::code_editor::{CodeEditor, Language};
use crate::ui::hooks::use_unique_id;
use crate::ui::icon::IconName;
use crate::ui::tabs::{TabItem, TabList};
use crate::view::request_bar::TabProps;

const PRETTY: u64 = 0;
const RAW: u64 = 1;
const HEX: u64 = 2;

/// The detail.
#[component]
pub fn DetailPane(&TabProps { tab, suffix }: &TabProps) -> Html {
    let style = use_css(
        r#"
        display: flex;
        flex-direction: column;
        min-height: 0;
        min-width: 0;
        background: var(--bg-panel);
        .head { display: flex; align-items: center; gap: 2px; padding-right: 8px; border-bottom: 1px solid var(--line); overflow: hidden; flex: none; }
        .head > :first-child { flex: 1; min-width: 0; }
        .meta { display: flex; flex-wrap: wrap; gap: 2px 16px; padding: 6px 12px; color: var(--text-muted); font-size: var(--text-sm); border-bottom: 1px solid var(--line); flex: none; }
        .meta { max-height: 108px; overflow: auto; }
        .meta button { height: 20px; padding: 0 6px; margin-left: 4px; font-size: var(--text-sm); }
        .meta .late { color: var(--warn); }
        .meta b { color: var(--text); font-weight: 600; }
        .hint { padding: 6px 12px; color: var(--warn); background: var(--warn-bg); flex: none; }
        [role="tabpanel"] { flex: 1; min-height: 0; display: grid; }
        @media (max-width: 480px) {
            .head { flex-wrap: wrap; }
            .head > :first-child { flex: 1 0 100%; }
        }
        .gone { padding: var(--space-4); color: var(--text-muted); }
        "#,
    );
    let send = use_send();
    let panel = use_unique_id("detail");
    let state = use_select(tab, |app, tab| app.mirror(*tab).detail.clone());
    let zone_minutes = use_select((), |app, ()| app.environment().zone_minutes);
    // What was chosen last for texts, and for bytes.
    let chosen = use_state(|| (PRETTY, HEX));
    let wrap = use_state(|| true);
    let answering = use_state(|| None::<Answering>);
    let kind = match &state {
        DetailState::Open(detail) => detail.kind,
        DetailState::Loading | DetailState::Gone | DetailState::Closed => Kind::Text,
    };
    let (tabs, shown): (&[(u64, &str)], u64) = match kind {
        Kind::Text | Kind::Event | Kind::Ack => (&[(PRETTY, "Pretty"), (RAW, "Raw"), (HEX, "Hex")], chosen.0),
        Kind::Binary => (&[(RAW, "Raw"), (HEX, "Hex")], chosen.1),
        Kind::Notice | Kind::Problem | Kind::Divider => (&[(RAW, "Raw")], RAW),
    };
    let tabs: Rc<[TabItem]> = tabs.iter().map(|&(id, label)| TabItem::new(id, label)).collect();
    let on_select = Callback::from(move |tab| {
        chosen.set(match kind {
            Kind::Binary => (chosen.0, tab),
            _ => (tab, chosen.1),
        });
    });
    let on_wrap = {
        let wrap = wrap.clone();
        Callback::from(move |_: MouseEvent| wrap.set(!*wrap))
    };
    let on_key = {
        let send = send.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" && !event.default_prevented() {
                send.emit(Msg::Session(tab, SessionMsg::CloseDetail));
            }
        })
    };
    let on_body = |part| on_body(&send, tab, part);
    let on_close = press(&send, tab, |tab| Msg::Session(tab, SessionMsg::CloseDetail));
    html! {
        <section class={style} aria-label={format!("Message detail{suffix}")} onkeydown={on_key}>
            <div class="head">
                <TabList name="Message detail" {tabs} selected={shown} onselect={on_select} panel={panel.clone()} />
                { button(ButtonLook { pressed: Some(*wrap), ..ButtonKind::Ghost.into() }, "Wrap", on_wrap) }
                { button(ButtonKind::Ghost, "Copy", on_body(BodyUse::Copy)) }
                { button(ButtonKind::Ghost, "Save to file", on_body(BodyUse::Save)) }
                { icon_button(IconName::Close, "Close detail", true, on_close) }
            </div>
            { answer_dialog(tab, &answering) }
            { match &state {
                DetailState::Open(detail) => {
                    let beside = detail.event.as_ref().map(|event| about_event(event, detail, Hands { tab, send: &send, answering: &answering }));
                    body(panel, detail, shown, *wrap, zone_minutes, beside)
                }
                DetailState::Gone => html! {
                    <p class="gone">{ "This message is no longer in the log: it was cleared, or the log's limits dropped it." }</p>
                },
                DetailState::Loading | DetailState::Closed => Html::default(),
            } }
        </section>
    }
}

/// Gives the whole of the message, or a part of it.
fn on_body(send: &Callback<Msg>, tab: TabId, part: BodyUse) -> Callback<MouseEvent> {
    press(send, (tab, part), |(tab, part)| Msg::Session(tab, SessionMsg::Body(part)))
}

/// What the buttons of an event need.
struct Hands<'a> {
    tab: TabId,
    send: &'a Callback<Msg>,
    answering: &'a UseStateHandle<Option<Answering>>,
}

/// What an event or an ack has beside its arguments.
fn about_event(event: &Event, detail: &Detail, Hands { tab, send, answering }: Hands<'_>) -> Html {
    let ack = event.ack.map(|ack| {
        let (label, to_other) = match detail.kind {
            Kind::Ack => ([" #", &ack.id.to_string()].concat(), "Go to its event"),
            _ => (String::new(), "Go to its ack"),
        };
        let act = match ack.other {
            Some(other) => button(
                ButtonKind::Plain,
                to_other,
                press(send, (tab, other), |(tab, other)| Msg::Session(tab, SessionMsg::Find(other))),
            ),
            None if row::is_for_us(&ack, detail.direction) => {
                let (answering, answered) =
                    (answering.clone(), Answering { seq: detail.seq, name: event.name.clone().into() });
                button(ButtonKind::Plain, "Answer", Callback::from(move |_| answering.set(Some(answered.clone()))))
            }
            None => Html::default(),
        };
        let class = (!row::is_well(ack.state)).then_some("late");
        let words = match ack.state {
            AckState::Waiting => AttrValue::Static("waiting"),
            state => row::ack_words(state),
        };
        html! { <span>{ "Ack" }{ label }{ " " }<b {class}>{ words }</b>{ act }</span> }
    });
    let attachments = detail.attachments.iter().zip(0..).map(|(n_bytes, place)| {
        let save = ["Save attachment ", &(place + 1).to_string()].concat();
        html! {
            <span>
                <b>{ units::bytes(*n_bytes) }</b>
                { button(ButtonKind::Plain, save, on_body(send, tab, BodyUse::Attachment(place))) }
            </span>
        }
    });
    html! {
        <>
            { for ack }
            { for attachments }
        </>
    }
}

fn body(
    panel: AttrValue,
    detail: &Detail,
    shown: u64,
    wrap: bool,
    zone_minutes: i32,
    about_event: Option<Html>,
) -> Html {
    let pretty = detail.pretty.as_ref().filter(|_| shown == PRETTY);
    let (text, n_shown, label) = match shown {
        HEX => (&detail.hex, detail.n_dumped, "Hex"),
        RAW => (&detail.raw, detail.n_shown, "Raw"),
        _ => (pretty.unwrap_or(&detail.raw), detail.n_shown, "Pretty"),
    };
    html! {
        <>
            <div class="meta">
                { for detail.event.as_ref().filter(|event| !event.name.is_empty()).map(|event| fact("Event ", event.name.clone())) }
                { fact(verb(detail.direction), units::iso(detail.at, zone_minutes)) }
                if detail.direction != Direction::System {
                    { fact("Size ", units::bytes(detail.n_bytes)) }
                }
                { fact("Type ", kind(detail).to_string()) }
                { for about_event }
            </div>
            if detail.n_kept < detail.n_bytes {
                <p class="hint">
                    { "Over the maximum message size: the first " }{ units::bytes(detail.n_kept) }{ " of " }
                    { units::bytes(detail.n_bytes) }{ " were kept." }
                </p>
            } else if n_shown < detail.n_bytes {
                <p class="hint">
                    { "The first " }{ units::bytes(n_shown) }{ " of " }{ units::bytes(detail.n_bytes) }
                    { ". Copy and Save to file give all of it." }
                </p>
            }
            if let (Some(problem), true) = (&detail.problem, shown == PRETTY) {
                <p class="hint">{ "Not laid out, this is not JSON: " }{ problem }</p>
            }
            <div role="tabpanel" id={panel} aria-label={label}>
                <CodeEditor
                    label="Message body"
                    text={text.clone()}
                    language={if pretty.is_some() { Language::Json } else { Language::Text }}
                    read_only=true
                    {wrap}
                />
            </div>
        </>
    }
}

fn fact(label: &'static str, value: String) -> Html {
    html! { <span>{ label }<b>{ value }</b></span> }
}

fn verb(direction: Direction) -> &'static str {
    match direction {
        Direction::Incoming => "Received ",
        Direction::Outgoing => "Sent ",
        Direction::System => "At ",
    }
}

fn kind(detail: &Detail) -> &'static str {
    match detail.kind {
        Kind::Text if detail.pretty.is_some() => "JSON",
        Kind::Text => "Text",
        Kind::Binary => "Binary",
        Kind::Event => "Event",
        Kind::Ack => "Ack",
        Kind::Notice | Kind::Divider => "System",
        Kind::Problem => "Problem",
    }
}
