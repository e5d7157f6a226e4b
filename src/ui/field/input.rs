//! The input element of every field: its text is the owner's, its caret the user's.

use std::rc::Rc;

use web_sys::{InputEvent, KeyboardEvent};
use yew::prelude::*;

use super::assist::{Popup, use_assist};
use super::popup::{around, list_id, option_id};
use super::text_sync::use_text_sync;
use crate::ui::button::truth;

/// What a [`TextInput`] is given.
#[derive(PartialEq, Properties)]
pub(crate) struct TextInputProps {
    /// Its id, for a label that stands elsewhere.
    #[prop_or_default]
    pub id: Option<AttrValue>,
    /// What it is for, when no label says so.
    #[prop_or_default]
    pub name: Option<AttrValue>,
    /// The text, held by the owner.
    pub value: AttrValue,
    /// The text is now this.
    pub oninput: Callback<String>,
    /// Enter was pressed.
    pub onenter: Callback<()>,
    /// Shown while empty.
    pub placeholder: AttrValue,
    /// Whether something is wrong with the text.
    pub is_wrong: bool,
    /// The ids of what is said about it.
    #[prop_or_default]
    pub about: Option<AttrValue>,
}

/// An input element without a look of its own. Where variables are known, it shows those in its text.
#[component]
pub(crate) fn TextInput(props: &TextInputProps) -> Html {
    let node = use_node_ref();
    let assist = use_assist(node.clone());
    let sync = use_text_sync(node.clone(), props.value.clone(), assist.on_write());
    let oninput = {
        let (oninput, sync, assist) = (props.oninput.clone(), sync.clone(), Rc::clone(&assist));
        Callback::from(move |_: InputEvent| {
            if let Some(text) = sync.typed() {
                assist.typed(&text);
                oninput.emit(text);
            }
        })
    };
    let onkeydown = {
        let (onenter, assist) = (props.onenter.clone(), Rc::clone(&assist));
        Callback::from(move |event: KeyboardEvent| {
            if assist.handle_key(&event) {
                return;
            }
            let is_alone = !(event.ctrl_key() || event.meta_key() || event.alt_key());
            // An input method uses this key for itself.
            if event.key() == "Enter" && is_alone && !event.is_composing() {
                sync.wait();
                onenter.emit(());
            }
        })
    };
    let (is_assisted, is_marked, current) = {
        let inner = assist.inner.borrow();
        let current = match inner.popup {
            Some(Popup::List { current, .. }) => Some(current),
            Some(Popup::Card { .. }) | None => None,
        };
        (inner.known.is_some(), !inner.marks.is_empty(), current)
    };
    let about = match (&props.about, is_marked) {
        (Some(about), true) => Some(AttrValue::from(format!("{about} {}", assist.id))),
        (None, true) => Some(assist.id.clone()),
        (about, false) => about.clone(),
    };
    let input = html! {
        <input
            ref={node}
            type="text"
            id={props.id.clone()}
            aria-label={props.name.clone()}
            aria-invalid={props.is_wrong.then_some(truth(true))}
            aria-describedby={about}
            aria-autocomplete={is_assisted.then_some("list")}
            aria-controls={current.map(|_| list_id(&assist))}
            aria-activedescendant={current.map(|current| option_id(&assist, current))}
            placeholder={props.placeholder.clone()}
            spellcheck="false"
            autocomplete="off"
            autocapitalize="off"
            {oninput}
            {onkeydown}
        />
    };
    if is_assisted { around(&assist, input) } else { input }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::{Stage, document};
    use crate::ui::variables::KnownVariables;
    use crate::ui::variables::tests::known;
    use wasm_bindgen_test::wasm_bindgen_test;
    use web_sys::HtmlInputElement;

    #[derive(PartialEq, Properties)]
    struct OwnerProps {
        value: &'static str,
    }

    /// Holds the text, and says below what it was told.
    #[component]
    fn Owner(props: &OwnerProps) -> Html {
        let value = use_state(|| AttrValue::Static(props.value));
        let said = use_state(String::new);
        let oninput = {
            let value = value.clone();
            Callback::from(move |text: String| value.set(text.into()))
        };
        let say = |words: &'static str| {
            let said = said.clone();
            move |name: String| said.set(format!("{words}{name}"))
        };
        let onenter = Callback::from(say("entered")).reform(|()| String::new());
        html! {
            <ContextProvider<KnownVariables> context={known(Callback::from(say("define ")))}>
                <TextInput name="URL" value={(*value).clone()} {oninput} {onenter} placeholder="" is_wrong=false />
                <output>{ &*said }</output>
            </ContextProvider<KnownVariables>>
        }
    }

    async fn stage(value: &'static str) -> (Stage, HtmlInputElement) {
        let stage = Stage::show::<Owner>(OwnerProps { value }).await;
        let input = stage.input("URL");
        input.focus().unwrap();
        (stage, input)
    }

    async fn press(stage: &Stage, input: &HtmlInputElement, key: &str) {
        stage.dispatch(
            input,
            &format!("new KeyboardEvent('keydown', {{ key: '{key}', bubbles: true, cancelable: true }})"),
        );
        stage.settle().await;
    }

    fn all(stage: &Stage, selector: &str) -> Vec<String> {
        let found = stage.find(":scope > *").parent_element().unwrap().query_selector_all(selector).unwrap();
        (0..found.length()).filter_map(|index| found.get(index)?.text_content()).collect()
    }

    fn options(stage: &Stage) -> Vec<String> {
        all(stage, "[role=option] .name")
    }

    #[wasm_bindgen_test]
    async fn variables_are_marked_and_told() {
        let (stage, input) = stage("ws://{{host}}/{{room}}?{{token}}").await;
        assert_eq!(stage.find(".text").text_content().unwrap(), input.value());
        assert_eq!(all(&stage, ".known:not(.secret)"), ["{{host}}"]);
        assert_eq!(all(&stage, ".unknown"), ["{{room}}"]);
        assert_eq!(all(&stage, ".secret"), ["{{token}}"]);
        let about = document().get_element_by_id(&input.get_attribute("aria-describedby").unwrap()).unwrap();
        assert_eq!(
            about.text_content().unwrap(),
            "host is localhost:8080, from Environment Staging. room is not defined. \
             token is secret, from Environment Staging."
        );
    }

    #[wasm_bindgen_test]
    async fn a_text_without_variables_has_nothing_behind_it() {
        let (stage, input) = stage("ws://localhost").await;
        assert!(all(&stage, ".mirror, .sr-only").is_empty());
        stage.type_text(&input, "/{{room}}").await;
        assert_eq!(all(&stage, ".mirror"), ["ws://localhost/{{room}}"]);
        assert!(input.is_same_node(Some(&stage.input("URL"))), "the element is the one that was typed into");
        assert_eq!(stage.focused().as_deref(), Some("URL"));
    }

    #[wasm_bindgen_test]
    async fn a_half_typed_name_is_completed() {
        let (stage, input) = stage("").await;
        stage.type_text(&input, "ws://{{ho").await;
        assert_eq!(options(&stage), ["host", "Hostname", "ghost"]);
        let list = stage.find("[role=listbox]");
        assert!(list.matches(":popover-open").unwrap());
        assert_eq!(input.get_attribute("aria-controls"), Some(list.id()));
        press(&stage, &input, "ArrowUp").await;
        press(&stage, &input, "ArrowUp").await;
        let current = document().get_element_by_id(&input.get_attribute("aria-activedescendant").unwrap()).unwrap();
        assert_eq!(current.text_content().unwrap(), "HostnameEnvironment Staging");
        press(&stage, &input, "Enter").await;
        assert_eq!(input.value(), "ws://{{Hostname}}");
        assert_eq!(input.selection_start().unwrap(), Some(17));
        assert!(options(&stage).is_empty());
        assert_eq!(all(&stage, "output"), [""], "Enter was for the list alone");
        press(&stage, &input, "Enter").await;
        assert_eq!(all(&stage, "output"), ["entered"]);
    }

    #[wasm_bindgen_test]
    async fn what_was_completed_can_be_undone() {
        let (stage, input) = stage("").await;
        stage.type_text(&input, "{{ho").await;
        press(&stage, &input, "Tab").await;
        assert_eq!(input.value(), "{{host}}");
        js_sys::eval("document.execCommand('undo')").unwrap();
        stage.settle().await;
        assert_eq!(input.value(), "{{ho");
        assert_eq!(all(&stage, ".text"), ["{{ho"]);
    }

    #[wasm_bindgen_test]
    async fn escape_closes_the_list_alone() {
        let (stage, input) = stage("").await;
        stage.type_text(&input, "{{ho").await;
        let heard =
            js_sys::eval("globalThis.heard = 0; addEventListener('keydown', () => globalThis.heard++); globalThis")
                .unwrap();
        press(&stage, &input, "Escape").await;
        assert!(options(&stage).is_empty());
        assert_eq!(input.value(), "{{ho");
        press(&stage, &input, "Escape").await;
        assert_eq!(js_sys::Reflect::get(&heard, &"heard".into()).unwrap().as_f64(), Some(1.0));
    }

    #[wasm_bindgen_test]
    async fn a_click_chooses() {
        let (stage, input) = stage("").await;
        stage.type_text(&input, "{{ho").await;
        let option = stage.find("[role=option]:last-child");
        stage.dispatch(&option, "new MouseEvent('click', { bubbles: true })");
        stage.settle().await;
        assert_eq!(input.value(), "{{ghost}}");
    }
}
