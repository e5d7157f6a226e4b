//! One row of the log: arrow, time, time since the row above, kind, preview, size.

use duplex_core::ids::TabId;
use duplex_core::session::log::{Direction, Kind};
use duplex_core::units;
use duplex_core::wire::Row;
use yew::prelude::*;

/// What a row shows beside its message.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Whose row.
    pub tab: TabId,
    /// Its place among the rows that show, from 1.
    pub index: i64,
    /// Whether it is selected.
    pub is_selected: bool,
    /// Minutes that local time is ahead of UTC.
    pub zone_minutes: i32,
}

/// The row of a message. Its style is that of the grid around it.
pub fn row(row: &Row, look: Look) -> Html {
    let class = match row.direction {
        Direction::Incoming => "in",
        Direction::Outgoing => "out",
        Direction::System => "sys",
    };
    let kind = match row.kind {
        Kind::Binary => Some("binary"),
        Kind::Problem => Some("problem"),
        Kind::Text | Kind::Event | Kind::Ack | Kind::Notice | Kind::Divider => None,
    };
    let look_of_kind = match row.kind {
        Kind::Problem => Some("bad"),
        Kind::Divider => Some("divider"),
        Kind::Text | Kind::Binary | Kind::Event | Kind::Ack | Kind::Notice => None,
    };
    html! {
        <div
            class={classes!("row", class, look.is_selected.then_some("sel"), look_of_kind)}
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
            <span class="k" role="gridcell">
                if let Some(kind) = kind {
                    <span class="tag">{ kind }</span>
                }
            </span>
            <span class="pv" role="gridcell">{ preview(row) }</span>
            <span class="z" role="gridcell">
                { (row.direction != Direction::System).then(|| units::bytes(row.n_bytes)) }
            </span>
        </div>
    }
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
