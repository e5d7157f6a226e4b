//! The answer to an event whose sender waits for one.

use duplex_core::app::msg::{Msg, SessionMsg};
use duplex_core::app::sessions::answer_problem;
use duplex_core::ids::{Seq, TabId};
use yew::prelude::*;

use crate::store::use_send;
use crate::ui::button::{ButtonKind, button};
use crate::ui::code_editor::{CodeEditor, Language};
use crate::ui::css::use_css;
use crate::ui::dialog::Dialog;

/// Which event is answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Answering {
    /// The event.
    pub seq: Seq,
    /// Its name.
    pub name: AttrValue,
}

/// What an [`AnswerDialog`] is given.
#[derive(PartialEq, Properties)]
pub struct AnswerDialogProps {
    tab: TabId,
    event: Answering,
    onclose: Callback<()>,
}

/// The dialog for the event that is answered now, if one is.
pub fn answer_dialog(tab: TabId, answering: &UseStateHandle<Option<Answering>>) -> Html {
    let onclose = {
        let answering = answering.clone();
        Callback::from(move |()| answering.set(None))
    };
    let event = (**answering).clone();
    html! { if let Some(event) = event { <AnswerDialog {tab} {event} {onclose} /> } }
}

/// The dialog.
#[component]
pub fn AnswerDialog(props: &AnswerDialogProps) -> Html {
    let style = use_css(
        r#"
        display: grid;
        gap: 8px;
        p { color: var(--text-muted); font-size: var(--text-sm); }
        .problem { color: var(--danger); }
        .editor { height: 180px; border: 1px solid var(--line-strong); border-radius: var(--radius-sm); overflow: hidden; display: grid; }
        "#,
    );
    let send = use_send();
    // Not a state: what was typed last is there before anything is drawn again.
    let text = use_mut_ref(String::new);
    let problem = use_state(|| None::<String>);
    let (tab, seq) = (props.tab, props.event.seq);
    let on_change = {
        let (text, problem) = (text.clone(), problem.clone());
        Callback::from(move |written| {
            text.replace(written);
            problem.set(None);
        })
    };
    let on_send = {
        let (text, problem, onclose) = (text.clone(), problem.clone(), props.onclose.clone());
        Callback::from(move |()| match answer_problem(&text.borrow()) {
            None => {
                send.emit(Msg::Session(tab, SessionMsg::Answer(seq, text.borrow().clone())));
                onclose.emit(());
            }
            wrong => problem.set(wrong),
        })
    };
    html! {
        <Dialog
            title={["Answer ", &props.event.name].concat()}
            onclose={props.onclose.clone()}
            actions={button(ButtonKind::Primary, "Send answer", on_send.reform(|_: MouseEvent| ()))}
        >
            <div class={style}>
                <p>{ "What its ack is called with: JSON values with commas between them, or nothing." }</p>
                <div class="editor">
                    <CodeEditor
                        label="Arguments"
                        text={text.borrow().clone()}
                        language={Language::Text}
                        placeholder="\"ok\", { \"delivered\": 128 }"
                        wrap=true
                        onchange={on_change}
                        onsubmit={on_send}
                    />
                </div>
                if let Some(problem) = &*problem {
                    <p class="problem" role="alert">{ problem }</p>
                }
            </div>
        </Dialog>
    }
}
