//! One row of the log: arrow, time, time since the row above, kind, preview, size.

use duplex_core::ids::TabId;
use duplex_core::request::socket_io::Listeners;
use duplex_core::session::log::{Direction, Kind};
use duplex_core::units;
use duplex_core::wire::{Ack, AckState, Event, Row};
use yew::prelude::*;

use crate::ui::badge::ink;

/// The colour of acks.
const ACK: u8 = 4;
/// The longest name of an event that is sure to be seen whole.
const SHORT: usize = 16;

/// What a row shows beside its message.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// Whose row.
    pub tab: TabId,
    /// Its place among the rows that show, from 1.
    pub index: i64,
    /// Whether it is selected.
    pub is_selected: bool,
    /// Whether it is the other half of the one that is selected.
    pub is_joined: bool,
    /// The colours of events.
    pub colours: &'a Listeners,
    /// Minutes that local time is ahead of UTC.
    pub zone_minutes: i32,
}

/// The row of a message. Its style is that of the grid around it.
pub fn row(row: &Row, look: Look<'_>) -> Html {
    let class = match row.direction {
        Direction::Incoming => "in",
        Direction::Outgoing => "out",
        Direction::System => "sys",
    };
    let mark = match (row.kind, &row.event) {
        (Kind::Binary, _) => html! { <span class="tag">{ "binary" }</span> },
        (Kind::Problem, _) => html! { <span class="tag">{ "problem" }</span> },
        (Kind::Event, Some(event)) => event_mark(event, row.direction, look.colours),
        (Kind::Ack, Some(event)) => ack_mark(event),
        _ => Html::default(),
    };
    let look_of_kind = match row.kind {
        Kind::Problem => Some("bad"),
        Kind::Divider => Some("divider"),
        Kind::Text | Kind::Binary | Kind::Event | Kind::Ack | Kind::Notice => None,
    };
    html! {
        <div
            class={classes!("row", class, look.is_selected.then_some("sel"), look.is_joined.then_some("joined"), look_of_kind)}
            role="row"
            aria-rowindex={look.index.to_string()}
            aria-selected={if look.is_selected { "true" } else { "false" }}
            id={row_id(look.tab, look.index)}
        >
            <span class="a" role="gridcell">
                <span aria-hidden="true">{ arrow(row.direction) }</span>
                <span class="sr-only">{ row.direction.name() }</span>
            </span>
            <span class="t" role="gridcell" title={units::iso(row.at, look.zone_minutes)}>
                { units::clock(row.at, look.zone_minutes) }
            </span>
            <span class="d" role="gridcell">{ row.delta_micros.map(|micros| format!("+{}", units::span(micros))) }</span>
            <span class="k" role="gridcell">{ mark }</span>
            <span class="pv" role="gridcell">{ preview(row) }</span>
            <span class="z" role="gridcell">
                { (row.direction != Direction::System).then(|| units::bytes(row.n_bytes)) }
            </span>
        </div>
    }
}

/// An event's name and, if an ack is asked for, how that stands. Its buttons are heard by the grid, as all clicks are.
fn event_mark(event: &Event, direction: Direction, colours: &Listeners) -> Html {
    let name = &event.name;
    let title = (name.len() > SHORT).then(|| AttrValue::from(name.clone()));
    let tag = html! { <span class="tag ev" style={ink(colours.colour(name))} {title}>{ name }</span> };
    let Some(ack) = event.ack else { return tag };
    let act = if is_for_us(&ack, direction) {
        html! { <button type="button" class="answer" data-act="answer" tabindex="-1">{ "Answer" }</button> }
    } else {
        let class = if is_well(ack.state) { "ack" } else { "ack late" };
        match ack.other {
            Some(_) => html! {
                <button type="button" {class} data-act="other" tabindex="-1" title="Go to the ack">{ ack_words(ack.state) }</button>
            },
            None => html! { <span {class}>{ ack_words(ack.state) }</span> },
        }
    };
    html! { <>{ tag }{ act }</> }
}

fn ack_mark(event: &Event) -> Html {
    let Some(ack) = event.ack else { return Html::default() };
    let words = ["ack #", &ack.id.to_string()].concat();
    let tag = match ack.other {
        Some(_) => html! {
            <button
                type="button"
                class="tag ev"
                style={ink(ACK)}
                data-act="other"
                tabindex="-1"
                title={["Go to its event, ", &event.name].concat()}
            >
                { words }
            </button>
        },
        None => html! { <span class="tag ev" style={ink(ACK)}>{ words }</span> },
    };
    match ack.state {
        AckState::Late { .. } | AckState::Stray => {
            html! { <>{ tag }<span class="ack late">{ ack_words(ack.state) }</span></> }
        }
        _ => tag,
    }
}

/// Whether the server waits for our answer.
pub fn is_for_us(ack: &Ack, direction: Direction) -> bool {
    ack.state == AckState::Waiting && direction == Direction::Incoming
}

/// Whether an ack is as it should be.
pub fn is_well(state: AckState) -> bool {
    matches!(state, AckState::Waiting | AckState::Answered { .. })
}

/// How an ack stands, in a word or two.
pub fn ack_words(state: AckState) -> AttrValue {
    AttrValue::from(match state {
        AckState::Waiting => return AttrValue::Static("ack …"),
        AckState::Answered { micros } => units::span(micros),
        AckState::Late { micros } => ["late ", &units::span(micros)].concat(),
        AckState::TimedOut { millis } => {
            ["timeout ", &units::span(u64::from(millis) * 1000).replace(".0 ", " ")].concat()
        }
        AckState::Lost => return AttrValue::Static("no ack: connection lost"),
        AckState::Stray => return AttrValue::Static("not asked for"),
    })
}

/// The id of a row's element, by its place among the rows that show.
pub fn row_id(tab: TabId, index: i64) -> String {
    format!("row-{}-{index}", tab.0)
}

/// The headings of the columns, for assistive technology alone.
pub fn headings() -> Html {
    html! {
        <div class="sr-only" role="row">
            { for ["Direction", "Time", "Delta", "Event", "Preview", "Size"].map(|name| html! {
                <span role="columnheader">{ name }</span>
            }) }
        </div>
    }
}

/// A row that has not arrived yet keeps its place.
pub fn pending(index: i64) -> Html {
    html! {
        <div class="row" role="row" aria-rowindex={index.to_string()} aria-busy="true">
            <span role="gridcell"></span><span role="gridcell"></span><span role="gridcell"></span>
            <span role="gridcell"></span><span role="gridcell"></span><span role="gridcell"></span>
        </div>
    }
}

fn arrow(direction: Direction) -> &'static str {
    match direction {
        Direction::Incoming => "↓",
        Direction::Outgoing => "↑",
        Direction::System => "•",
    }
}

fn preview(row: &Row) -> Html {
    if row.n_bytes == 0 {
        return html! { <span class="none">{ "(empty)" }</span> };
    }
    if row.event.is_some() && row.preview == "(no arguments)" {
        return html! { <span class="none">{ &row.preview }</span> };
    }
    if row.hits.is_empty() {
        return html! { { &row.preview } };
    }
    let mut parts = Vec::with_capacity(row.hits.len() * 2 + 1);
    let mut from = 0;
    for &(start, end) in &row.hits {
        let (start, end) = (start as usize, end as usize);
        parts.push(html! { { row.preview.get(from..start).unwrap_or_default() } });
        parts.push(html! { <mark>{ row.preview.get(start..end).unwrap_or_default() }</mark> });
        from = end;
    }
    parts.push(html! { { row.preview.get(from..).unwrap_or_default() } });
    parts.into_iter().collect()
}
