//! The tables of a request: parameters, headers, subprotocols; and the names that the person gives to close codes.

use std::rc::Rc;

use duplex_core::app::msg::{List, Msg, RequestMsg};
use duplex_core::app::sessions::close_name_problem;
use duplex_core::ids::TabId;
use duplex_core::request::pairs::{Cell, Pair, PairEdit, is_token};
use yew::prelude::*;

use crate::store::{use_select, use_send};
use crate::ui::pairs::{Column, PairEdit as TableEdit, PairRow, PairsTable};

/// Which table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// Of the request.
    Of(List),
    /// Of everything.
    CloseNames,
}

/// What a [`Pairs`] is given.
#[derive(PartialEq, Properties)]
pub struct PairsProps {
    /// Whose rows.
    pub tab: TabId,
    /// Which rows.
    pub table: Table,
}

const fn column(name: &'static str, placeholder: &'static str, share: u8) -> Column {
    Column { name, placeholder, share }
}

const PARAMS: &[Column] = &[column("Key", "Add parameter", 3), column("Value", "", 4), column("Note", "", 2)];
const HEADERS: &[Column] = &[column("Header", "Add header", 3), column("Value", "", 4), column("Note", "", 2)];
const SUBPROTOCOLS: &[Column] = &[column("Subprotocol", "Add subprotocol", 1)];
const CLOSE_NAMES: &[Column] = &[column("Code", "Add code", 1), column("Name", "", 3)];

/// A table.
#[component]
pub fn Pairs(&PairsProps { tab, table }: &PairsProps) -> Html {
    let send = use_send();
    let rows = use_select((tab, table), |app, (tab, table)| -> Vec<PairRow> {
        let Some(request) = app.tabs().get(*tab).map(|tab| &tab.request) else {
            return Vec::new();
        };
        match table {
            Table::Of(List::Params) => rows(&request.params, |_, _| None),
            Table::Of(List::Headers) => rows(&request.headers, |_, pair| {
                let is_wrong = pair.enabled && !pair.key.is_empty() && !is_token(&pair.key);
                is_wrong.then(|| "The name of a header has letters, digits and !#$%&'*+-.^_`|~ only".to_string())
            }),
            Table::Of(List::Subprotocols) => {
                rows(&request.settings.subprotocols, |row, _| request.settings.subprotocol_problem(row))
            }
            Table::CloseNames => rows(app.close_names(), |_, pair| close_name_problem(pair).map(str::to_string)),
        }
    });
    let (name, columns) = match table {
        Table::Of(List::Params) => ("Parameters", PARAMS),
        Table::Of(List::Headers) => ("Headers", HEADERS),
        Table::Of(List::Subprotocols) => ("Subprotocols", SUBPROTOCOLS),
        Table::CloseNames => ("Names of close codes", CLOSE_NAMES),
    };
    let onedit = Callback::from(move |edit| {
        let edit = match edit {
            TableEdit::Enabled(row, enabled) => PairEdit::Enabled(row, enabled),
            TableEdit::Cell { row, column, text } => {
                let cell = [Cell::Key, Cell::Value].get(column).copied().unwrap_or(Cell::Note);
                PairEdit::Text(row, cell, text)
            }
            TableEdit::Remove(row) => PairEdit::Remove(row),
            // There are none in these tables.
            TableEdit::Choice(..) | TableEdit::Show(..) => return,
            TableEdit::Move { from, to } => PairEdit::Move(from, to),
        };
        send.emit(match table {
            Table::Of(list) => Msg::Request(tab, RequestMsg::Pairs(list, edit)),
            Table::CloseNames => Msg::CloseNames(edit),
        });
    });
    html! {
        <PairsTable
            {name}
            {columns}
            has_switch={table != Table::CloseNames}
            can_move={table == Table::Of(List::Subprotocols)}
            rows={Rc::<[PairRow]>::from(rows)}
            {onedit}
        />
    }
}

fn rows(pairs: &[Pair], problem: impl Fn(usize, &Pair) -> Option<String>) -> Vec<PairRow> {
    let text = |text: &String| AttrValue::from(text.clone());
    let row = |(row, pair): (usize, &Pair)| PairRow {
        enabled: pair.enabled,
        cells: [text(&pair.key), text(&pair.value), text(&pair.note)],
        problem: problem(row, pair).map(AttrValue::from),
        ..PairRow::default()
    };
    pairs.iter().enumerate().map(row).collect()
}
