//! Above the rows: the connection's state, the search, the direction, how many there are, Clear.

use crate::ui::css::use_css;
use duplex_core::app::mirror::Worker;
use duplex_core::app::msg::{Msg, SessionMsg};
use duplex_core::session::log::Direction;
use duplex_core::units;
use duplex_core::wire::{Head, Status};
use yew::prelude::*;

use super::about::AboutDialog;
use crate::store::{press, use_select, use_send};
use crate::ui::badge::pill;
use crate::ui::button::{ButtonKind, ButtonLook, Segment, button, icon_button, segmented};
use crate::ui::field::SearchField;
use crate::ui::icon::IconName;
use crate::view::request_bar::TabProps;
use crate::view::status_bar::{tone, words};

const DIRECTIONS: [Option<Direction>; 4] =
    [None, Some(Direction::Incoming), Some(Direction::Outgoing), Some(Direction::System)];

const SEGMENTS: [Segment; 4] = [
    Segment::new("All"),
    Segment::named("In", "Incoming", IconName::ArrowDown),
    Segment::named("Out", "Outgoing", IconName::ArrowUp),
    Segment::new("System"),
];

/// The toolbar.
#[component]
pub fn Toolbar(&TabProps { tab, .. }: &TabProps) -> Html {
    let style = use_css(
        r#"
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px;
        min-height: 44px;
        padding: 7px 10px;
        border-bottom: 1px solid var(--line);
        flex: none;
        > .search { flex: 1; min-width: 150px; }
        > .state { position: relative; display: inline-flex; flex: none; }
        > .state > button { position: absolute; inset: 0; border: 0; padding: 0; border-radius: var(--radius-full); background: transparent; cursor: pointer; }
        > .state > button:hover { background: color-mix(in srgb, var(--text) 7%, transparent); }
        > .state > button:focus-visible { box-shadow: var(--focus); }
        /* It changes with every frame of a flood: its width goes in steps, so that nothing around it moves. */
        > .count {
            contain: strict;
            width: calc(var(--n-letters) * 1ch);
            height: 20px;
            color: var(--text-faint);
            font: var(--text-sm)/20px var(--font-mono);
            white-space: nowrap;
            text-align: right;
        }
        "#,
    );
    let send = use_send();
    let status = use_select(tab, |app, tab| app.mirror(*tab).status.clone());
    let seconds = use_select(tab, |app, tab| match *app.mirror(*tab).status {
        Status::Connecting { .. } => app.seconds(*tab).map(|seconds| format!("{seconds} s")),
        Status::Reconnecting { .. } => app.seconds(*tab).map(|seconds| format!("in {seconds} s")),
        _ => None,
    });
    let is_hidden = use_select((), |app, ()| app.are_messages_hidden());
    let are_details_open = use_state(|| false);
    let show_details = |is_open: bool| {
        let are_details_open = are_details_open.clone();
        move || are_details_open.set(is_open)
    };
    let (on_open, on_close) = (show_details(true), show_details(false));
    let filter = use_select(tab, |app, tab| app.tabs().get(*tab).map(|tab| tab.filter.clone()).unwrap_or_default());
    let head = use_select(tab, |app, tab| app.mirror(*tab).head);
    let is_live = use_select(tab, |app, tab| app.mirror(*tab).worker == Worker::Live);
    let direction = DIRECTIONS.iter().position(|direction| *direction == filter.direction).unwrap_or_default();
    let why = match &*status {
        Status::Disconnected(ending) | Status::Failed(ending) => Some(AttrValue::from(ending.words.clone())),
        _ => None,
    };
    let count = count(&head);
    let letters = format!("--n-letters: {}", count.len().next_multiple_of(4));
    let on_toggle = press(&send, (), |()| Msg::ToggleMessages);
    let filters = html! {
            <div class="search" data-focus="search">
                <SearchField
                    name="Search messages"
                    placeholder="Search"
                    value={filter.text.clone()}
                    oninput={send.reform(move |text| Msg::Session(tab, SessionMsg::Search(text)))}
                />
            </div>
    };
    let actions = html! {
        <>
            { segmented(
                "Direction filter",
                &SEGMENTS,
                direction,
                &send.reform(move |index: usize| {
                    Msg::Session(tab, SessionMsg::Direction(DIRECTIONS.get(index).copied().flatten()))
                }),
            ) }
            if head.can_undo_clear && is_live {
                { button(
                    ButtonLook { icon: Some(IconName::Undo), ..ButtonKind::Ghost.into() },
                    "Undo clear",
                    press(&send, tab, |tab| Msg::Session(tab, SessionMsg::UndoClear)),
                ) }
            }
            { icon_button(
                IconName::Trash,
                "Clear",
                head.rows.0 != head.rows.1 && is_live,
                press(&send, tab, |tab| Msg::Session(tab, SessionMsg::Clear)),
            ) }
        </>
    };
    html! {
        <div class={style}>
            <span class="state">
                { pill(tone(&status), html! {
                    <>
                        <span role="status" aria-label="Connection state">{ words(&status) }</span>
                        if let Some(seconds) = seconds {
                            <span aria-hidden="true">{ seconds }</span>
                        }
                    </>
                }) }
                // Over the words, and not around them: what is inside a button has no role of its own.
                <button
                    type="button"
                    aria-label="Connection details"
                    aria-haspopup="dialog"
                    title={why.unwrap_or(AttrValue::Static("Connection details"))}
                    onclick={Callback::from(move |_: MouseEvent| on_open())}
                />
            </span>
            { match is_hidden {
                true => icon_button(IconName::Eye, "Show messages", true, on_toggle),
                false => icon_button(IconName::EyeOff, "Hide messages", true, on_toggle),
            } }
            if *are_details_open {
                <AboutDialog {tab} onclose={Callback::from(move |()| on_close())} />
            }
            if !is_hidden {
                { filters }
            }
            // Named and kept up to date, but not read aloud at each change: it changes with every frame of a flood.
            <span class="count" role="status" aria-live="off" aria-label="Message count" style={letters}>{ count }</span>
            if !is_hidden {
                { actions }
            }
        </div>
    }
}

/// `18,241 messages`, `37 of 18,241 messages`, and what the limits dropped.
fn count(head: &Head) -> String {
    let mut text = match head.n_matching {
        Some(n_matching) => format!("{} of {}", units::count(n_matching), units::messages(head.n_messages)),
        None => units::messages(head.n_messages),
    };
    if head.n_dropped > 0 {
        text.push_str(&format!(", {} dropped", units::count(head.n_dropped)));
    }
    text
}
