//! The tree in a page, with an owner that does as it is told.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

use super::{DropPlace, StepTo, Tree, TreeAction, TreeRow};
use crate::ui::badge::Tone;
use crate::ui::testing::{Stage, document};

/// Id, level, whether it is a branch, and name.
type Entry = (u64, u16, bool, String);

#[derive(PartialEq, Properties)]
struct OwnerProps {
    entries: Rc<[Entry]>,
    onaction: Callback<TreeAction>,
}

/// Opens and closes branches, renames and deletes rows.
#[component]
fn Owner(props: &OwnerProps) -> Html {
    let entries = use_state(|| props.entries.to_vec());
    let closed = use_state(Vec::<u64>::new);
    let current = use_state(|| None::<u64>);
    let renaming = use_state(|| None::<u64>);
    let onaction = {
        let (entries, closed) = (entries.clone(), closed.clone());
        let (current, renaming, onaction) = (current.clone(), renaming.clone(), props.onaction.clone());
        Callback::from(move |action: TreeAction| {
            onaction.emit(action.clone());
            match action {
                TreeAction::Look(id) | TreeAction::Open(id) => current.set(Some(id)),
                TreeAction::Toggle(id, open) => {
                    let others = closed.iter().copied().filter(|other| *other != id);
                    closed.set(others.chain((!open).then_some(id)).collect());
                }
                TreeAction::StartRename(id) => renaming.set(Some(id)),
                TreeAction::Rename(id, name) => {
                    renaming.set(None);
                    let rename = |(other, level, is_branch, old): &Entry| {
                        let name = if *other == id { name.clone() } else { old.clone() };
                        (*other, *level, *is_branch, name)
                    };
                    entries.set(entries.iter().map(rename).collect());
                }
                TreeAction::StopRename => renaming.set(None),
                TreeAction::Delete(id) => entries.set(entries.iter().filter(|entry| entry.0 != id).cloned().collect()),
                TreeAction::Duplicate(_)
                | TreeAction::Menu { .. }
                | TreeAction::Move { .. }
                | TreeAction::Step { .. } => {}
            }
        })
    };
    html! {
        <div style="height: 300px; width: 240px">
            <Tree
                name="Collections"
                rows={rows(&entries, &closed)}
                current={*current}
                renaming={*renaming}
                {onaction}
            />
        </div>
    }
}

fn rows(entries: &[Entry], closed: &[u64]) -> Rc<[TreeRow]> {
    let mut rows = Vec::new();
    let mut hidden_below = u16::MAX;
    for (id, level, is_branch, name) in entries {
        if *level > hidden_below {
            continue;
        }
        let is_closed = closed.contains(id);
        hidden_below = if is_closed { *level } else { u16::MAX };
        rows.push(TreeRow {
            id: *id,
            label: name.clone().into(),
            level: *level,
            position: 1,
            set_size: 2,
            open: is_branch.then_some(!is_closed),
            badge: (!is_branch).then_some((Tone::Incoming, "WS")),
            is_live: name == "Echo",
            is_unsaved: name == "Echo",
            is_strong: *level == 1,
            note: AttrValue::default(),
        });
    }
    rows.into()
}

/// Two collections, one with a folder: `Chat` (Echo, Rooms (Typing)) and `Zoo` (Zebra).
fn entries() -> Rc<[Entry]> {
    let entries = [
        (1, 1, true, "Chat"),
        (2, 2, false, "Echo"),
        (3, 2, true, "Rooms"),
        (4, 3, false, "Typing"),
        (5, 1, true, "Zoo"),
        (6, 2, false, "Zebra"),
    ];
    entries.map(|(id, level, is_branch, name)| (id, level, is_branch, name.to_owned())).into()
}

/// The name of a row; none while it is a field.
fn label(row: &Element) -> String {
    row.query_selector(".name").unwrap().and_then(|name| name.text_content()).unwrap_or_default()
}

/// A tree with the focus, and what was done to it.
struct Desk {
    stage: Stage,
    actions: Rc<RefCell<Vec<TreeAction>>>,
}

impl Desk {
    async fn show(entries: Rc<[Entry]>) -> Self {
        let actions = Rc::new(RefCell::new(Vec::new()));
        let onaction = {
            let actions = Rc::clone(&actions);
            Callback::from(move |action| actions.borrow_mut().push(action))
        };
        let stage = Stage::show::<Owner>(OwnerProps { entries, onaction }).await;
        stage.draw().await;
        let desk = Self { stage, actions };
        desk.tree().focus().unwrap();
        desk
    }

    fn tree(&self) -> web_sys::HtmlElement {
        self.stage.find("[role=tree]").unchecked_into()
    }

    /// The name of the row that the tree says is active.
    fn active(&self) -> String {
        let id = self.tree().get_attribute("aria-activedescendant").expect("a row");
        label(&document().get_element_by_id(&id).expect("the row is drawn"))
    }

    fn row(&self, name: &str) -> Element {
        let mut rows = self.rows().into_iter();
        rows.find(|row| label(row) == name).unwrap_or_else(|| panic!("there is no {name}"))
    }

    fn rows(&self) -> Vec<Element> {
        let found = self.tree().query_selector_all("[role=treeitem]").unwrap();
        (0..found.length()).filter_map(|index| found.get(index)).map(JsCast::unchecked_into).collect()
    }

    fn names(&self) -> Vec<String> {
        self.rows().iter().map(label).collect()
    }

    fn field(&self) -> HtmlInputElement {
        self.stage.find("input").unchecked_into()
    }

    /// Presses keys, one after the other; gives where the keyboard then is.
    async fn press(&self, keys: &str) -> String {
        for key in keys.split(' ') {
            self.stage.press(key).await;
        }
        self.active()
    }

    /// What was done since the last time.
    fn done(&self) -> Vec<TreeAction> {
        self.actions.take()
    }

    /// An event of the pointer on a row, at a share of its height.
    async fn point(&self, kind: &str, name: &str, share: f64) {
        let row = self.row(name);
        let rect = row.get_bounding_client_rect();
        let event = format!(
            "new PointerEvent('{kind}', {{ clientX: {}, clientY: {}, buttons: {}, bubbles: true, cancelable: true }})",
            rect.left() + 40.0,
            rect.top() + share * rect.height(),
            u8::from(kind != "pointerup"),
        );
        self.stage.dispatch(&row, &event);
        self.stage.settle().await;
    }

    /// Drags one row over another and gives what its mark says before it is let go.
    async fn drag(&self, name: &str, over: &str, share: f64) -> String {
        self.point("pointerdown", name, 0.5).await;
        self.point("pointermove", over, share).await;
        let marks = ["before", "inside", "after", "below"];
        let marked = |mark: &&str| self.row(over).class_list().contains(mark);
        let mark = marks.into_iter().find(marked).unwrap_or("nowhere").to_owned();
        self.point("pointerup", over, share).await;
        mark
    }
}

#[wasm_bindgen_test]
async fn rows_say_what_they_are() {
    let desk = Desk::show(entries()).await;
    assert_eq!(desk.names(), ["Chat", "Echo", "Rooms", "Typing", "Zoo", "Zebra"]);
    let said = |name: &str, attribute: &str| desk.row(name).get_attribute(attribute);
    assert_eq!(desk.tree().get_attribute("aria-rowcount"), None, "that is for a grid");
    assert_eq!(said("Rooms", "aria-level").as_deref(), Some("2"));
    assert_eq!(said("Rooms", "aria-expanded").as_deref(), Some("true"));
    assert_eq!(said("Echo", "aria-expanded"), None);
    assert_eq!(said("Echo", "aria-description").as_deref(), Some("connected, unsaved changes"));
    assert_eq!(said("Zebra", "aria-description"), None);
    assert_eq!(said("Echo", "aria-selected").as_deref(), Some("false"));
    assert_eq!(said("Zebra", "aria-setsize").as_deref(), Some("2"));
    assert_eq!(said("Zebra", "aria-posinset").as_deref(), Some("1"));
    desk.press("ArrowDown Enter").await;
    assert_eq!(said("Echo", "aria-selected").as_deref(), Some("true"));
}

#[wasm_bindgen_test]
async fn arrows_walk_open_and_close() {
    let desk = Desk::show(entries()).await;
    assert_eq!(desk.active(), "Chat");
    assert_eq!(desk.press("ArrowDown ArrowDown").await, "Rooms");
    assert_eq!(desk.press("ArrowRight").await, "Typing");
    assert_eq!(desk.press("ArrowRight").await, "Typing", "there is nothing in it");
    assert_eq!(desk.press("ArrowLeft").await, "Rooms");
    assert_eq!(desk.done(), []);
    assert_eq!(desk.press("ArrowLeft").await, "Rooms");
    assert_eq!(desk.done(), [TreeAction::Toggle(3, false)]);
    assert!(!desk.names().contains(&"Typing".to_owned()));
    assert_eq!(desk.press("ArrowLeft").await, "Chat");
    assert_eq!(desk.press("End").await, "Zebra");
    assert_eq!(desk.press("ArrowDown").await, "Zebra");
    assert_eq!(desk.press("Home ArrowUp").await, "Chat");
}

#[wasm_bindgen_test]
async fn letters_find_the_next_row_that_begins_so() {
    let desk = Desk::show(entries()).await;
    assert_eq!(desk.press("z").await, "Zoo");
    assert_eq!(desk.press("e").await, "Zebra");
    assert_eq!(desk.press("q").await, "Zebra", "there is none");
}

#[wasm_bindgen_test]
async fn keys_ask_for_what_a_menu_would() {
    let desk = Desk::show(entries()).await;
    desk.press("ArrowDown Control+d Alt+ArrowUp Alt+ArrowRight F2").await;
    assert_eq!(
        desk.done(),
        [
            TreeAction::Duplicate(2),
            TreeAction::Step { id: 2, to: StepTo::Up },
            TreeAction::Step { id: 2, to: StepTo::In },
            TreeAction::StartRename(2)
        ]
    );
    desk.stage.press("Escape").await;
    desk.done();
    desk.press("Shift+F10").await;
    let rect = desk.row("Echo").get_bounding_client_rect();
    match desk.done().as_slice() {
        [TreeAction::Menu { id: 2, x, y }] => {
            assert!(f64::from(*x) > rect.left() && f64::from(*y) > rect.top() && f64::from(*y) <= rect.bottom() + 1.0);
        }
        done => panic!("{done:?} is no menu"),
    }
    assert_eq!(desk.press("Delete").await, "Rooms", "what comes after a deleted row takes its place");
    assert_eq!(desk.done(), [TreeAction::Delete(2)]);
}

#[wasm_bindgen_test]
async fn a_closed_branch_takes_the_keyboard_from_what_is_in_it() {
    let desk = Desk::show(entries()).await;
    assert_eq!(desk.press("ArrowDown ArrowDown ArrowDown").await, "Typing");
    desk.row("Chat").unchecked_into::<web_sys::HtmlElement>().click();
    desk.stage.settle().await;
    assert_eq!(desk.active(), "Chat");
    assert_eq!(desk.names(), ["Chat", "Zoo", "Zebra"]);
}

#[wasm_bindgen_test]
async fn a_click_opens_leaves_and_toggles_branches() {
    let desk = Desk::show(entries()).await;
    for name in ["Echo", "Rooms", "Rooms"] {
        desk.row(name).unchecked_into::<web_sys::HtmlElement>().click();
        desk.stage.settle().await;
    }
    assert_eq!(desk.done(), [TreeAction::Look(2), TreeAction::Toggle(3, false), TreeAction::Toggle(3, true)]);
    desk.row("Zebra").query_selector("button").unwrap().unwrap().unchecked_into::<web_sys::HtmlElement>().click();
    let done = desk.done();
    assert!(matches!(done.as_slice(), [TreeAction::Menu { id: 6, .. }]), "{done:?}");
}

#[wasm_bindgen_test]
async fn a_name_is_changed_in_place() {
    let desk = Desk::show(entries()).await;
    desk.press("End F2").await;
    assert_eq!(desk.stage.focused().as_deref(), Some("New name of Zebra"));
    assert_eq!(desk.field().value(), "Zebra");
    desk.field().set_value(" Lion ");
    desk.stage.press("ArrowLeft").await;
    desk.stage.press("Enter").await;
    assert_eq!(desk.done(), [TreeAction::StartRename(6), TreeAction::Rename(6, "Lion".to_owned())]);
    assert_eq!(desk.active(), "Lion");
    assert_eq!(desk.stage.focused().as_deref(), Some("Collections"), "the focus is back");

    desk.press("F2").await;
    desk.field().set_value("Tiger");
    desk.stage.press("Escape").await;
    assert_eq!(desk.done(), [TreeAction::StartRename(6), TreeAction::StopRename]);
    assert_eq!(desk.active(), "Lion");

    desk.stage.dispatch(&desk.row("Lion"), "new MouseEvent('dblclick', { bubbles: true })");
    desk.stage.settle().await;
    desk.field().set_value("");
    desk.field().blur().unwrap();
    desk.stage.settle().await;
    assert_eq!(desk.done(), [TreeAction::StartRename(6), TreeAction::StopRename], "a row is not without a name");

    desk.tree().focus().unwrap();
    desk.press("F2").await;
    desk.field().set_value("Tiger");
    desk.field().blur().unwrap();
    desk.stage.settle().await;
    assert_eq!(desk.done(), [TreeAction::StartRename(6), TreeAction::Rename(6, "Tiger".to_owned())]);
}

#[wasm_bindgen_test]
async fn a_dragged_row_falls_where_it_is_drawn() {
    let desk = Desk::show(entries()).await;
    let moved = |id, target, place| [TreeAction::Move { id, target, place }];
    assert_eq!(desk.drag("Zebra", "Echo", 0.2).await, "before");
    assert_eq!(desk.done(), moved(6, 2, DropPlace::Before));
    assert_eq!(desk.drag("Zebra", "Echo", 0.8).await, "after");
    assert_eq!(desk.done(), moved(6, 2, DropPlace::After));
    assert_eq!(desk.drag("Zebra", "Rooms", 0.5).await, "inside");
    assert_eq!(desk.done(), moved(6, 3, DropPlace::Inside));
    assert_eq!(desk.drag("Zebra", "Rooms", 0.1).await, "before");
    assert_eq!(desk.done(), moved(6, 3, DropPlace::Before));
    assert_eq!(desk.drag("Chat", "Typing", 0.5).await, "nowhere", "it would be in itself");
    assert_eq!(desk.done(), []);
    assert_eq!(desk.drag("Echo", "Zebra", 3.0).await, "below");
    assert_eq!(desk.done(), moved(2, 5, DropPlace::After));
}

#[wasm_bindgen_test]
async fn a_closed_branch_opens_under_a_dragged_row() {
    let desk = Desk::show(entries()).await;
    desk.press("ArrowDown ArrowDown ArrowLeft").await;
    assert_eq!(desk.done(), [TreeAction::Toggle(3, false)]);
    desk.point("pointerdown", "Zebra", 0.5).await;
    desk.point("pointermove", "Rooms", 0.5).await;
    while desk.actions.borrow().is_empty() {
        desk.stage.draw().await;
    }
    assert_eq!(desk.done(), [TreeAction::Toggle(3, true)]);
    desk.point("pointerup", "Typing", 0.5).await;
}

#[wasm_bindgen_test]
async fn escape_ends_a_drag() {
    let desk = Desk::show(entries()).await;
    desk.point("pointerdown", "Zebra", 0.5).await;
    desk.point("pointermove", "Echo", 0.2).await;
    desk.press("Escape").await;
    desk.point("pointerup", "Echo", 0.2).await;
    assert_eq!(desk.done(), []);
}

#[wasm_bindgen_test]
async fn of_five_thousand_rows_a_screen_is_drawn() {
    let entries: Rc<[Entry]> = (0..5_000)
        .map(|id| {
            let is_branch = id % 25 == 0;
            (id, if is_branch { 1 } else { 2 }, is_branch, format!("Row {id}"))
        })
        .collect();
    let desk = Desk::show(entries).await;
    assert!(desk.names().len() < 20, "{} rows", desk.names().len());
    assert_eq!(desk.press("End").await, "Row 4999");
    assert_eq!(desk.press("ArrowLeft ArrowLeft").await, "Row 4975");
    assert_eq!(desk.done(), [TreeAction::Toggle(4975, false)]);
    assert_eq!(desk.press("Home").await, "Row 0");
}
