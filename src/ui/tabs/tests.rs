//! Tabs in a page: renaming, moving, menus.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement, HtmlInputElement};
use yew::prelude::*;

use super::{TabItem, TabList, TabStyle};
use crate::ui::testing::{Stage, document};

#[derive(PartialEq, Properties)]
struct OwnerProps {
    onmenu: Callback<(u64, i32, i32)>,
}

/// Three tabs that can be renamed, moved and closed.
#[component]
fn Owner(props: &OwnerProps) -> Html {
    let tabs =
        use_state(|| [(1, "Echo"), (2, "Rooms"), (3, "Ticker")].map(|(id, label)| (id, label.to_owned())).to_vec());
    let selected = use_state(|| 1);
    let items = tabs.iter().map(|(id, label)| TabItem {
        closable: true,
        is_unsaved: *id == 2,
        is_preview: *id == 3,
        ..TabItem::new(*id, label.clone())
    });
    let onrename = {
        let tabs = tabs.clone();
        Callback::from(move |(id, name): (u64, String)| {
            let rename = |(other, old): &(u64, String)| (*other, if *other == id { name.clone() } else { old.clone() });
            tabs.set(tabs.iter().map(rename).collect());
        })
    };
    let renaming = use_state(|| None);
    let onrenaming = {
        let renaming = renaming.clone();
        Callback::from(move |id| renaming.set(id))
    };
    let onmove = {
        let tabs = tabs.clone();
        Callback::from(move |(id, to): (u64, usize)| {
            let mut moved = tabs.to_vec();
            let from = moved.iter().position(|tab| tab.0 == id).unwrap();
            let tab = moved.remove(from);
            moved.insert(to, tab);
            tabs.set(moved);
        })
    };
    let onselect = {
        let selected = selected.clone();
        Callback::from(move |id| selected.set(id))
    };
    html! {
        <TabList
            name="Open requests"
            tabs={items.collect::<Rc<[_]>>()}
            selected={*selected}
            {onselect}
            onrename={Some(onrename)}
            renaming={*renaming}
            {onrenaming}
            onmove={Some(onmove)}
            onmenu={Some(props.onmenu.clone())}
            style={TabStyle::Request}
            panel="panel"
        />
    }
}

struct Desk {
    stage: Stage,
    menus: Rc<RefCell<Vec<(u64, i32, i32)>>>,
}

impl Desk {
    async fn show() -> Self {
        let menus = Rc::new(RefCell::new(Vec::new()));
        let onmenu = {
            let menus = Rc::clone(&menus);
            Callback::from(move |menu| menus.borrow_mut().push(menu))
        };
        let desk = Self { stage: Stage::show::<Owner>(OwnerProps { onmenu }).await, menus };
        desk.tab(0).unchecked_into::<HtmlElement>().focus().unwrap();
        desk
    }

    fn tab(&self, index: usize) -> Element {
        self.stage.find(&format!("[role=tab]:nth-child({})", index + 1))
    }

    fn labels(&self) -> Vec<String> {
        (0..3).filter_map(|index| self.tab(index).query_selector(".label").unwrap()?.text_content()).collect()
    }

    fn field(&self) -> HtmlInputElement {
        self.stage.find("input").unchecked_into()
    }

    /// An event of the pointer on a tab, at a share of its width.
    async fn point(&self, kind: &str, index: usize, share: f64) {
        let tab = self.tab(index);
        let rect = tab.get_bounding_client_rect();
        let x = rect.left() + share * rect.width();
        let buttons = u8::from(kind != "pointerup");
        let event = format!("new PointerEvent('{kind}', {{ clientX: {x}, buttons: {buttons}, bubbles: true }})");
        self.stage.dispatch(&tab, &event);
        self.stage.settle().await;
    }
}

/// What has the focus, by its text.
fn focused() -> Option<String> {
    document().active_element()?.text_content()
}

#[wasm_bindgen_test]
async fn a_tab_is_renamed_in_its_place() {
    let desk = Desk::show().await;
    let width = desk.tab(0).get_bounding_client_rect().width();
    desk.stage.press("F2").await;
    assert_eq!(desk.field().value(), "Echo");
    assert!((desk.tab(0).get_bounding_client_rect().width() - width).abs() < 1.0, "the tab is no wider");
    assert!(desk.stage.find("[role=tablist]").query_selector("input").unwrap().is_none(), "a tab list has only tabs");
    desk.field().set_value("Parrot");
    desk.stage.press("Enter").await;
    assert_eq!(desk.labels(), ["Parrot", "Rooms", "Ticker"]);
    assert_eq!(focused().as_deref(), Some("Parrot"), "the focus is back");

    desk.stage.dispatch(&desk.tab(1), "new MouseEvent('dblclick', { bubbles: true })");
    desk.stage.settle().await;
    assert_eq!(desk.stage.focused().as_deref(), Some("New name of Rooms"));
    desk.field().set_value("Halls");
    desk.stage.press("Escape").await;
    assert_eq!(desk.labels(), ["Parrot", "Rooms", "Ticker"]);

    desk.stage.press("F2").await;
    desk.field().set_value("Owl");
    desk.field().blur().unwrap();
    desk.stage.settle().await;
    assert_eq!(desk.labels(), ["Owl", "Rooms", "Ticker"]);
}

#[wasm_bindgen_test]
async fn keys_move_a_tab_and_keep_the_focus() {
    let desk = Desk::show().await;
    desk.stage.press("Alt+Shift+ArrowRight").await;
    assert_eq!(desk.labels(), ["Rooms", "Echo", "Ticker"]);
    assert_eq!(focused().as_deref(), Some("Echo"));
    desk.stage.press("Alt+Shift+ArrowRight").await;
    desk.stage.press("Alt+Shift+ArrowRight").await;
    assert_eq!(desk.labels(), ["Rooms", "Ticker", "Echo"]);
    desk.stage.press("Alt+Shift+ArrowLeft").await;
    assert_eq!(desk.labels(), ["Rooms", "Echo", "Ticker"]);
}

#[wasm_bindgen_test]
async fn a_dragged_tab_falls_at_the_line() {
    let desk = Desk::show().await;
    desk.point("pointerdown", 0, 0.5).await;
    desk.point("pointermove", 2, 0.2).await;
    assert!(desk.tab(2).class_list().contains("gap-before"));
    desk.point("pointermove", 2, 0.9).await;
    assert!(desk.tab(2).class_list().contains("gap-after"));
    desk.point("pointerup", 2, 0.9).await;
    assert_eq!(desk.labels(), ["Rooms", "Ticker", "Echo"]);
    assert!(!desk.tab(2).class_list().contains("gap-after"));
    desk.point("pointerdown", 2, 0.5).await;
    desk.point("pointermove", 1, 0.2).await;
    desk.point("pointerup", 1, 0.2).await;
    assert_eq!(desk.labels(), ["Rooms", "Echo", "Ticker"]);
}

#[wasm_bindgen_test]
async fn a_tab_has_a_menu() {
    let desk = Desk::show().await;
    desk.stage.dispatch(&desk.tab(1), "new MouseEvent('contextmenu', { clientX: 7, clientY: 9, bubbles: true })");
    assert_eq!(desk.menus.take(), [(2, 7, 9)]);
    desk.stage.press("Shift+F10").await;
    desk.stage.press("ContextMenu").await;
    let menus = desk.menus.take();
    assert_eq!(menus.iter().map(|menu| menu.0).collect::<Vec<_>>(), [1, 1], "of the tab with the focus");
}

#[wasm_bindgen_test]
async fn marks_are_beside_the_label() {
    let desk = Desk::show().await;
    assert_eq!(desk.stage.find(".unsaved").parent_element().unwrap(), desk.tab(1));
    assert!(desk.tab(2).class_list().contains("preview"));
}
