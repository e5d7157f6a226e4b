//! The window over the log: the rows on the screen, moving through them, and the way back to the newest.

use crate::ui::css::use_css;
use duplex_core::app::msg::{Move, Msg, SessionMsg};
use duplex_core::units;
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use super::answer::{Answering, answer_dialog};
use super::row::{self, Look};
use crate::store::{press, use_select, use_send, use_store};
use crate::ui::button::{ButtonKind, ButtonLook, button};
use crate::ui::icon::IconName;
use crate::ui::virtual_list::{Reveal, VirtualList};
use crate::view::request_bar::TabProps;

/// The rows.
#[component]
pub fn Rows(&TabProps { tab, .. }: &TabProps) -> Html {
    let style = use_css(
        r#"
        position: relative;
        display: grid;
        grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
        min-height: 0;
        min-width: 0;
        background: var(--bg-panel);
        > .dropped { padding: 5px 12px; color: var(--warn); background: var(--warn-bg); }
        > .grid { display: grid; grid-template: minmax(0, 1fr) / minmax(0, 1fr); min-height: 0; grid-row: 2; }
        > .none-match { grid-row: 2; grid-column: 1; place-self: center; padding: var(--space-4); color: var(--text-muted); }
        > .newer { position: absolute; right: 18px; bottom: 12px; border-radius: var(--radius-full); box-shadow: var(--shadow-pop); }
        .row {
            height: var(--row);
            /* Of fixed widths, but for the kind: laying rows out is most of what a frame costs in a flood. */
            display: flex;
            gap: 8px;
            align-items: center;
            padding: 0 12px;
            border-bottom: 1px solid color-mix(in srgb, var(--line) 55%, transparent);
            white-space: nowrap;
            cursor: default;
            outline: none;
        }
        .row:hover { background: var(--bg-subtle); }
        .row.joined { box-shadow: inset 3px 0 0 var(--accent); background: color-mix(in srgb, var(--bg-selected) 45%, transparent); }
        .row.sel { background: var(--bg-selected); }
        [role="grid"]:focus-visible .row.sel { box-shadow: inset 0 0 0 2px var(--accent); }
        .row > span { flex: none; }
        .row .a { width: 16px; }
        .row .t { width: 92px; }
        .row .d { width: 66px; }
        .row .z { width: 62px; }
        .row > .pv { flex: 1; min-width: 48px; }
        .row > .k { flex: 0 1 auto; max-width: 52%; min-width: 0; overflow: hidden; display: flex; align-items: center; gap: 6px; }
        .row > .k:empty { display: none; }
        .row .pv { overflow: hidden; text-overflow: ellipsis; font: var(--text-sm) var(--font-mono); }
        .row .t, .row .d, .row .z { font: var(--text-xs) var(--font-mono); color: var(--text-faint); }
        .row .d, .row .z { text-align: right; }
        .row.in .a, .row.in .tag { color: var(--incoming); }
        .row.out .a, .row.out .tag { color: var(--outgoing); }
        .row.sys .a { color: var(--system); }
        .row.sys .pv { color: var(--text-muted); }
        .row.bad .a, .row.bad .pv, .row.bad .tag { color: var(--danger); }
        .row.divider { background: var(--bg-subtle); border-top: 1px solid var(--line-strong); }
        .row.divider .pv { color: var(--text); font-weight: 600; }
        .row .none { color: var(--text-faint); }
        .row .tag { font: 600 var(--text-xs)/18px var(--font-mono); padding: 0 7px; border-radius: 4px; background: var(--bg-subtle); }
        .row .tag.ev { flex: 0 1 auto; min-width: 24px; overflow: hidden; text-overflow: ellipsis; border: 0; color: var(--ink); background: color-mix(in srgb, var(--ink) 8%, transparent); }
        .row .ack, .row .answer { flex: 0 1 auto; min-width: 0; height: 20px; padding: 0 2px; overflow: hidden; text-overflow: ellipsis; border: 0; border-radius: 4px; background: none; color: var(--text-faint); font: var(--text-xs)/20px var(--font-mono); }
        .row .ack.late { color: var(--warn); }
        .row .answer { flex: none; padding: 0 8px; border: 1px solid var(--line-strong); line-height: 18px; background: var(--bg-raised); color: var(--accent); font-family: var(--font-ui); font-weight: 600; }
        .row button:hover { text-decoration: underline; }
        .row mark { background: var(--warn-bg); color: inherit; outline: 1px solid color-mix(in srgb, var(--warn) 45%, transparent); border-radius: 2px; }
        @media (max-width: 600px) {
            .row .d { display: none; }
        }
        @media (max-width: 400px) {
            .row .z { display: none; }
        }
        "#,
    );
    let send = use_send();
    let store = use_store();
    let window = use_select(tab, |app, tab| app.mirror(*tab).window.clone());
    let (first, end) = use_select(tab, |app, tab| app.mirror(*tab).head.rows);
    let generation = use_select(tab, |app, tab| app.mirror(*tab).head.generation);
    let n_dropped = use_select(tab, |app, tab| app.mirror(*tab).head.n_dropped);
    let is_searched = use_select(tab, |app, tab| {
        let head = &app.mirror(*tab).head;
        head.n_matching.is_some() && !head.is_scanning
    });
    let following = use_select(tab, |app, tab| app.mirror(*tab).following);
    let selected = use_select(tab, |app, tab| app.mirror(*tab).selected);
    let joined = use_select(tab, |app, tab| app.mirror(*tab).joined());
    let colours = use_select(tab, |app, tab| {
        app.tabs().get(*tab).map(|tab| tab.request.socket_io.listeners.colours()).unwrap_or_default()
    });
    let answering = use_state(|| None::<Answering>);
    let reveal = use_select(tab, |app, tab| app.mirror(*tab).reveal);
    let n_new = use_select(tab, |app, tab| app.mirror(*tab).n_new());
    let zone_minutes = use_select((), |app, ()| app.environment().zone_minutes);
    let render_row = use_callback((window, first, generation, selected, joined, colours, zone_minutes), {
        move |ordinal, (window, first, generation, selected, joined, colours, zone_minutes)| {
            let index = ordinal - first + 1;
            let place = usize::try_from(ordinal - window.first_row).ok();
            let is_current = window.generation == *generation;
            match place.and_then(|place| window.rows.get(place)).filter(|_| is_current) {
                Some(row) => {
                    // A message that is looked for has no number of its own yet.
                    let is_selected = selected.is_some_and(|selected| {
                        selected.row == ordinal && selected.seq.is_none_or(|seq| seq == row.seq)
                    });
                    let is_joined = *joined == Some(row.seq);
                    row::row(row, Look { tab, index, is_selected, is_joined, colours, zone_minutes: *zone_minutes })
                }
                None => row::pending(index),
            }
        }
    });
    let on_click = {
        let (send, store, answering) = (send.clone(), store.clone(), answering.clone());
        Callback::from(move |event: MouseEvent| {
            // A drag that marks text is not a click on the row.
            let is_marking = web_sys::window()
                .and_then(|window| window.get_selection().ok()?)
                .is_some_and(|selection| !selection.is_collapsed());
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let act = target.as_ref().and_then(|target| target.closest("[data-act]").ok()??.get_attribute("data-act"));
            let row = target.and_then(|target| target.closest("[aria-rowindex]").ok()?);
            let index = row.and_then(|row| row.get_attribute("aria-rowindex")?.parse::<i64>().ok());
            let (Some(index), false) = (index, is_marking) else {
                return;
            };
            let ordinal = index - 1 + store.read(|app| app.mirror(tab).head.rows.0);
            let found = store.read(|app| app.mirror(tab).row(ordinal).map(|row| (row.seq, row.event.clone())));
            if let (Some(act), Some((seq, Some(duplex_core::wire::Event { name, ack: Some(ack) })))) = (act, &found) {
                match ack.other {
                    Some(other) if act == "other" => send.emit(Msg::Session(tab, SessionMsg::Find(other))),
                    _ => answering.set(Some(Answering { seq: *seq, name: name.clone().into() })),
                }
                return;
            }
            if let Some((seq, _)) = found {
                send.emit(Msg::Session(tab, SessionMsg::Select { row: ordinal, seq }));
                send.emit(Msg::Session(tab, SessionMsg::OpenDetail));
            }
        })
    };
    let on_key = {
        let send = send.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.ctrl_key() && event.key() == "f" {
                event.prevent_default();
                send.emit(Msg::Session(tab, SessionMsg::FindInLog));
                return;
            }
            if event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            let msg = match event.key().as_str() {
                "ArrowDown" => SessionMsg::Move(Move::By(1)),
                "ArrowUp" => SessionMsg::Move(Move::By(-1)),
                "PageDown" => SessionMsg::Move(Move::Screens(1)),
                "PageUp" => SessionMsg::Move(Move::Screens(-1)),
                "Home" => SessionMsg::Move(Move::First),
                "End" => SessionMsg::Move(Move::Last),
                "Enter" => SessionMsg::OpenDetail,
                "Escape" => SessionMsg::CloseDetail,
                "/" => SessionMsg::FindInLog,
                _ => return,
            };
            event.prevent_default();
            send.emit(Msg::Session(tab, msg));
        })
    };
    html! {
        <div class={style}>
            if n_dropped > 0 {
                <p class="dropped">
                    { units::count(n_dropped) }
                    { " older messages were dropped: a session keeps at most 2,000,000 rows and 512 MB." }
                </p>
            }
            if first == end && is_searched {
                <p class="none-match">{ "No message passes the filter" }</p>
            }
            <div class="grid" data-focus="log" onclick={on_click}>
                <VirtualList
                    key={tab.0}
                    name="Message log"
                    row_count={end - first}
                    header={row::headings()}
                    active={selected.map(|selected| AttrValue::from(row::row_id(tab, selected.row - first + 1)))}
                    onkeydown={on_key}
                    {first}
                    {end}
                    {following}
                    {render_row}
                    reveal={reveal.map(|(ordinal, nonce)| Reveal { ordinal, nonce })}
                    on_range={send.reform(move |(first_row, n_rows)| Msg::Session(tab, SessionMsg::Range { first_row, n_rows }))}
                    on_follow={send.reform(move |following| Msg::Session(tab, SessionMsg::Follow(following)))}
                />
            </div>
            { answer_dialog(tab, &answering) }
            if n_new > 0 {
                <div class="newer">
                    { button(
                        ButtonLook { icon: Some(IconName::ArrowDown), ..ButtonKind::Primary.into() },
                        format!("{} new", units::count(n_new)),
                        press(&send, tab, |tab| Msg::Session(tab, SessionMsg::Follow(true))),
                    ) }
                </div>
            }
        </div>
    }
}
