//! A text in Markdown, drawn: as plain text at once, and with its headings, lists and links as soon as their part is loaded.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;
use yew::prelude::*;

use super::css::use_css;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = duplex, js_name = loadNotes, catch)]
    fn load_notes() -> Result<js_sys::Promise, JsValue>;

    /// What the module exports.
    type Notes;

    #[wasm_bindgen(method, js_name = renderNotes, catch)]
    fn render_notes(this: &Notes, parent: &Element, text: &str) -> Result<(), JsValue>;
}

/// What a [`Markdown`] is given.
#[derive(PartialEq, Properties)]
pub struct MarkdownProps {
    /// The text.
    pub text: AttrValue,
    /// Its name for a screen reader.
    pub label: AttrValue,
}

/// A text in Markdown. It may come from anywhere: nothing in it runs, and nothing is fetched.
#[component]
pub fn Markdown(props: &MarkdownProps) -> Html {
    let style = use_css(
        r#"
        min-width: 0;
        line-height: 1.5;
        overflow-wrap: anywhere;
        .plain { white-space: pre-wrap; }
        .drawn > * + * { margin-top: var(--space-3); }
        h3 { font-size: var(--text-lg); }
        h4, h5, h6 { font-size: var(--text-md); }
        .drawn > * + :is(h3, h4) { margin-top: var(--space-4); }
        ul, ol { padding-left: var(--space-5); }
        ul { list-style: disc; }
        ol { list-style: decimal; }
        li > :is(ul, ol, p + p) { margin-top: var(--space-1); }
        li + li { margin-top: var(--space-1); }
        a { color: var(--accent); text-decoration: underline; }
        a:focus-visible { border-radius: 2px; box-shadow: var(--focus); }
        code, pre, kbd { font-family: var(--font-mono); font-size: var(--text-sm); }
        code, kbd { padding: 1px 4px; border-radius: 3px; background: var(--bg-subtle); }
        pre { padding: var(--space-2) var(--space-3); border-radius: var(--radius-sm); background: var(--bg-subtle); white-space: pre-wrap; }
        pre code { padding: 0; background: transparent; }
        blockquote { padding-left: var(--space-3); border-left: 3px solid var(--line-strong); margin: 0; color: var(--text-muted); }
        hr { border: 0; border-top: 1px solid var(--line); }
        table { border-collapse: collapse; font-size: var(--text-sm); }
        th, td { padding: 4px 8px; border: 1px solid var(--line); vertical-align: top; }
        th:not([align]) { text-align: left; }
        th { background: var(--bg-subtle); font-weight: 600; }
        "#,
    );
    let host = use_node_ref();
    let is_drawn = use_state_eq(|| false);
    use_effect_with(props.text.clone(), {
        let (host, is_drawn) = (host.clone(), is_drawn.clone());
        move |text| {
            let is_wanted = Rc::new(Cell::new(true));
            load({
                let (is_wanted, text) = (Rc::clone(&is_wanted), text.clone());
                move |notes| {
                    if is_wanted.get() {
                        is_drawn.set(notes.is_ok_and(|notes| draw(&notes, &host, &text)));
                    }
                }
            });
            move || is_wanted.set(false)
        }
    });
    html! {
        <div class={style} role="group" aria-label={props.label.clone()}>
            if !*is_drawn {
                <div key="plain" class="plain">{ &props.text }</div>
            }
            <div key="drawn" ref={host} class="drawn" hidden={!*is_drawn} />
        </div>
    }
}

/// Asks for the module and calls `then` with it, or with why it did not come.
#[expect(clippy::disallowed_methods, reason = "the module comes when it comes; nothing else waits for it")]
fn load(then: impl FnOnce(Result<Notes, JsValue>) + 'static) {
    wasm_bindgen_futures::spawn_local(async move {
        let loaded = match load_notes() {
            Ok(promise) => JsFuture::from(promise).await,
            Err(error) => Err(error),
        };
        then(loaded.map(JsCast::unchecked_into));
    });
}

/// Gives whether it has worked: otherwise the plain text goes on showing.
fn draw(notes: &Notes, host: &NodeRef, text: &str) -> bool {
    host.cast::<Element>().is_some_and(|host| notes.render_notes(&host, text).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::Stage;
    use wasm_bindgen_test::wasm_bindgen_test;

    /// Shows a text; the late part is what the script makes.
    async fn check(notes: &str, expected: &str) {
        js_sys::eval(&format!("globalThis.duplex = {{ loadNotes: {notes} }}")).unwrap();
        let stage = Stage::show::<Markdown>(MarkdownProps { text: "# Echo\n".into(), label: "Notes".into() }).await;
        let again = js_sys::eval("globalThis.duplex.loadNotes().catch(() => {})").unwrap();
        JsFuture::from(again.unchecked_into::<js_sys::Promise>()).await.unwrap();
        stage.settle().await;
        js_sys::eval("delete globalThis.duplex").unwrap();
        assert_eq!(stage.find("[aria-label=Notes] > :not([hidden])").inner_html(), expected);
    }

    #[wasm_bindgen_test]
    async fn a_text_is_drawn_by_what_is_loaded() {
        let notes =
            "async () => ({ renderNotes: (parent, text) => { parent.innerHTML = `<h3>${text.slice(2, -1)}</h3>`; } })";
        check(notes, "<h3>Echo</h3>").await;
    }

    #[wasm_bindgen_test]
    async fn what_cannot_be_drawn_stays_plain() {
        check("async () => { throw new Error('offline'); }", "# Echo\n").await;
        check("async () => ({ renderNotes() { throw new Error('no'); } })", "# Echo\n").await;
    }
}
