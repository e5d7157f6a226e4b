//! The variables: those of all requests, of the environments, and of the collections.

use std::rc::Rc;

use duplex_core::app::library::Library;
use duplex_core::app::library::document::{Document, Kind};
use duplex_core::app::msg::{LibraryMsg, Msg, Overlay, VariableEdit, VariablesMsg};
use duplex_core::app::shared::Shared;
use duplex_core::ids::ItemId;
use duplex_core::request::pairs::Cell;
use duplex_core::variables::{Variable, VariableKind};
use yew::prelude::*;

use self::text::VariablesText;
use super::known::WithVariables;
use crate::store::{use_select, use_send};
use crate::ui::button::{ButtonKind, ButtonLook, Segment, button, segmented};
use crate::ui::css::use_css;
use crate::ui::dialog::Dialog;
use crate::ui::field::{SearchField, SmallField};
use crate::ui::icon::IconName;
use crate::ui::pairs::{Column, PairEdit, PairRow, PairsTable, Secrecy};

mod text;

const COLUMNS: &[Column] = &[
    Column { name: "Name", placeholder: "Add variable", share: 3 },
    Column { name: "Value", placeholder: "", share: 4 },
    Column { name: "Note", placeholder: "", share: 2 },
];

const KINDS: &[VariableKind] = &[VariableKind::Plain, VariableKind::Secret, VariableKind::Session];
const KIND_NAMES: &[&str] = &["Plain", "Secret", "Session"];
const TWICE: &str = "There are two of this name: the lower one counts";
const FORMS: [Segment; 2] = [Segment::new("Table"), Segment::new("Text")];

/// What a [`VariablesDialog`] is given.
#[derive(PartialEq, Properties)]
pub struct VariablesDialogProps {
    /// Whose variables show.
    pub document: ItemId,
}

/// The dialog.
#[component]
pub fn VariablesDialog(&VariablesDialogProps { document }: &VariablesDialogProps) -> Html {
    let style = use_css(
        r#"
        display: grid;
        grid-template-columns: 220px minmax(0, 1fr);
        height: 100%;
        nav { display: flex; flex-direction: column; gap: 2px; padding: 8px; overflow: auto; border-right: 1px solid var(--line); }
        nav h3 { padding: 10px 8px 4px; color: var(--text-muted); font-size: var(--text-xs); }
        nav > button { display: flex; align-items: center; gap: 8px; flex: none; height: 28px; padding: 0 8px; border: 0; border-radius: var(--radius-sm); background: transparent; text-align: start; white-space: nowrap; }
        nav > button:hover { background: var(--bg-subtle); }
        nav > button[aria-current] { background: var(--bg-selected); }
        nav > button > span:first-child { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; }
        nav > button > .n { color: var(--text-faint); font: var(--text-xs) var(--font-mono); }
        nav > button > .active { color: var(--ok); font-size: var(--text-xs); }
        nav > .new { padding: 8px 0; }
        .pane { display: flex; flex-direction: column; min-width: 0; min-height: 0; }
        .bar { display: flex; flex-wrap: wrap; align-items: end; gap: 8px; padding: 12px 16px; border-bottom: 1px solid var(--line); }
        .bar > .name { flex: 1 1 200px; }
        .bar > .search { flex: 1 1 160px; }
        .table { flex: 1; min-height: 0; padding: 8px 16px 16px; overflow: auto; }
        .about { padding: 8px 16px; border-top: 1px solid var(--line); color: var(--text-muted); font-size: var(--text-sm); }
        @media (max-width: 767px) {
            grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
            nav { flex-direction: row; align-items: center; border-right: 0; border-bottom: 1px solid var(--line); }
            nav h3 { padding: 0 4px; white-space: nowrap; }
            nav > button { max-width: 180px; }
            nav > .new { padding: 0; }
            .bar, .table { padding: 8px; }
            /* There is no room for what is written: the table scrolls. */
            .table > * { min-width: 620px; }
        }
        "#,
    );
    let send = use_send();
    let library = use_select((), |app, ()| app.library().clone());
    let active = use_select((), |app, ()| app.active_environment());
    let tab = use_select((), |app, ()| app.tabs().active());
    let is_text = use_state_eq(|| false);
    let close = send.reform(|()| Msg::Show(None));
    let Some(shown) = library.document(document) else {
        // It was deleted, perhaps in another page.
        return html! { <Dialog title="Variables" onclose={close}><p>{ "These variables are not there any more." }</p></Dialog> };
    };
    let on_form = {
        let is_text = is_text.clone();
        Callback::from(move |form: usize| is_text.set(form == 1))
    };
    let is_environment = shown.kind == Kind::Environment;
    html! {
        <Dialog title="Variables" onclose={close} is_wide=true>
            <div class={style}>
                { scopes(&library, document, active, &send) }
                <div class="pane" key={document.0}>
                    <div class="bar">
                        if is_environment {
                            <NameField document={shown.clone()} />
                        } else {
                            <h3 class="name">{ shown.name().to_string() }</h3>
                        }
                        { segmented("Form", &FORMS, usize::from(*is_text), &on_form) }
                        if is_environment {
                            { button(
                                ButtonLook { pressed: Some(active == Some(document)), ..ButtonKind::Plain.into() },
                                "Use this environment",
                                send.reform(move |_: MouseEvent| {
                                    let chosen = (active != Some(document)).then_some(document);
                                    Msg::Variables(VariablesMsg::Choose(chosen))
                                }),
                            ) }
                            { button(
                                ButtonKind::Ghost,
                                "Duplicate",
                                send.reform(move |_: MouseEvent| Msg::Library(LibraryMsg::Duplicate(document))),
                            ) }
                            { button(
                                ButtonKind::Danger,
                                "Delete",
                                send.reform(move |_: MouseEvent| Msg::Library(LibraryMsg::Delete(document))),
                            ) }
                        }
                    </div>
                    <WithVariables {tab}>
                        if *is_text {
                            <VariablesText document={shown.clone()} />
                        } else {
                            <VariablesTable document={shown.clone()} />
                        }
                    </WithVariables>
                    <p class="about">
                        { "Secret and session values are masked on the screen. A secret lies unencrypted in this browser, readable by any \
                           page of this origin; a session value is gone when this browser tab closes. Neither is shared or backed up \
                           unless you say so." }
                    </p>
                </div>
            </div>
        </Dialog>
    }
}

/// All that have variables, to choose from.
fn scopes(library: &Library, shown: ItemId, active: Option<ItemId>, send: &Callback<Msg>) -> Html {
    let entry = |document: &Shared<Document>| {
        let id = document.id;
        html! {
            <button
                key={id.0}
                type="button"
                aria-current={(id == shown).then_some("true")}
                onclick={send.reform(move |_: MouseEvent| Msg::Show(Some(Overlay::Variables(id))))}
            >
                <span title={document.name().to_string()}>{ document.name().to_string() }</span>
                if active == Some(id) { <span class="active">{ "active" }</span> }
                <span class="n">{ document.variables().len() }</span>
            </button>
        }
    };
    let collections = library.of_kind(Kind::Collection);
    html! {
        <nav aria-label="Scopes">
            { for library.of_kind(Kind::Globals).into_iter().map(entry) }
            <h3>{ "Environments" }</h3>
            { for library.of_kind(Kind::Environment).into_iter().map(entry) }
            <div class="new">
                { button(
                    ButtonLook { icon: Some(IconName::Plus), ..ButtonKind::Plain.into() },
                    "New environment",
                    send.reform(|_: MouseEvent| Msg::Variables(VariablesMsg::NewEnvironment)),
                ) }
            </div>
            if !collections.is_empty() { <h3>{ "Collections" }</h3> }
            { for collections.into_iter().map(entry) }
        </nav>
    }
}

/// The name of an environment. What is being typed may be no name yet.
#[component]
fn NameField(FormProps { document }: &FormProps) -> Html {
    let send = use_send();
    let typed = use_state_eq(|| None::<String>);
    let name = (*typed).clone().unwrap_or_else(|| document.name().to_string());
    let is_empty = name.trim().is_empty();
    let oninput = {
        let (typed, id) = (typed.clone(), document.id);
        Callback::from(move |name: String| {
            if !name.trim().is_empty() {
                send.emit(Msg::Library(LibraryMsg::Rename(id, name.clone())));
            }
            typed.set(Some(name));
        })
    };
    html! {
        <div class="name">
            <SmallField
                label="Name"
                value={name}
                problem={is_empty.then_some(AttrValue::Static("An environment needs a name"))}
                {oninput}
            />
        </div>
    }
}

/// What the two forms are given.
#[derive(PartialEq, Properties)]
pub struct FormProps {
    /// Whose variables.
    pub document: Shared<Document>,
}

/// A row for each variable.
#[component]
fn VariablesTable(FormProps { document }: &FormProps) -> Html {
    let send = use_send();
    let search = use_state_eq(String::new);
    let shown = use_state_eq(|| None::<ItemId>);
    let secrets = use_select(document.clone(), |app, document| {
        let session = document.variables().into_iter().filter(|(_, of)| of.kind == VariableKind::Session);
        session.map(|(id, _)| (id, app.secret(id).to_string())).collect::<Vec<_>>()
    });
    let new = use_select((), |app, ()| app.new_variable());
    let wanted = search.trim().to_lowercase();
    let has = |text: &str| text.to_lowercase().contains(&wanted);
    let is_wanted =
        |of: &Variable| has(&of.name) || has(&of.note) || (of.kind == VariableKind::Plain && has(&of.value));
    let all = document.variables();
    let n_all = all.len();
    let variables: Vec<(ItemId, &Variable)> = all.iter().copied().filter(|(_, of)| is_wanted(of)).collect();
    let row = |&(id, of): &(ItemId, &Variable)| {
        let is_double =
            of.enabled && all.iter().any(|(other, double)| *other > id && double.enabled && double.name == of.name);
        let value = match of.kind {
            VariableKind::Session => secrets.iter().find(|(of, _)| *of == id).map_or("", |(_, value)| value),
            VariableKind::Plain | VariableKind::Secret => &of.value,
        };
        PairRow {
            enabled: of.enabled,
            cells: [of.name.clone().into(), value.to_string().into(), of.note.clone().into()],
            problem: (is_double && !of.name.is_empty()).then_some(AttrValue::Static(TWICE)),
            secrecy: match (of.kind, *shown == Some(id)) {
                (VariableKind::Plain, _) => Secrecy::Open,
                (VariableKind::Secret | VariableKind::Session, true) => Secrecy::Shown,
                (VariableKind::Secret | VariableKind::Session, false) => Secrecy::Masked,
            },
            choice: KINDS.iter().position(|kind| *kind == of.kind).unwrap_or_default(),
        }
    };
    let rows: Rc<[PairRow]> = variables.iter().map(row).collect();
    let ids: Rc<[ItemId]> = variables.iter().map(|(id, _)| *id).collect();
    let of = document.id;
    let onedit = Callback::from({
        let (search, shown) = (search.clone(), shown.clone());
        move |edit: PairEdit| {
            let id = |row: usize| ids.get(row).copied().unwrap_or(new);
            let (id, edit) = match edit {
                PairEdit::Enabled(row, enabled) => (id(row), VariableEdit::Enabled(enabled)),
                PairEdit::Cell { row, column, text } => {
                    if row >= ids.len() {
                        // What is added is to be seen.
                        search.set(String::new());
                    }
                    let cell = [Cell::Key, Cell::Value].get(column).copied().unwrap_or(Cell::Note);
                    (id(row), VariableEdit::Text(cell, text))
                }
                PairEdit::Choice(row, kind) => {
                    (id(row), VariableEdit::Kind(KINDS.get(kind).copied().unwrap_or_default()))
                }
                PairEdit::Show(row, is_shown) => {
                    shown.set(is_shown.then(|| id(row)));
                    return;
                }
                PairEdit::Remove(row) => (id(row), VariableEdit::Remove),
                PairEdit::Move { from, to } => {
                    let before = if to > from { to + 1 } else { to };
                    (id(from), VariableEdit::MoveBefore(ids.get(before).copied()))
                }
            };
            send.emit(Msg::Variables(VariablesMsg::Edit(of, id, edit)));
        }
    });
    let oninput = {
        let search = search.clone();
        Callback::from(move |text| search.set(text))
    };
    html! {
        <>
            <div class="bar">
                <div class="search">
                    <SearchField name="Search variables" value={(*search).clone()} placeholder="Search variables" {oninput} />
                </div>
                <span role="status">
                    { if wanted.is_empty() { format!("{n_all} variables") } else { format!("{} of {n_all} variables", rows.len()) } }
                </span>
            </div>
            <div class="table">
                <PairsTable
                    name="Variables"
                    columns={COLUMNS}
                    has_switch=true
                    can_move={wanted.is_empty()}
                    choices={Some(("Kind", KIND_NAMES))}
                    {rows}
                    {onedit}
                />
            </div>
        </>
    }
}
