//! An editable table of names and values, such as query parameters or headers.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, MouseEvent};
use yew::prelude::*;

use super::button::icon_button;
use super::css::use_css;
use super::field::input::TextInput;
use super::hooks::use_unique_id;
use super::icon::IconName;
use super::select::Select;

/// The text cells of a row.
const CELL: &str = "input[type=text]";

/// What a column of text is.
#[derive(Debug, PartialEq)]
pub struct Column {
    /// Its head, and with the row's number the name of each cell: `Key`.
    pub name: &'static str,
    /// Shown in the blank row.
    pub placeholder: &'static str,
    /// How much of the width it gets, in relation to the others.
    pub share: u8,
}

/// One row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PairRow {
    /// Whether it is in use: the state of its switch.
    pub enabled: bool,
    /// The texts, of which the first is also the row's name. Those past the last column are not shown.
    pub cells: [AttrValue; 3],
    /// What is wrong with it, shown below.
    pub problem: Option<AttrValue>,
    /// Whether its second text is a secret.
    pub secrecy: Secrecy,
    /// Which of the table's choices it has.
    pub choice: usize,
}

/// Who may see a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Secrecy {
    /// All.
    #[default]
    Open,
    /// Nobody for now: it is masked, and can be shown.
    Masked,
    /// It is a secret that is shown for now.
    Shown,
}

/// What was done to the table. Rows and columns count from 0.
#[derive(Clone, Debug, PartialEq)]
pub enum PairEdit {
    /// A row was switched on or off.
    Enabled(usize, bool),
    /// A cell has another text. The row may be one past the last: then there is to be a new one.
    Cell {
        /// Which row.
        row: usize,
        /// Which column.
        column: usize,
        /// The text.
        text: String,
    },
    /// A row has another choice.
    Choice(usize, usize),
    /// The secret of a row is to be shown, or masked again.
    Show(usize, bool),
    /// A row is to go.
    Remove(usize),
    /// A row is to change places with its neighbour.
    Move {
        /// Where it is.
        from: usize,
        /// Where it is to be.
        to: usize,
    },
}

/// What a [`PairsTable`] is given.
#[derive(PartialEq, Properties)]
pub struct PairsTableProps {
    /// What the rows are.
    pub name: AttrValue,
    /// One to three columns of text.
    pub columns: &'static [Column],
    /// Whether each row has a switch.
    #[prop_or_default]
    pub has_switch: bool,
    /// Whether rows can be moved.
    #[prop_or_default]
    pub can_move: bool,
    /// What can be chosen for each row, behind its texts: what is chosen, and the choices.
    #[prop_or_default]
    pub choices: Option<(&'static str, &'static [&'static str])>,
    /// The rows, held by the owner.
    pub rows: Rc<[PairRow]>,
    /// Something was done.
    pub onedit: Callback<PairEdit>,
}

/// What gets the focus once the owner has changed the rows.
#[derive(Clone, Copy)]
struct Refocus {
    row: usize,
    /// How many rows there are then.
    n_rows: usize,
    selector: &'static str,
}

/// A table of rows, and always a blank one below them.
///
/// A row is known by its place: so the blank one keeps its elements, focus and caret when it becomes a real one. The head
/// has a key as well, because Yew matches keys only where every child has one.
#[component]
pub fn PairsTable(props: &PairsTableProps) -> Html {
    let style = use_css(
        r#"
        min-width: 0;
        .row {
            display: grid;
            grid-template-columns: var(--columns);
            align-items: center;
            min-height: 32px;
            border-bottom: 1px solid var(--line);
        }
        .head { min-height: 24px; color: var(--text-muted); font-size: var(--text-xs); }
        .head > div { padding: 0 8px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
        .row > div { min-width: 0; }
        .text { border-radius: var(--radius-sm); }
        .text:has(input:hover) { background: var(--bg-subtle); }
        .text:has(input:focus) { background: var(--bg-raised); }
        .switch { display: flex; justify-content: center; }
        .switch label { display: flex; padding: 6px; cursor: pointer; }
        input[type="checkbox"] { width: 14px; height: 14px; margin: 0; accent-color: var(--accent); cursor: inherit; }
        input[type="text"] {
            display: block;
            width: 100%;
            height: 31px;
            padding: 0 8px;
            border: 0;
            margin: 0;
            border-radius: var(--radius-sm);
            background: transparent;
            color: inherit;
            font: var(--text-sm) var(--font-mono);
            text-overflow: ellipsis;
        }
        input[type="text"]:focus { box-shadow: inset 0 0 0 1px var(--accent); }
        .off .text { color: var(--text-faint); }
        .wrong input[type="text"]:focus { box-shadow: inset 0 0 0 1px var(--danger); }
        .masked, .masked * { -webkit-text-security: disc; }
        .choice { padding: 0 4px; }
        .choice > span { width: 100%; height: 24px; border-color: transparent; background: transparent; }
        .choice select { width: 100%; padding: 0 20px 0 6px; font-size: var(--text-sm); }
        .choice svg { right: 4px; }
        .buttons { display: flex; justify-content: end; }
        .buttons button { width: 24px; }
        .problem {
            grid-column: 1 / -1;
            padding: 0 8px 6px var(--indent);
            color: var(--danger);
            font-size: var(--text-sm);
            overflow-wrap: anywhere;
        }
        @media (forced-colors: active) { input:focus { outline: 2px solid; outline-offset: -2px; } }
        "#,
    );
    let root = use_node_ref();
    let id = use_unique_id("pairs");
    let refocus = use_mut_ref(|| None::<Refocus>);

    use_effect_with(Rc::clone(&props.rows), {
        let (root, refocus) = (root.clone(), Rc::clone(&refocus));
        move |rows: &Rc<[PairRow]>| {
            let Some(wanted) = refocus.take() else { return };
            let Some(root) = root.cast::<Element>() else { return };
            if wanted.n_rows == rows.len() && !is_focus_elsewhere(&root) {
                focus(&root, wanted.row, wanted.selector);
            }
        }
    });

    let n_rows = props.rows.len();
    let later = {
        let (refocus, onedit) = (Rc::clone(&refocus), props.onedit.clone());
        move |wanted: Refocus, edit: PairEdit| {
            let (refocus, onedit) = (Rc::clone(&refocus), onedit.clone());
            Callback::from(move |_: MouseEvent| {
                refocus.replace(Some(wanted));
                onedit.emit(edit.clone());
            })
        }
    };
    let blank = PairRow { enabled: true, ..PairRow::default() };
    let rows = props.rows.iter().chain([&blank]).enumerate().map(|(row, pair)| {
        let is_blank = row == n_rows;
        let number = row + 1;
        let name = match &*pair.cells[0] {
            "" => AttrValue::from(format!("row {number}")),
            _ => pair.cells[0].clone(),
        };
        let problem_id = pair.problem.is_some().then(|| AttrValue::from(format!("{id}-{row}")));
        let cells = props.columns.iter().zip(&pair.cells).enumerate().map(|(column, (head, text))| {
            let (root, refocus) = (root.clone(), Rc::clone(&refocus));
            let onenter = Callback::from(move |()| {
                let next = row + 1;
                if !root.cast::<Element>().is_some_and(|root| focus(&root, next, CELL)) {
                    // The row that was typed into may become a real one yet, with a blank one below it.
                    refocus.replace(Some(Refocus { row: next, n_rows: next, selector: CELL }));
                }
            });
            html! {
                <div role="cell" class={classes!("text", (column == 1 && pair.secrecy == Secrecy::Masked).then_some("masked"))}>
                    <TextInput
                        name={AttrValue::from(format!("{} {number}", head.name))}
                        value={text.clone()}
                        placeholder={if is_blank { head.placeholder } else { "" }}
                        is_wrong={problem_id.is_some()}
                        about={problem_id.clone()}
                        oninput={props.onedit.reform(move |text| PairEdit::Cell { row, column, text })}
                        {onenter}
                    />
                </div>
            }
        });
        let to_move = [
            ("up", IconName::ChevronUp, row.checked_sub(1), "button:first-child:enabled"),
            ("down", IconName::ChevronDown, Some(number).filter(|to| *to < n_rows), "button:nth-child(2):enabled"),
        ];
        let moves = to_move.into_iter().filter(|_| props.can_move).map(|(way, icon, to, selector)| {
            let onclick = match to {
                Some(to) => later(Refocus { row: to, n_rows, selector }, PairEdit::Move { from: row, to }),
                None => Callback::noop(),
            };
            html! { { icon_button(icon, format!("Move {name} {way}"), to.is_some(), onclick) } }
        });
        let remove = (!is_blank).then(|| {
            let wanted = Refocus { row, n_rows: n_rows - 1, selector: "button:last-child" };
            later(wanted, PairEdit::Remove(row))
        });
        let state = if pair.enabled { None } else { Some("off") };
        html! {
            <div key={row} role="row" class={classes!("row", state, problem_id.is_some().then_some("wrong"))}>
                if props.has_switch {
                    <div role="cell" class="switch">
                        if !is_blank {
                            <label title={format!("Use {name}")}>
                                <input
                                    type="checkbox"
                                    aria-label={format!("Use {name}")}
                                    checked={pair.enabled}
                                    onchange={props.onedit.reform(move |event: Event| {
                                        let input = event.target_unchecked_into::<HtmlInputElement>();
                                        PairEdit::Enabled(row, input.checked())
                                    })}
                                />
                            </label>
                        }
                    </div>
                }
                { for cells }
                if let Some((what, choices)) = props.choices {
                    <div role="cell" class="choice">
                        if !is_blank {
                            <Select
                                name={format!("{what} of {name}")}
                                options={choices.iter().map(|choice| (AttrValue::Static(choice), AttrValue::Static(choice))).collect::<Rc<[_]>>()}
                                value={choices.get(pair.choice).copied().unwrap_or_default()}
                                onchange={props.onedit.reform(move |chosen: AttrValue| {
                                    let choice = choices.iter().position(|choice| **choice == *chosen);
                                    PairEdit::Choice(row, choice.unwrap_or_default())
                                })}
                            />
                        }
                    </div>
                }
                <div role="cell" class="buttons">
                    { match pair.secrecy {
                        Secrecy::Open => Html::default(),
                        Secrecy::Masked => icon_button(
                            IconName::Eye,
                            format!("Show {name}"),
                            true,
                            props.onedit.reform(move |_: MouseEvent| PairEdit::Show(row, true)),
                        ),
                        Secrecy::Shown => icon_button(
                            IconName::EyeOff,
                            format!("Hide {name}"),
                            true,
                            props.onedit.reform(move |_: MouseEvent| PairEdit::Show(row, false)),
                        ),
                    } }
                    if let Some(onclick) = remove {
                        { for moves }
                        { icon_button(IconName::Close, format!("Remove {name}"), true, onclick) }
                    }
                </div>
                if let Some(problem) = &pair.problem {
                    <div id={problem_id} role="cell" class="problem">{ problem }</div>
                }
            </div>
        }
    });
    // Who types has decided where the focus is.
    let oninput = {
        let refocus = Rc::clone(&refocus);
        Callback::from(move |_: InputEvent| {
            refocus.take();
        })
    };
    html! {
        <div ref={&root} class={style} style={layout(props)} role="table" aria-label={props.name.clone()} {oninput}>
            <div key="head" role="row" class="row head">
                if props.has_switch { <div role="cell" /> }
                { for props.columns.iter().map(|column| html! { <div role="columnheader">{ column.name }</div> }) }
                if let Some((what, _)) = props.choices { <div role="columnheader">{ what }</div> }
                <div role="cell" />
            </div>
            { for rows }
        </div>
    }
}

/// The widths, for the style.
fn layout(props: &PairsTableProps) -> String {
    let (switch, indent) = if props.has_switch { ("28px ", "36px") } else { ("", "8px") };
    let shares: String = props.columns.iter().map(|column| format!("minmax(0, {}fr) ", column.share)).collect();
    let choices = if props.choices.is_some() { "minmax(0, 88px) " } else { "" };
    let buttons = match (props.can_move, props.choices.is_some()) {
        (true, true) => "100px",
        (true, false) => "76px",
        (false, true) => "52px",
        (false, false) => "28px",
    };
    format!("--columns: {switch}{shares}{choices}{buttons}; --indent: {indent}")
}

/// Whether the user has gone somewhere else on the page meanwhile.
fn is_focus_elsewhere(root: &Element) -> bool {
    let active = root.owner_document().and_then(|document| document.active_element());
    active.is_some_and(|active| active.tag_name() != "BODY" && !root.contains(Some(&active)))
}

/// Focuses what is asked for in a row, or else its first button that can be pressed, or else its first cell. Gives
/// whether there is such a row.
fn focus(root: &Element, row: usize, selector: &str) -> bool {
    // The first child is the head.
    let row = root.children().item(u32::try_from(row + 1).unwrap_or(u32::MAX));
    let find = |selector| row.as_ref().and_then(|row| row.query_selector(selector).ok().flatten());
    let found = [selector, "button:enabled", CELL].into_iter().find_map(find);
    let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) else {
        return false;
    };
    // Refused only by an element that left the page.
    let _ = element.focus();
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::Stage;
    use wasm_bindgen_test::wasm_bindgen_test;

    const ENTER: &str = "new KeyboardEvent('keydown', { key: 'Enter', bubbles: true })";
    const INPUT: &str = "new InputEvent('input', { bubbles: true })";
    const COLUMNS: &[Column] = &[
        Column { name: "Key", placeholder: "key", share: 2 },
        Column { name: "Value", placeholder: "value", share: 3 },
    ];

    #[derive(PartialEq, Properties)]
    struct OwnerProps {
        rows: &'static [[&'static str; 2]],
    }

    /// Holds the rows, and decodes one kind of escape.
    #[component]
    fn Owner(props: &OwnerProps) -> Html {
        let rows = use_state(|| props.rows.iter().map(|[key, value]| row(key, value)).collect::<Rc<[_]>>());
        let onedit = {
            let rows = rows.clone();
            Callback::from(move |edit| rows.set(edited(&rows, edit)))
        };
        html! {
            <PairsTable name="Parameters" columns={COLUMNS} has_switch=true can_move=true rows={(*rows).clone()} {onedit} />
        }
    }

    fn row(key: &str, value: &str) -> PairRow {
        PairRow { enabled: true, cells: [key, value, ""].map(|text| text.to_owned().into()), ..PairRow::default() }
    }

    fn edited(rows: &[PairRow], edit: PairEdit) -> Rc<[PairRow]> {
        let mut rows = rows.to_vec();
        match edit {
            PairEdit::Enabled(row, enabled) => rows[row].enabled = enabled,
            PairEdit::Cell { row: at, column, text } => {
                if at == rows.len() {
                    rows.push(row("", ""));
                }
                rows[at].cells[column] = text.replace("%20", " ").into();
            }
            PairEdit::Remove(row) => drop(rows.remove(row)),
            PairEdit::Move { from, to } => rows.swap(from, to),
            PairEdit::Choice(row, choice) => rows[row].choice = choice,
            PairEdit::Show(row, is_shown) => {
                rows[row].secrecy = if is_shown { Secrecy::Shown } else { Secrecy::Masked };
            }
        }
        rows.into()
    }

    async fn stage(rows: &'static [[&'static str; 2]]) -> Stage {
        Stage::show::<Owner>(OwnerProps { rows }).await
    }

    #[wasm_bindgen_test]
    async fn the_blank_row_becomes_a_real_one_under_the_caret() {
        let stage = stage(&[]).await;
        let cell = stage.input("Value 1");
        cell.focus().unwrap();
        stage.type_text(&cell, "4").await;
        stage.type_text(&cell, "2").await;
        assert_eq!(stage.texts(), ["", "42", "", ""]);
        assert_eq!(stage.focused().as_deref(), Some("Value 1"));
        assert!(cell.is_same_node(Some(&stage.input("Value 1"))), "the element is the one that was typed into");
        assert_eq!(cell.selection_start().unwrap(), Some(2));
        assert_eq!(stage.names("button"), ["Move row 1 up", "Move row 1 down", "Remove row 1"]);
    }

    #[wasm_bindgen_test]
    async fn a_text_that_the_owner_rewrites_keeps_the_caret() {
        let stage = stage(&[["path", "a%2b"]]).await;
        let cell = stage.input("Value 1");
        cell.focus().unwrap();
        cell.set_value("a%20b");
        cell.set_selection_range(4, 4).unwrap();
        stage.dispatch(&cell, INPUT);
        stage.settle().await;
        assert_eq!(cell.value(), "a b");
        assert_eq!(cell.selection_start().unwrap(), Some(2));
    }

    #[wasm_bindgen_test]
    async fn enter_goes_to_the_next_row() {
        let stage = stage(&[["a", "1"]]).await;
        stage.input("Value 1").focus().unwrap();
        stage.dispatch(&stage.input("Value 1"), ENTER);
        assert_eq!(stage.focused().as_deref(), Some("Key 2"));
        let cell = stage.input("Key 2");
        cell.set_value("b");
        stage.dispatch(&cell, INPUT);
        stage.dispatch(&cell, ENTER);
        stage.settle().await;
        assert_eq!(stage.focused().as_deref(), Some("Key 3"), "also before the owner has answered");
    }

    #[wasm_bindgen_test]
    async fn a_removed_row_leaves_the_focus_in_its_place() {
        let stage = stage(&[["a", "1"], ["b", "2"], ["c", "3"]]).await;
        stage.click("Remove b").await;
        assert_eq!(stage.texts(), ["a", "1", "c", "3", "", ""]);
        assert_eq!(stage.focused().as_deref(), Some("Remove c"));
        stage.click("Remove c").await;
        assert_eq!(stage.focused().as_deref(), Some("Key 2"), "the blank row has no such button");
    }

    #[wasm_bindgen_test]
    async fn a_moved_row_takes_the_focus_along() {
        let stage = stage(&[["a", "1"], ["b", "2"], ["", "3"]]).await;
        stage.click("Move row 3 up").await;
        assert_eq!(stage.texts(), ["a", "1", "", "3", "b", "2", "", ""]);
        assert_eq!(stage.focused().as_deref(), Some("Move row 2 up"));
        stage.click("Move row 2 up").await;
        assert_eq!(stage.focused().as_deref(), Some("Move row 1 down"), "up is at its end");
    }

    #[wasm_bindgen_test]
    async fn a_switch_is_named_by_its_row() {
        let stage = stage(&[["a", "1"], ["", "2"]]).await;
        assert_eq!(stage.names("input[type=checkbox]"), ["Use a", "Use row 2"]);
        stage.click("Use a").await;
        assert!(!stage.input("Use a").checked());
    }
}
