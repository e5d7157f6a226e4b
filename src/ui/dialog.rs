//! A dialog before the page, on the browser's own.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, EventTarget, HtmlDialogElement, HtmlElement, MouseEvent, Node};
use yew::prelude::*;

use super::button::icon_button;
use super::css::use_css;
use super::hooks::use_unique_id;
use super::icon::IconName;

/// What can take the focus, and is reached by Tab.
const CONTROL: &str = "input:enabled, select:enabled, textarea:enabled, a[href], button:enabled, [tabindex='0']";

/// What a [`Dialog`] is given.
#[derive(PartialEq, Properties)]
pub struct DialogProps {
    /// Its head and its name.
    pub title: AttrValue,
    /// It is to be closed: by Escape, its cross, or a click beside it. The owner then leaves it out.
    pub onclose: Callback<()>,
    /// What is in it.
    pub children: Html,
    /// The buttons at its foot.
    #[prop_or_default]
    pub actions: Option<Html>,
    /// Whether it takes the room there is, for a table.
    #[prop_or_default]
    pub is_wide: bool,
}

/// A dialog that is open for as long as it is drawn.
///
/// The focus goes to its first control that has `autofocus`, else to the first in the body, and back when it closes.
#[component]
pub fn Dialog(props: &DialogProps) -> Html {
    let style = use_css(
        r#"
        width: min(560px, calc(100vw - 24px));
        max-width: none;
        max-height: none;
        padding: 0;
        border: 0;
        margin: auto;
        overflow: visible;
        background: transparent;
        color: var(--text);
        font: var(--text-md) / 1.45 var(--font-ui);
        text-align: start;
        white-space: normal;
        cursor: auto;
        &.wide { width: min(1040px, calc(100vw - 24px)); }
        &.wide > .card { height: min(720px, 80dvh); }
        &.wide > .card > .body { padding: 0; }
        &::backdrop { background: color-mix(in srgb, var(--bg-canvas) 65%, transparent); }
        > .card {
            display: flex;
            flex-direction: column;
            max-height: 80dvh;
            border: 1px solid var(--line-strong);
            border-radius: var(--radius-md);
            background: var(--bg-panel);
            box-shadow: var(--shadow-pop);
            animation: rise 0.16s ease-out;
        }
        > .card > .head {
            display: flex;
            align-items: center;
            gap: 8px;
            flex: none;
            min-height: 44px;
            padding: 0 8px 0 16px;
            border-bottom: 1px solid var(--line);
        }
        > .card > .head > h2 { flex: 1; min-width: 0; font-size: var(--text-lg); overflow-wrap: anywhere; }
        > .card > .body {
            flex: 1;
            min-height: 0;
            padding: 16px;
            overflow: auto;
            overscroll-behavior: contain;
            overflow-wrap: anywhere;
        }
        > .card > .body:focus-visible { outline: 2px solid var(--accent); outline-offset: -3px; box-shadow: none; }
        > .card > .foot {
            display: flex;
            flex-wrap: wrap;
            justify-content: end;
            gap: 8px;
            flex: none;
            padding: 10px 16px;
            border-top: 1px solid var(--line);
        }
        "#,
    );
    let node = use_node_ref();
    let title_id = use_unique_id("title");
    // Whether the pointer went down beside the dialog. Up alone does not close: a selection may end there.
    let is_down_beside = use_memo((), |()| Cell::new(false));

    use_effect_with(node.clone(), |node| {
        let opened = node.cast::<HtmlDialogElement>().map(|dialog| (open(&dialog), dialog));
        move || {
            if let Some((before, dialog)) = opened {
                close(&dialog, before);
            }
        }
    });

    let onclose = {
        let (onclose, node) = (props.onclose.clone(), node.clone());
        // A dialog or a file field in the body has such events too.
        Callback::from(move |event: Event| {
            if is_itself(&node, event.target()) {
                // The owner closes it, unless the browser insisted and has done so.
                event.prevent_default();
                onclose.emit(());
            }
        })
    };
    let onmousedown = {
        let (node, is_down_beside) = (node.clone(), Rc::clone(&is_down_beside));
        Callback::from(move |event: MouseEvent| is_down_beside.set(is_itself(&node, event.target())))
    };
    let onclick = {
        let (onclose, node) = (props.onclose.clone(), node.clone());
        Callback::from(move |event: MouseEvent| {
            // The card covers the dialog: what is of the dialog alone is its backdrop.
            if is_down_beside.replace(false) && is_itself(&node, event.target()) {
                onclose.emit(());
            }
        })
    };
    html! {
        <dialog
            ref={node}
            class={classes!(style, props.is_wide.then_some("wide"))}
            aria-labelledby={title_id.clone()}
            oncancel={onclose.clone()}
            {onclose}
            {onmousedown}
            {onclick}
        >
            <div class="card">
                <div class="head">
                    <h2 id={title_id}>{ &props.title }</h2>
                    { icon_button(IconName::Close, "Close dialog", true, props.onclose.reform(|_: MouseEvent| ())) }
                </div>
                <div class="body">{ props.children.clone() }</div>
                if let Some(actions) = &props.actions { <div class="foot">{ actions.clone() }</div> }
            </div>
        </dialog>
    }
}

/// Shows it, and gives what had the focus before.
fn open(dialog: &HtmlDialogElement) -> Option<HtmlElement> {
    let before = active(dialog).and_then(|element| element.dyn_into::<HtmlElement>().ok());
    // Refused only if it is open already or has left the page.
    let _ = dialog.show_modal();
    let find = |selector: &str| dialog.query_selector(selector).ok().flatten();
    if find("[autofocus]").is_some() {
        return before;
    }
    let Some(body) = find(":scope > .card > .body") else {
        return before;
    };
    let first = match body.query_selector(CONTROL).ok().flatten() {
        Some(control) => control,
        None => {
            // Nothing but words: then the arrow keys scroll them.
            let _ = body.set_attribute("tabindex", "0");
            body
        }
    };
    if let Ok(first) = first.dyn_into::<HtmlElement>() {
        let _ = first.focus();
    }
    before
}

/// Gives the focus back, unless something else on the page has taken it.
fn close(dialog: &HtmlDialogElement, before: Option<HtmlElement>) {
    let is_kept = active(dialog).is_none_or(|active| active.tag_name() == "BODY" || dialog.contains(Some(&active)));
    dialog.close();
    if let Some(before) = before.filter(|_| is_kept) {
        let _ = before.focus();
    }
}

fn active(dialog: &HtmlDialogElement) -> Option<Element> {
    dialog.owner_document().and_then(|document| document.active_element())
}

fn is_itself(node: &NodeRef, target: Option<EventTarget>) -> bool {
    let target = target.and_then(|target| target.dyn_into::<Node>().ok());
    target.is_some() && target == node.get()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::{Stage, document};
    use wasm_bindgen_test::wasm_bindgen_test;

    #[derive(PartialEq, Properties)]
    struct OwnerProps {
        /// Whether it leaves out the dialog alone, or what is around it as well.
        has_frame: bool,
    }

    #[component]
    fn Owner(props: &OwnerProps) -> Html {
        let is_open = use_state(|| false);
        let set = |open: bool| {
            let is_open = is_open.clone();
            Callback::from(move |()| is_open.set(open))
        };
        let dialog = is_open.then(|| {
            html! { <Dialog title="Settings" onclose={set(false)}><input aria-label="Name" /></Dialog> }
        });
        html! {
            <>
                <button aria-label="Open" onclick={set(true).reform(|_: MouseEvent| ())} />
                if props.has_frame && *is_open { <section>{ dialog }</section> } else { { dialog } }
            </>
        }
    }

    /// Opens it, closes it, and looks where the focus has gone.
    async fn check(has_frame: bool, close: impl AsyncFn(&Stage)) {
        let stage = Stage::show::<Owner>(OwnerProps { has_frame }).await;
        stage.click("Open").await;
        assert!(stage.find("dialog").matches(":modal").unwrap());
        assert_eq!(stage.focused().as_deref(), Some("Name"));
        close(&stage).await;
        stage.settle().await;
        assert!(document().query_selector("dialog").unwrap().is_none(), "the dialog is gone");
        assert_eq!(stage.focused().as_deref(), Some("Open"));
    }

    #[wasm_bindgen_test]
    async fn escape_closes() {
        let escape = async |stage: &Stage| {
            stage.dispatch(&stage.find("dialog"), "new Event('cancel', { cancelable: true })");
        };
        check(false, escape).await;
        check(true, escape).await;
    }

    #[wasm_bindgen_test]
    async fn the_cross_closes() {
        check(false, async |stage| stage.click("Close dialog").await).await;
        check(true, async |stage| stage.click("Close dialog").await).await;
    }

    #[wasm_bindgen_test]
    async fn a_click_beside_it_closes() {
        let press = |stage: &Stage, selector: &str, kind: &str| {
            stage.dispatch(&stage.find(selector), &format!("new MouseEvent('{kind}', {{ bubbles: true }})"));
        };
        check(false, async |stage| {
            press(stage, "input", "mousedown");
            press(stage, "dialog", "click");
            stage.settle().await;
            assert!(stage.find("dialog").matches(":modal").unwrap(), "the end of a selection does not close");
            press(stage, "dialog", "mousedown");
            press(stage, "dialog", "click");
        })
        .await;
    }

    #[wasm_bindgen_test]
    async fn a_file_field_inside_that_is_cancelled_does_not_close() {
        check(false, async |stage| {
            stage.dispatch(&stage.find("input"), "new Event('cancel', { bubbles: true })");
            stage.settle().await;
            stage.find("dialog");
            stage.click("Close dialog").await;
        })
        .await;
    }
}
