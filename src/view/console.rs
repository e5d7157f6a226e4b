//! The console: every packet, request and decision of the session in front, newest at the bottom.

use duplex_core::app::mirror::Worker;
use duplex_core::app::msg::{ConsoleMsg, Msg};
use duplex_core::session::log::Direction;
use duplex_core::units;
use duplex_core::wire::{Console, ConsoleLine};
use web_sys::Element;
use yew::prelude::*;

use super::request_bar::TabProps;
use crate::store::{press, use_select, use_send};
use crate::ui::button::{ButtonKind, button, icon_button};
use crate::ui::css::use_css;
use crate::ui::field::SearchField;
use crate::ui::icon::IconName;

/// So near to the end, in pixels, the newest lines stay in sight.
const NEAR: i32 = 24;

/// So many lines are drawn while the newest are followed, and all once somebody scrolls: in a flood each is another one five
/// times a second.
const N_FOLLOWED: usize = 100;

/// The console.
#[component]
pub fn ConsolePane(&TabProps { tab, .. }: &TabProps) -> Html {
    let style = use_css(
        r#"
        display: grid;
        grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
        height: 220px;
        min-width: 0;
        border-top: 1px solid var(--line-strong);
        background: var(--bg-panel);
        @media (max-width: 767px) { height: 50dvh; }
        .bar { display: flex; align-items: center; gap: 8px; padding: 4px 8px 4px 12px; border-bottom: 1px solid var(--line); }
        .bar > .search { flex: 0 1 320px; min-width: 60px; }
        .bar > .count { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; color: var(--text-faint); font: var(--text-sm) var(--font-mono); }
        @media (max-width: 480px) { .bar > h2 { display: none; } }
        /* Its end is where it starts from: what is added there stays in sight without a script. */
        .lines { display: flex; flex-direction: column-reverse; overflow: auto; overflow-anchor: none; overscroll-behavior: contain; }
        .lines:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; box-shadow: none; }
        ol { margin-bottom: auto; padding: 4px 0; }
        li { display: flex; gap: 8px; padding: 1px 12px; font: var(--text-xs)/17px var(--font-mono); contain: content; }
        li > time { flex: none; color: var(--text-faint); }
        li > .a { flex: none; width: 12px; color: var(--system); }
        li > [data-text] { flex: 1; min-width: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
        li.in > .a { color: var(--incoming); }
        li.out > .a { color: var(--outgoing); }
        li.sys > [data-text] { color: var(--text-muted); }
        .none { padding: 12px; margin-bottom: auto; color: var(--text-muted); }
        "#,
    );
    let send = use_send();
    let console = use_select(tab, |app, tab| app.mirror(*tab).console.clone());
    let filter = use_select((), |app, ()| AttrValue::from(app.console_filter().to_string()));
    let has_session = use_select(tab, |app, tab| app.mirror(*tab).worker != Worker::None);
    let zone_minutes = use_select((), |app, ()| app.environment().zone_minutes);
    // What stays on the screen while older lines are read.
    let held = use_state(|| None);
    let on_scroll = {
        let (held, console, filter) = (held.clone(), console.clone(), filter.clone());
        Callback::from(move |event: Event| {
            let is_at_end = event.target_unchecked_into::<Element>().scroll_top() >= -NEAR;
            match (is_at_end, held.is_some()) {
                (true, true) => held.set(None),
                (false, false) => held.set(Some((tab, filter.clone(), console.clone()))),
                _ => {}
            }
        })
    };
    let (shown, n_skipped) = match &*held {
        Some((of, with, lines)) if *of == tab && *with == filter => (lines, 0),
        _ => (&console, console.lines.len().saturating_sub(N_FOLLOWED)),
    };
    let none = match (has_session, filter.is_empty()) {
        (false, _) => {
            "Nothing has happened yet. Every packet, request and decision of this tab's connections is listed here."
        }
        (true, true) => "Nothing has happened yet.",
        (true, false) => "No line passes the filter.",
    };
    html! {
        <section class={style} aria-label="Console">
            <div class="bar">
                <h2>{ "Console" }</h2>
                <div class="search">
                    <SearchField
                        name="Filter console"
                        placeholder="Filter"
                        value={filter.clone()}
                        oninput={send.reform(|text| Msg::Console(ConsoleMsg::Filter(text)))}
                    />
                </div>
                <span class="count" role="status" aria-live="off" aria-label="Line count">{ count(&console, &filter) }</span>
                { button(ButtonKind::Ghost, "Copy console", press(&send, (), |()| Msg::Console(ConsoleMsg::Copy))) }
                { icon_button(IconName::Close, "Close console", true, press(&send, (), |()| Msg::Console(ConsoleMsg::Toggle))) }
            </div>
            <div class="lines" tabindex="0" role="group" aria-label="Console lines" onscroll={on_scroll}>
                if shown.lines.is_empty() {
                    <p class="none">{ none }</p>
                } else {
                    <ol>{ for shown.lines.iter().skip(n_skipped).map(|one| line(one, zone_minutes)) }</ol>
                }
            </div>
        </section>
    }
}

fn line(line: &ConsoleLine, zone_minutes: i32) -> Html {
    let (class, arrow) = match line.direction {
        Direction::Incoming => ("in", "↓"),
        Direction::Outgoing => ("out", "↑"),
        Direction::System => ("sys", "•"),
    };
    html! {
        <li key={line.number} {class}>
            <time>{ units::clock(line.at, zone_minutes) }</time>
            <span class="a" aria-hidden="true">{ arrow }</span><span class="sr-only">{ line.direction.name() }</span>
            <span data-text="">{ &line.text }</span>
        </li>
    }
}

/// `1,204 lines`, `37 of 1,204 lines`, and what was dropped.
fn count(console: &Console, filter: &str) -> String {
    let n_lines = units::count(console.n_lines);
    let mut words = vec![&n_lines[..], if console.n_lines == 1 { " line" } else { " lines" }];
    let n_matching = units::count(console.n_matching);
    if !filter.is_empty() {
        words.splice(0..0, [&n_matching[..], " of "]);
    }
    let n_dropped = units::count(console.n_dropped);
    if console.n_dropped > 0 {
        words.extend([", ", &n_dropped[..], " dropped"]);
    }
    words.concat()
}
