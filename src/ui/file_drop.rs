//! A place that takes a file: dropped on it, or chosen with its button.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{DragEvent, Element, Event, File, FileList, HtmlInputElement, MouseEvent};
use yew::prelude::*;

use super::button::{ButtonLook, button};
use super::css::use_css;
use super::hooks::use_latest;
use super::icon::IconName;

/// What happens while something is dragged.
const EVENTS: [&str; 4] = ["dragenter", "dragover", "dragleave", "drop"];

/// On the element while a file is above it.
const HOVERED: &str = "data-hovered";

/// What a [`FileDrop`] is given.
#[derive(PartialEq, Properties)]
pub struct FileDropProps {
    /// A file was dropped or chosen: the first, if there were several.
    pub onfile: Callback<File>,
    /// Whether it is only a wrapper of its children, without a look and a button of its own.
    #[prop_or_default]
    pub covers: bool,
    /// What is in the middle: what to drop here, or what has been chosen.
    pub children: Html,
}

/// A place that takes a file. Drags without a file pass.
#[component]
pub fn FileDrop(props: &FileDropProps) -> Html {
    let style = use_css(
        r#"
        position: relative;
        min-width: 0;
        &.covers { display: flex; flex-direction: column; flex: 1; min-height: 0; }
        &.covers > * { flex: 1; min-height: 0; }
        &.zone {
            display: flex;
            flex-direction: column;
            align-items: center;
            justify-content: center;
            gap: 12px;
            padding: 24px 16px;
            border: 1px dashed var(--line-strong);
            border-radius: var(--radius-md);
            background: var(--bg-panel);
            color: var(--text-muted);
            text-align: center;
            overflow-wrap: anywhere;
        }
        &[data-hovered]::after {
            content: "";
            position: absolute;
            inset: 0;
            z-index: 2;
            border: 2px dashed var(--accent);
            border-radius: inherit;
            background: color-mix(in srgb, var(--accent) 10%, transparent);
            pointer-events: none;
        }
        "#,
    );
    let root = use_node_ref();
    let input = use_node_ref();
    let latest = use_latest(props.onfile.clone());
    use_effect_with(root.clone(), move |root| {
        let listening = root.cast::<Element>().map(|root| {
            let target = root.clone();
            let listener = Closure::<dyn FnMut(DragEvent)>::new(move |event: DragEvent| {
                if let Some(file) = dragged(&target, &event) {
                    let onfile = Rc::clone(&latest.borrow());
                    onfile.emit(file);
                }
            });
            // Before what is inside hears of it: an editor would take the file's text.
            for event in EVENTS {
                let function = listener.as_ref().unchecked_ref();
                let _ = root.add_event_listener_with_callback_and_bool(event, function, true);
            }
            (root, listener)
        });
        move || {
            let Some((root, listener)) = listening else { return };
            for event in EVENTS {
                let function = listener.as_ref().unchecked_ref();
                let _ = root.remove_event_listener_with_callback_and_bool(event, function, true);
            }
        }
    });
    if props.covers {
        return html! { <div ref={root} class={classes!(style, "covers")}>{ props.children.clone() }</div> };
    }
    let onclick = {
        let input = input.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                input.click();
            }
        })
    };
    let onchange = {
        let onfile = props.onfile.clone();
        Callback::from(move |event: Event| {
            let input = event.target_unchecked_into::<HtmlInputElement>();
            if let Some(file) = first(input.files()) {
                // The same file, chosen once more, is news again.
                input.set_value("");
                onfile.emit(file);
            }
        })
    };
    html! {
        <div ref={root} class={classes!(style, "zone")}>
            <div>{ props.children.clone() }</div>
            { button(ButtonLook { icon: Some(IconName::File), ..ButtonLook::default() }, "Choose file", onclick) }
            <input ref={input} type="file" hidden=true {onchange} />
        </div>
    }
}

/// Takes the drag of a file for itself, shows it, and gives the file once it is dropped.
///
/// Going from one element inside to another is a leave and then an over, and nothing is drawn in between.
fn dragged(root: &Element, event: &DragEvent) -> Option<File> {
    let data = event.data_transfer().filter(|data| data.types().includes(&"Files".into(), 0))?;
    let kind = event.type_();
    event.stop_propagation();
    event.prevent_default();
    let is_over = matches!(kind.as_str(), "dragenter" | "dragover");
    if is_over {
        data.set_drop_effect("copy");
    }
    // Refused only for a name that is none.
    let _ = root.toggle_attribute_with_force(HOVERED, is_over);
    if kind == "drop" { first(data.files()) } else { None }
}

fn first(files: Option<FileList>) -> Option<File> {
    files.and_then(|files| files.get(0))
}
