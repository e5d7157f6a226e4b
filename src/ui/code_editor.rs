//! A text of many lines, to edit or to read: a plain text field at once, and the code editor as soon as it is loaded.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::{Element, FocusEvent, HtmlTextAreaElement, InputEvent, KeyboardEvent, MouseEvent};
use yew::prelude::*;

use self::bridge::{Editor, Module, Options};
use super::css::use_css;
use super::field::echo::Echo;
use super::variables::{Known, KnownVariables};

mod bridge;

/// What the text is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Nothing in particular.
    Text,
    /// JSON.
    Json,
}

impl Language {
    fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
        }
    }
}

/// What a [`CodeEditor`] is given.
#[derive(Clone, PartialEq, Properties)]
pub struct CodeEditorProps {
    /// Its name for a screen reader.
    pub label: AttrValue,
    /// The text, held by the owner.
    pub text: AttrValue,
    /// Which text this is. Another one starts at its top with nothing to undo, and what was typed into the last one and
    /// not reported yet goes to the callbacks of that time. A change of the same one is a step to undo.
    #[prop_or_default]
    pub document: AttrValue,
    /// What the text is written in.
    pub language: Language,
    /// Cannot be changed: then each text is another one.
    #[prop_or_default]
    pub read_only: bool,
    /// Whether long lines are wrapped.
    #[prop_or_default]
    pub wrap: bool,
    /// Whether something is wrong with the text.
    #[prop_or_default]
    pub is_wrong: bool,
    /// Shown while empty.
    #[prop_or_default]
    pub placeholder: AttrValue,
    /// The text is now this: after a pause in typing, on leaving, and before `onsubmit`.
    #[prop_or_default]
    pub onchange: Callback<String>,
    /// Ctrl+Enter or Cmd+Enter was pressed.
    #[prop_or_default]
    pub onsubmit: Callback<()>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Loading,
    Ready,
    Failed,
}

/// A text of many lines.
#[component]
pub fn CodeEditor(props: &CodeEditorProps) -> Html {
    let style = use_css(
        r#"
        position: relative;
        display: grid;
        grid-template: minmax(0, 1fr) auto / minmax(0, 1fr);
        height: 100%;
        min-width: 0;
        min-height: 0;
        overflow: hidden;
        background: var(--bg-raised);
        > .host { grid-area: 1 / 1; min-width: 0; min-height: 0; }
        > textarea {
            grid-area: 1 / 1;
            width: 100%;
            height: 100%;
            min-width: 0;
            min-height: 0;
            padding: 8px 10px 8px 54px;
            border: 0;
            margin: 0;
            border-radius: 0;
            background: linear-gradient(to right, var(--bg-subtle) 44px, var(--bg-raised) 44px);
            color: var(--text);
            font: var(--text-sm)/20px var(--font-mono);
            tab-size: 4;
            resize: none;
            white-space: pre;
            overflow: auto;
        }
        > textarea.wrap { white-space: pre-wrap; overflow-wrap: anywhere; }
        > textarea::placeholder { color: var(--text-faint); opacity: 1; }
        > textarea:focus { box-shadow: inset 0 0 0 1px var(--accent); }
        > .failed {
            grid-area: 2 / 1;
            display: flex;
            align-items: center;
            gap: 8px;
            padding: 4px 12px;
            border-top: 1px solid var(--line);
            background: var(--warn-bg);
            color: var(--text);
            font-size: var(--text-sm);
        }
        > .failed button {
            padding: 0 6px;
            border: 0;
            border-radius: var(--radius-sm);
            background: transparent;
            color: var(--accent);
            font: inherit;
            font-weight: 600;
            line-height: 24px;
            cursor: pointer;
        }
        > .failed button:focus-visible { box-shadow: var(--focus); }
        "#,
    );
    let host = use_node_ref();
    let area = use_node_ref();
    let phase = use_state_eq(|| Phase::Loading);
    let attempt = use_state_eq(|| 0_u32);
    let live = {
        let inner = use_mut_ref(|| Inner::new(props));
        Live { inner, host: host.clone(), area: area.clone() }
    };

    // First, so that the others find what is newest: also the callbacks, which until now were those of the last text.
    use_effect_with(props.clone(), {
        let live = live.clone();
        move |props| live.adopt(props)
    });
    let variables = use_context::<KnownVariables>();
    use_effect_with(variables, {
        let live = live.clone();
        move |known| live.know(known.as_ref())
    });
    use_effect_with(*phase, {
        let live = live.clone();
        move |_| live.fill_plain()
    });
    // The label and the placeholder are fixed in an editor: others need another editor.
    use_effect_with((props.label.clone(), props.placeholder.clone(), *attempt), {
        let (live, phase) = (live.clone(), phase.clone());
        move |_| {
            let wanted = live.want_editor();
            bridge::load({
                let (live, phase) = (live.clone(), phase.clone());
                move |module| match module {
                    Ok(module) => live.arrived(wanted, module, &phase),
                    Err(_) if live.is_wanted(wanted) => phase.set(Phase::Failed),
                    Err(_) => {}
                }
            });
            move || live.end()
        }
    });

    let oninput = {
        let live = live.clone();
        Callback::from(move |event: InputEvent| live.typed(event.is_composing()))
    };
    let onkeydown = {
        let live = live.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) && !event.is_composing() {
                event.prevent_default();
                live.submit();
            }
        })
    };
    let onkeyup = {
        let (live, phase) = (live.clone(), phase.clone());
        Callback::from(move |event: KeyboardEvent| {
            if !event.is_composing() {
                live.composed(&phase);
            }
        })
    };
    let onblur = {
        let (live, phase) = (live.clone(), phase.clone());
        Callback::from(move |_: FocusEvent| live.composed(&phase))
    };
    let again = {
        let (attempt, phase) = (attempt.clone(), phase.clone());
        Callback::from(move |_: MouseEvent| {
            phase.set(Phase::Loading);
            attempt.set(*attempt + 1);
        })
    };
    html! {
        <div class={style}>
            <div key="host" ref={host} class="host" />
            if *phase != Phase::Ready {
                <textarea
                    key="area"
                    ref={area}
                    class={props.wrap.then_some("wrap")}
                    aria-label={props.label.clone()}
                    placeholder={props.placeholder.clone()}
                    readonly={props.read_only}
                    aria-invalid={props.is_wrong.then_some("true")}
                    spellcheck="false"
                    autocomplete="off"
                    autocapitalize="off"
                    wrap={if props.wrap { "soft" } else { "off" }}
                    {oninput}
                    {onkeydown}
                    {onkeyup}
                    {onblur}
                />
            }
            if *phase == Phase::Failed {
                <div key="failed" class="failed" role="status">
                    { "The code editor did not load; this plain field does its work." }
                    <button type="button" onclick={again}>{ "Try again" }</button>
                </div>
            }
        </div>
    }
}

/// What the component knows between renders, and its listeners at any time.
struct Inner {
    /// The newest props: those of the mount are old when the module arrives.
    props: CodeEditorProps,
    known_variables: Option<KnownVariables>,
    /// The text as the owner knows it, or will as soon as it listens.
    known: String,
    echo: Echo,
    editor: Option<Rc<Editor>>,
    /// Counts the editors that were asked for: an answer to an older question is thrown away.
    wanted: u32,
    /// An input method is at work in the plain field, and what arrived meanwhile.
    composing: bool,
    waiting: Option<(u32, Module)>,
}

impl Inner {
    fn new(props: &CodeEditorProps) -> Self {
        Self {
            props: props.clone(),
            known_variables: None,
            known: props.text.to_string(),
            echo: Echo::default(),
            editor: None,
            wanted: 0,
            composing: false,
            waiting: None,
        }
    }
}

/// A [`CodeEditor`] as its listeners see it.
///
/// Invariant: JavaScript is never called while `inner` is borrowed, for it calls back.
#[derive(Clone)]
struct Live {
    inner: Rc<RefCell<Inner>>,
    host: NodeRef,
    area: NodeRef,
}

impl Live {
    fn editor(&self) -> Option<Rc<Editor>> {
        self.inner.borrow().editor.clone()
    }

    fn area(&self) -> Option<HtmlTextAreaElement> {
        self.area.cast()
    }

    /// The plain field may have come anew.
    fn fill_plain(&self) {
        if let Some(area) = self.area() {
            area.set_value(&self.inner.borrow().known);
        }
    }

    /// Takes over what the owner says.
    fn adopt(&self, props: &CodeEditorProps) {
        let editor = self.editor();
        let last = self.inner.borrow().props.clone();
        let is_other = props.document != last.document;
        if is_other && let Some(editor) = &editor {
            // To the last text's own callback.
            self.changed(editor.text());
        }
        let is_news = {
            let mut inner = self.inner.borrow_mut();
            let inner = &mut *inner;
            inner.props = props.clone();
            if is_other {
                inner.echo.settle();
            }
            let is_news = inner.echo.is_news(&props.text, &inner.known);
            if is_news {
                inner.known = props.text.to_string();
            }
            is_news
        };
        match (&editor, self.area()) {
            (Some(editor), _) => {
                if is_other || (is_news && props.read_only) {
                    editor.set_text(&props.text);
                } else if is_news {
                    editor.replace_text(&props.text);
                }
                if props.language != last.language {
                    editor.set_language(props.language.name());
                }
                if props.is_wrong != last.is_wrong {
                    editor.set_wrong(props.is_wrong);
                }
                if props.wrap != last.wrap {
                    editor.set_wrap(props.wrap);
                }
                if props.read_only != last.read_only {
                    editor.set_read_only(props.read_only);
                }
            }
            (None, Some(area)) if is_news => area.set_value(&props.text),
            (None, _) => {}
        }
    }

    /// These are the variables now.
    fn know(&self, variables: Option<&KnownVariables>) {
        let is_other = {
            let mut inner = self.inner.borrow_mut();
            let last = std::mem::replace(&mut inner.known_variables, variables.cloned());
            list(last.as_ref()) != list(variables)
        };
        if is_other && let Some(editor) = self.editor() {
            editor.set_variables(list(variables));
        }
    }

    /// Somebody wants a variable of this name.
    fn define(&self, name: String) {
        let ondefine = self.inner.borrow().known_variables.as_ref().map(|known| known.ondefine.clone());
        if let Some(ondefine) = ondefine {
            ondefine.emit(name);
        }
    }

    /// The text is now this: tells the owner, unless the owner said so.
    fn changed(&self, text: String) {
        let onchange = {
            let mut inner = self.inner.borrow_mut();
            if inner.known == text {
                return;
            }
            inner.echo.reported(&text);
            inner.known.clone_from(&text);
            inner.props.onchange.clone()
        };
        onchange.emit(text);
    }

    /// Something was typed into the plain field.
    fn typed(&self, composing: bool) {
        self.inner.borrow_mut().composing = composing;
        if let Some(area) = self.area() {
            self.changed(area.value());
        }
    }

    fn submit(&self) {
        let onsubmit = self.inner.borrow().props.onsubmit.clone();
        onsubmit.emit(());
    }

    /// An input method has finished its word: what waited for that goes on.
    fn composed(&self, phase: &UseStateHandle<Phase>) {
        let waiting = {
            let mut inner = self.inner.borrow_mut();
            inner.composing = false;
            inner.waiting.take()
        };
        if let Some((wanted, module)) = waiting {
            self.arrived(wanted, module, phase);
        }
    }

    /// Gives the number of the editor that is asked for now.
    fn want_editor(&self) -> u32 {
        let mut inner = self.inner.borrow_mut();
        inner.wanted = inner.wanted.wrapping_add(1);
        inner.wanted
    }

    fn is_wanted(&self, wanted: u32) -> bool {
        self.inner.borrow().wanted == wanted
    }

    /// The module is here: the editor takes the plain field's place, text, selection and focus.
    fn arrived(&self, wanted: u32, module: Module, phase: &UseStateHandle<Phase>) {
        if !self.is_wanted(wanted) {
            return;
        }
        if self.inner.borrow().composing {
            self.inner.borrow_mut().waiting = Some((wanted, module));
            return;
        }
        let Some(host) = self.host.cast::<Element>() else {
            return;
        };
        let area = self.area();
        let (props, text, variables) = {
            let inner = self.inner.borrow();
            (inner.props.clone(), inner.known.clone(), inner.known_variables.clone())
        };
        let has_focus = area.as_ref().is_some_and(|area| {
            area.owner_document().and_then(|document| document.active_element()).as_ref() == Some(area)
        });
        let selection = area.as_ref().and_then(selection).map(|(from, to)| {
            let len = u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
            (from.min(len), to.min(len))
        });
        let options = Options {
            text: &text,
            language: props.language.name(),
            read_only: props.read_only,
            wrap: props.wrap,
            label: &props.label,
            placeholder: &props.placeholder,
            selection: if has_focus { selection } else { None },
        };
        let (on_change, on_submit, on_define) = (self.clone(), self.clone(), self.clone());
        let editor = Editor::create(
            &module,
            &host,
            &options,
            move |text| on_change.changed(text),
            move || on_submit.submit(),
            move |name| on_define.define(name),
        );
        match editor {
            Ok(editor) => {
                let editor = Rc::new(editor);
                if variables.is_some() {
                    editor.set_variables(list(variables.as_ref()));
                }
                if props.is_wrong {
                    editor.set_wrong(true);
                }
                self.inner.borrow_mut().editor = Some(Rc::clone(&editor));
                if has_focus {
                    editor.focus();
                }
                phase.set(Phase::Ready);
            }
            Err(_) => phase.set(Phase::Failed),
        }
    }

    /// The editor is not wanted any more. What it had not reported it reports now.
    fn end(&self) {
        let editor = {
            let mut inner = self.inner.borrow_mut();
            inner.wanted = inner.wanted.wrapping_add(1);
            inner.waiting = None;
            inner.editor.take()
        };
        drop(editor);
    }
}

fn list(variables: Option<&KnownVariables>) -> Option<&[Known]> {
    variables.map(|known| &*known.list)
}

/// What is selected in the plain field, in UTF-16 units.
fn selection(area: &HtmlTextAreaElement) -> Option<(u32, u32)> {
    Some((area.selection_start().ok()??, area.selection_end().ok()??))
}
