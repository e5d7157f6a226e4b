//! Menus in a page: keys, the focus, the edges of the window.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::{Menu, MenuButton, MenuItem, MenuPlace};
use crate::ui::testing::{Stage, document};

#[derive(PartialEq, Properties)]
struct OwnerProps {
    onchoose: Callback<u64>,
}

/// A button that opens a menu, one with a menu in the corner, and a third.
#[component]
fn Owner(props: &OwnerProps) -> Html {
    let is_open = use_state(|| false);
    let set = |open: bool| {
        let is_open = is_open.clone();
        Callback::from(move |()| is_open.set(open))
    };
    html! {
        <>
            <MenuButton name="Environment" words="Staging" items={items()} onchoose={props.onchoose.clone()} />
            <button aria-label="Corner" onclick={set(true).reform(|_: MouseEvent| ())} />
            <button aria-label="Elsewhere" />
            if *is_open {
                <Menu
                    name="Corner menu"
                    items={items()}
                    place={MenuPlace::At(100_000, 100_000)}
                    onchoose={props.onchoose.clone()}
                    onclose={set(false)}
                />
            }
        </>
    }
}

fn items() -> Rc<[MenuItem]> {
    Rc::new([
        MenuItem { checked: Some(false), ..MenuItem::new(1, "No environment") },
        MenuItem { checked: Some(true), ..MenuItem::new(2, "Staging") },
        MenuItem { starts_group: true, hint: "F2".into(), ..MenuItem::new(3, "Rename") },
        MenuItem { enabled: false, ..MenuItem::new(4, "Share") },
        MenuItem { is_danger: true, ..MenuItem::new(5, "Delete") },
    ])
}

async fn stage() -> (Stage, Rc<RefCell<Vec<u64>>>) {
    let chosen = Rc::new(RefCell::new(Vec::new()));
    let onchoose = {
        let chosen = Rc::clone(&chosen);
        Callback::from(move |id| chosen.borrow_mut().push(id))
    };
    (Stage::show::<Owner>(OwnerProps { onchoose }).await, chosen)
}

/// The label of the item that has the focus.
fn focused() -> Option<String> {
    document().active_element()?.query_selector(".label").unwrap()?.text_content()
}

fn n_menus() -> u32 {
    document().query_selector_all("[role=menu]").unwrap().length()
}

const BUTTON: &str = "Environment: Staging";

#[wasm_bindgen_test]
async fn a_menu_says_what_it_is() {
    let (stage, _) = stage().await;
    let button = stage.find("[aria-haspopup=menu]");
    assert_eq!(button.get_attribute("aria-expanded").as_deref(), Some("false"));
    stage.click(BUTTON).await;
    assert_eq!(button.get_attribute("aria-expanded").as_deref(), Some("true"));
    assert_eq!(stage.find("[role=menu]").get_attribute("aria-label").as_deref(), Some("Environment"));
    let found = stage.find("[role=menu]").children();
    let roles = (0..found.length()).filter_map(|index| found.item(index)?.get_attribute("role"));
    assert_eq!(
        roles.collect::<Vec<_>>(),
        ["menuitemradio", "menuitemradio", "separator", "menuitem", "menuitem", "menuitem"]
    );
    assert_eq!(focused().as_deref(), Some("Staging"), "the checked one");
    assert!(stage.find("[role=menu]").matches(":popover-open").unwrap());
}

#[wasm_bindgen_test]
async fn keys_walk_and_choose() {
    let (stage, chosen) = stage().await;
    stage.click(BUTTON).await;
    for (key, label) in [
        ("ArrowUp", "No environment"),
        ("ArrowUp", "Delete"),
        ("ArrowDown", "No environment"),
        ("End", "Delete"),
        ("Home", "No environment"),
        ("s", "Staging"),
        ("h", "Share"),
    ] {
        stage.press(key).await;
        assert_eq!(focused().as_deref(), Some(label), "after {key}");
    }
    stage.press("Enter").await;
    assert_eq!((n_menus(), chosen.take()), (1, vec![]), "it cannot be chosen");
    stage.press("ArrowDown").await;
    stage.press("Enter").await;
    assert_eq!((n_menus(), chosen.take()), (0, vec![5]));
    assert_eq!(stage.focused().as_deref(), Some(BUTTON), "the focus is back");
}

#[wasm_bindgen_test]
async fn escape_tab_and_a_press_elsewhere_close() {
    let (stage, chosen) = stage().await;
    for key in ["Escape", "Tab"] {
        stage.click(BUTTON).await;
        stage.press(key).await;
        assert_eq!(n_menus(), 0, "after {key}");
        assert_eq!(stage.focused().as_deref(), Some(BUTTON));
    }
    let press = "new PointerEvent('pointerdown', { bubbles: true })";
    stage.click(BUTTON).await;
    stage.dispatch(&stage.find("[role=menu] .label"), press);
    stage.dispatch(&stage.find("[aria-haspopup=menu]"), press);
    stage.settle().await;
    assert_eq!(n_menus(), 1, "a press on the button is the button's");
    stage.dispatch(&stage.find("[aria-label=Elsewhere]"), press);
    stage.settle().await;
    assert_eq!(n_menus(), 0);
    assert_eq!(stage.focused().as_deref(), Some(BUTTON));
    assert!(chosen.take().is_empty());
}

#[wasm_bindgen_test]
async fn a_menu_stays_inside_the_window() {
    let (stage, chosen) = stage().await;
    stage.click("Corner").await;
    let rect = stage.find("[role=menu]").get_bounding_client_rect();
    let page = document().document_element().unwrap();
    assert!(rect.left() >= 8.0 && rect.right() <= f64::from(page.client_width()) - 8.0, "{}", rect.right());
    assert!(rect.top() >= 8.0 && rect.bottom() <= f64::from(page.client_height()) - 8.0, "{}", rect.bottom());
    let delete = stage.find("[role=menuitem]:last-child").unchecked_into::<HtmlElement>();
    stage.dispatch(&delete, "new MouseEvent('mouseover', { bubbles: true })");
    assert_eq!(focused().as_deref(), Some("Delete"), "one item is marked");
    delete.click();
    stage.settle().await;
    assert_eq!(chosen.take(), [5]);
    assert_eq!(document().active_element().as_ref().map(Element::tag_name).as_deref(), Some("BUTTON"));
}
