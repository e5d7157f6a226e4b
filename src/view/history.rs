//! What was connected and sent, by day: a part of the side.

use duplex_core::app::history::{History, Visit};
use duplex_core::app::msg::{HistoryMsg, Msg};
use duplex_core::app::shared::Shared;
use duplex_core::ids::ItemId;
use duplex_core::units;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::request_bar::chip;
use crate::store::{use_select, use_send};
use crate::ui::button::{ButtonKind, button, icon_button};
use crate::ui::css::use_css;
use crate::ui::field::SearchField;
use crate::ui::icon::IconName;

/// The rows, as the keyboard walks over them.
const ROW: &str = "button[data-visit]";

/// So many rows are drawn at first, and so many more when asked: all at once would take several frames.
const N_DRAWN: usize = 100;

/// The history.
#[component]
pub fn HistoryPane() -> Html {
    let style = use_css(
        r#"
        display: flex;
        flex-direction: column;
        flex: 1;
        min-height: 0;
        > .bar { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 8px; padding: 8px; }
        > .days { flex: 1; min-height: 0; padding: 0 6px 8px; overflow: auto; overscroll-behavior: contain; }
        .head { display: flex; align-items: center; gap: 8px; padding-left: 8px; }
        .head > h2 { padding: 0; flex: 1; min-width: 0; color: var(--text-muted); font-size: var(--text-sm); }
        li > button[data-visit] {
            display: flex;
            align-items: center;
            gap: 8px;
            width: 100%;
            height: var(--row);
            padding: 0 8px;
            border: 0;
            border-radius: var(--radius-sm);
            background: transparent;
            text-align: start;
            white-space: nowrap;
            content-visibility: auto;
            contain-intrinsic-height: auto var(--row);
        }
        li > button[data-visit]:hover { background: var(--bg-subtle); }
        li > button[data-visit]:focus-visible { box-shadow: inset 0 0 0 2px var(--accent); }
        .way { flex: none; width: 12px; color: var(--system); }
        .way.out { color: var(--outgoing); }
        .title { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; }
        .more, time { flex: none; color: var(--text-faint); font: var(--text-xs) var(--font-mono); }
        p { padding: 8px 14px; color: var(--text-muted); }
        > .foot { padding: 6px 14px; border-top: 1px solid var(--line); font-size: var(--text-xs); }
        @media (pointer: coarse) { li > button[data-visit] { height: 36px; } }
        "#,
    );
    let send = use_send();
    let days = use_select((), |app, ()| app.history().days().clone());
    // With the days they are of: what is called today changes at midnight.
    let names = use_select((), |app, ()| {
        app.history().days().iter().map(|day| app.day_name(&day.date)).collect::<Vec<String>>()
    });
    let text = use_state(String::new);
    let small = text.to_lowercase();
    let words: Vec<&str> = small.split_whitespace().collect();
    let n_drawn = use_state_eq(|| N_DRAWN);
    let (mut room, mut n_more) = (*n_drawn, 0);
    let shown: Vec<(&str, &str, Vec<&Shared<Visit>>)> = days
        .iter()
        .zip(&names)
        .map(|(day, name)| {
            let mut visits: Vec<_> = day.visits.iter().rev().filter(|visit| visit.has(&words)).collect();
            n_more += visits.len().saturating_sub(room);
            visits.truncate(room);
            room -= visits.len();
            (&*day.date, &**name, visits)
        })
        .filter(|(_, _, visits)| !visits.is_empty())
        .collect();
    // One row is reached by Tab; the arrows go on from there.
    let current = use_state_eq(|| None::<ItemId>);
    let ids: Vec<ItemId> = shown.iter().flat_map(|(_, _, visits)| visits.iter().map(|visit| visit.id)).collect();
    let tab_stop = current.filter(|id| ids.contains(id)).or_else(|| ids.first().copied());
    let onfocusin = Callback::from(move |event: FocusEvent| {
        if let Some(id) = visit_at(&event) {
            current.set(Some(id));
        }
    });
    let onclick = {
        let send = send.clone();
        Callback::from(move |event: MouseEvent| {
            if let Some(id) = visit_at(&event) {
                send.emit(Msg::History(HistoryMsg::Open(id)));
            }
        })
    };
    let zone_minutes = use_select((), |app, ()| app.environment().zone_minutes);
    let clear = |date: Option<&str>| {
        let date = date.map(str::to_string);
        send.reform(move |_: MouseEvent| Msg::History(HistoryMsg::Clear(date.clone())))
    };
    let on_older = Callback::from(move |_: MouseEvent| n_drawn.set(*n_drawn + N_DRAWN));
    let is_empty = days.iter().all(|day| day.visits.is_empty());
    html! {
        <div class={style}>
            if !is_empty {
                <div class="bar">
                    <SearchField
                        name="Filter history"
                        placeholder="Filter"
                        value={(*text).clone()}
                        oninput={Callback::from(move |typed| text.set(typed))}
                    />
                    { button(ButtonKind::Ghost, "Clear history", clear(None)) }
                </div>
            }
            if is_empty {
                <p>{ "Nothing yet. What you connect to and send is listed here, to be opened again." }</p>
            } else if shown.is_empty() {
                <p role="status">{ "Nothing in the history has all of these words." }</p>
            }
            <ul class="days" aria-label="History" {onclick} {onfocusin} onkeydown={Callback::from(walk)}>
                { for shown.iter().map(|(date, name, visits)| html! {
                    <li key={(*date).to_string()}>
                        <div class="head">
                            <h2>{ *name }</h2>
                            { icon_button(IconName::Trash, format!("Clear {name}"), true, clear(Some(date))) }
                        </div>
                        <ul aria-label={(*name).to_string()}>
                            { for visits.iter().map(|visit| html! {
                                <VisitRow
                                    key={visit.id.0}
                                    visit={(*visit).clone()}
                                    {zone_minutes}
                                    is_tab_stop={tab_stop == Some(visit.id)}
                                />
                            }) }
                        </ul>
                    </li>
                }) }
            </ul>
            if n_more > 0 {
                { button(ButtonKind::Ghost, format!("Show {} older", n_more.min(N_DRAWN)), on_older) }
            }
            if !is_empty {
                <p class="foot">
                    { format!("The newest {} are kept; messages over 20 kB are left out.", History::MAX_VISITS) }
                </p>
            }
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct VisitRowProps {
    visit: Shared<Visit>,
    zone_minutes: i32,
    is_tab_stop: bool,
}

/// One row: a component of its own, so that one more message draws one row and not hundreds.
#[component]
fn VisitRow(VisitRowProps { visit, zone_minutes, is_tab_stop }: &VisitRowProps) -> Html {
    let (class, arrow, way) = match visit.is_sent {
        true => ("way out", "↑", "Sent"),
        false => ("way", "⇄", "Connected"),
    };
    let url = visit.request.url.trim();
    html! {
        <li>
            <button
                type="button"
                data-visit={visit.id.0.to_string()}
                tabindex={if *is_tab_stop { "0" } else { "-1" }}
                title={(!url.is_empty()).then(|| url.to_string())}
            >
                <span {class} aria-hidden="true">{ arrow }</span><span class="sr-only">{ way }</span>
                { chip(visit.request.kind) }
                <span class="title">{ visit.request.title().to_string() }</span>
                if visit.n_times > 1 { <span class="more">{ format!("×{}", visit.n_times) }</span> }
                <time>{ units::hours(visit.at, *zone_minutes) }</time>
            </button>
        </li>
    }
}

/// The visit of the row that something happened to.
fn visit_at(event: &Event) -> Option<ItemId> {
    let id = row_at(event.target_dyn_into::<Element>())?.get_attribute("data-visit")?;
    id.parse().ok().map(ItemId)
}

fn row_at(element: Option<Element>) -> Option<Element> {
    element?.closest(ROW).ok().flatten()
}

/// The arrows, Home and End go from row to row, over all days.
fn walk(event: KeyboardEvent) {
    let Some(row) = row_at(event.target_dyn_into::<Element>()) else { return };
    let rows = row.closest(".days").ok().flatten().and_then(|list| list.query_selector_all(ROW).ok());
    let rows: Vec<HtmlElement> = rows
        .iter()
        .flat_map(|rows| (0..rows.length()).filter_map(|index| rows.get(index)))
        .filter_map(|node| node.dyn_into().ok())
        .collect();
    let at = rows.iter().position(|other| **other == row).unwrap_or_default();
    let to = match event.key().as_str() {
        "ArrowDown" => at + 1,
        "ArrowUp" => at.saturating_sub(1),
        "Home" => 0,
        "End" => rows.len().saturating_sub(1),
        _ => return,
    };
    event.prevent_default();
    if let Some(row) = rows.get(to) {
        // Refused only by an element that left the page.
        let _ = row.focus();
    }
}
