//! A field to type into and a list of what fits below it, of which one is picked: for a dialog.

use std::rc::Rc;

use web_sys::{
    Element, HtmlElement, HtmlInputElement, InputEvent, MouseEvent, ScrollIntoViewOptions, ScrollLogicalPosition,
};
use yew::prelude::*;

use super::badge::kbd;
use super::button::truth;
use super::css::use_css;
use super::hooks::use_unique_id;
use super::icon::{IconName, icon};

/// How many options Page Up and Page Down go.
const PAGE: usize = 10;

/// One option.
#[derive(Clone, Debug, PartialEq)]
pub struct PickerOption {
    /// Which one, for the callback.
    pub id: u64,
    /// Drawn before the name.
    pub mark: Html,
    /// What it is called.
    pub name: AttrValue,
    /// What else there is to say, after the name; may be empty.
    pub note: AttrValue,
    /// The keys that do the same, as drawn; may be empty.
    pub keys: AttrValue,
}

/// Options below a heading.
#[derive(Clone, Debug, PartialEq)]
pub struct PickerGroup {
    /// The heading.
    pub name: AttrValue,
    /// The options, in order.
    pub options: Vec<PickerOption>,
}

/// What a [`Picker`] is given.
#[derive(PartialEq, Properties)]
pub struct PickerProps {
    /// What the field is for.
    pub name: AttrValue,
    /// Shown while it is empty.
    pub placeholder: AttrValue,
    /// What fits, in groups; a new pointer means that something else fits.
    pub groups: Rc<[PickerGroup]>,
    /// Said below the list, and read aloud when it changes.
    pub foot: AttrValue,
    /// The text is now this.
    pub oninput: Callback<String>,
    /// One was picked.
    pub onpick: Callback<u64>,
}

/// A field and a list: the keyboard stays in the field and walks through the list, Enter picks.
#[component]
pub fn Picker(props: &PickerProps) -> Html {
    let style = use_css(
        r#"
        display: flex;
        flex-direction: column;
        height: min(440px, calc(80dvh - 60px));
        margin: -16px;
        > .field {
            display: flex;
            align-items: center;
            gap: 8px;
            flex: none;
            height: 44px;
            padding: 0 16px;
            border-bottom: 1px solid var(--line);
            color: var(--text-faint);
        }
        > .field:focus-within { box-shadow: inset 0 -2px 0 var(--accent); }
        > .field > input {
            flex: 1;
            min-width: 0;
            height: 100%;
            padding: 0;
            border: 0;
            background: transparent;
            color: var(--text);
            font: var(--text-lg) var(--font-ui);
            box-shadow: none;
        }
        > .list { flex: 1; min-height: 0; padding: 4px 8px 8px; overflow: auto; overscroll-behavior: contain; }
        .group { padding: 8px 8px 2px; color: var(--text-faint); font-size: var(--text-xs); font-weight: 600; }
        .option {
            display: flex;
            align-items: center;
            gap: 8px;
            min-height: var(--row);
            padding: 0 8px;
            border-radius: var(--radius-sm);
            white-space: nowrap;
            cursor: pointer;
        }
        .option:hover { background: var(--bg-subtle); }
        .option[aria-selected="true"] { background: var(--bg-selected); }
        .option > .name { flex: 0 1 auto; min-width: 40%; overflow: hidden; text-overflow: ellipsis; }
        .option > .name:last-child { min-width: 0; }
        .option > .note { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; color: var(--text-faint); font-size: var(--text-sm); text-align: end; }
        .option > kbd { margin-left: auto; }
        > .foot { flex: none; min-height: var(--row); padding: 5px 16px; border-top: 1px solid var(--line); color: var(--text-muted); font-size: var(--text-sm); }
        @media (pointer: coarse) { .option { min-height: 36px; } }
        @media (forced-colors: active) { .option[aria-selected="true"] { outline: 2px solid Highlight; outline-offset: -2px; } }
        "#,
    );
    let id = use_unique_id("picker");
    let list = use_node_ref();
    let current = use_state_eq(|| 0);
    let ids: Vec<u64> = props.groups.iter().flat_map(|group| &group.options).map(|option| option.id).collect();
    let n_options = ids.len();

    // What fits best is what Enter picks.
    use_effect_with(Rc::clone(&props.groups), {
        let current = current.clone();
        move |_| current.set(0)
    });
    use_effect_with((Rc::clone(&props.groups), *current), {
        let list = list.clone();
        move |_| show_current(&list)
    });

    let oninput = props.oninput.reform(|event: InputEvent| event.target_unchecked_into::<HtmlInputElement>().value());
    let onkeydown = {
        let (current, onpick) = (current.clone(), props.onpick.clone());
        Callback::from(move |event: KeyboardEvent| {
            let is_held = event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key();
            if event.is_composing() || is_held || n_options == 0 {
                return;
            }
            let (at, last) = (*current, n_options - 1);
            let to = match event.key().as_str() {
                "ArrowDown" => (at + 1) % n_options,
                "ArrowUp" => (at + last) % n_options,
                "PageDown" => (at + PAGE).min(last),
                "PageUp" => at.saturating_sub(PAGE),
                "Home" => 0,
                "End" => last,
                "Enter" => {
                    event.prevent_default();
                    if let Some(id) = ids.get(at) {
                        onpick.emit(*id);
                    }
                    return;
                }
                _ => return,
            };
            event.prevent_default();
            current.set(to);
        })
    };
    // The keyboard stays in the field.
    let onmousedown = Callback::from(|event: MouseEvent| event.prevent_default());
    let mut place = 0;
    let groups = props.groups.iter().enumerate().map(|(number, group)| {
        let heading = format!("{id}-group-{number}");
        let options: Vec<Html> = group
            .options
            .iter()
            .map(|option| {
                let index = place;
                place += 1;
                let picked = option.id;
                let onclick = props.onpick.reform(move |_: MouseEvent| picked);
                html! {
                    <div
                        key={option.id}
                        id={format!("{id}-{index}")}
                        class="option"
                        role="option"
                        aria-selected={truth(index == *current)}
                        {onclick}
                    >
                        { option.mark.clone() }
                        <span class="name">{ &option.name }</span>
                        if !option.note.is_empty() { <span class="note">{ &option.note }</span> }
                        if !option.keys.is_empty() { { kbd(option.keys.to_string()) } }
                    </div>
                }
            })
            .collect();
        html! {
            <div key={group.name.to_string()} role="group" aria-labelledby={heading.clone()}>
                <div class="group" id={heading} role="presentation">{ &group.name }</div>
                { for options }
            </div>
        }
    });
    html! {
        <div class={style}>
            <label class="field">
                { icon(IconName::Search, 16) }
                <input
                    type="text"
                    role="combobox"
                    aria-label={props.name.clone()}
                    aria-expanded={truth(n_options > 0)}
                    aria-controls={format!("{id}-list")}
                    aria-autocomplete="list"
                    aria-activedescendant={(n_options > 0).then(|| format!("{id}-{}", *current))}
                    placeholder={props.placeholder.clone()}
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    {oninput}
                    {onkeydown}
                />
            </label>
            <div ref={list} id={format!("{id}-list")} class="list" role="listbox" aria-label={props.name.clone()} {onmousedown}>
                { for groups }
            </div>
            <p class="foot" role="status">{ &props.foot }</p>
        </div>
    }
}

/// Scrolls the option that Enter picks just into view; the first one with its heading.
fn show_current(list: &NodeRef) {
    let Some(list) = list.cast::<HtmlElement>() else { return };
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    match list.query_selector("[aria-selected=true]") {
        Ok(Some(option)) if is_first(&list, &option) => list.set_scroll_top(0),
        Ok(Some(option)) => option.scroll_into_view_with_scroll_into_view_options(&options),
        Ok(None) | Err(_) => {}
    }
}

fn is_first(list: &HtmlElement, option: &Element) -> bool {
    list.query_selector("[role=option]").is_ok_and(|first| first.as_ref() == Some(option))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::Stage;
    use std::cell::RefCell;
    use wasm_bindgen::JsCast;
    use wasm_bindgen_test::wasm_bindgen_test;

    thread_local! {
        static PICKED: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
    }

    /// Two groups of the numbers from 0 whose words contain the text.
    #[component]
    fn Numbers() -> Html {
        let text = use_state(String::new);
        let oninput = {
            let text = text.clone();
            Callback::from(move |typed| text.set(typed))
        };
        let groups = use_memo((*text).clone(), |text| {
            let group = |name: &'static str, ids: std::ops::Range<u64>| PickerGroup {
                name: name.into(),
                options: ids
                    .map(|id| (id, format!("number {id}")))
                    .filter(|(_, name)| name.contains(&**text))
                    .map(|(id, name)| PickerOption {
                        id,
                        mark: Html::default(),
                        name: name.into(),
                        note: AttrValue::default(),
                        keys: AttrValue::default(),
                    })
                    .collect(),
            };
            Rc::<[PickerGroup]>::from([group("Few", 0..3), group("Many", 3..20)])
        });
        html! {
            <Picker
                name="Number"
                placeholder=""
                groups={(*groups).clone()}
                foot=""
                {oninput}
                onpick={Callback::from(|id| PICKED.with_borrow_mut(|picked| picked.push(id)))}
            />
        }
    }

    fn current(stage: &Stage) -> String {
        let active = stage.input("Number").get_attribute("aria-activedescendant").unwrap();
        let option = stage.find(&format!("#{active}"));
        assert_eq!(option.get_attribute("aria-selected").unwrap(), "true");
        option.text_content().unwrap()
    }

    #[wasm_bindgen_test]
    async fn the_keyboard_walks_and_enter_picks() {
        let stage = Stage::show::<Numbers>(()).await;
        PICKED.take();
        let input = stage.input("Number");
        input.focus().unwrap();
        assert_eq!(current(&stage), "number 0");
        for (key, expected) in [
            ("ArrowDown", "number 1"),
            ("PageDown", "number 11"),
            ("End", "number 19"),
            ("ArrowDown", "number 0"),
            ("ArrowUp", "number 19"),
            ("PageUp", "number 9"),
            ("Home", "number 0"),
            ("PageUp", "number 0"),
        ] {
            stage.press(key).await;
            assert_eq!(current(&stage), expected, "{key}");
        }
        stage.press("End").await;
        stage.type_text(&input, "1").await;
        assert_eq!(current(&stage), "number 1", "another text, the best of what fits");
        stage.press("ArrowDown").await;
        stage.press("Enter").await;
        stage.find("[role=option]").unchecked_ref::<HtmlElement>().click();
        assert_eq!(PICKED.take(), [10, 1]);
    }

    #[wasm_bindgen_test]
    async fn where_nothing_fits_there_is_nothing_to_pick() {
        let stage = Stage::show::<Numbers>(()).await;
        PICKED.take();
        let input = stage.input("Number");
        input.focus().unwrap();
        stage.type_text(&input, "x").await;
        assert_eq!(input.get_attribute("aria-activedescendant"), None);
        assert_eq!(input.get_attribute("aria-expanded").unwrap(), "false");
        stage.press("ArrowDown").await;
        stage.press("Enter").await;
        assert!(PICKED.take().is_empty());
    }
}
