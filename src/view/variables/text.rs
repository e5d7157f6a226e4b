//! All variables of one place as a text.

use duplex_core::app::msg::{Msg, VariablesMsg};
use duplex_core::variables::Variable;
use duplex_core::variables::bulk::{self, Bulk};
use yew::prelude::*;

use super::FormProps;
use crate::store::use_send;
use crate::ui::button::{ButtonKind, Segment, button, segmented};
use crate::ui::code_editor::{CodeEditor, Language};
use crate::ui::css::use_css;

const FORMATS: [Segment; 2] = [Segment::new("KEY=value"), Segment::new("JSON")];

/// The text, and what puts it in place of the variables.
#[component]
pub fn VariablesText(FormProps { document }: &FormProps) -> Html {
    let style = use_css(
        r#"
        flex: 1;
        display: grid;
        grid-template: auto minmax(120px, 1fr) auto auto / minmax(0, 1fr);
        min-height: 0;
        .bar { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; padding: 8px 16px; }
        .bar > span { flex: 1; color: var(--text-muted); font-size: var(--text-sm); }
        .problem { padding: 6px 16px; color: var(--danger); background: var(--danger-bg); }
        "#,
    );
    let send = use_send();
    let bulk = use_state_eq(Bulk::default);
    // What was typed; nothing while it is what the variables give.
    let typed = use_state_eq(|| None::<String>);
    let variables: Vec<Variable> = document.variables().into_iter().map(|(_, variable)| variable.clone()).collect();
    let written = bulk::write(&variables, *bulk);
    let text = (*typed).clone().unwrap_or_else(|| written.clone());
    let read = bulk::read(&text, *bulk);
    let is_changed = typed.is_some() && text != written;
    let on_format = {
        let (bulk, typed) = (bulk.clone(), typed.clone());
        let read = read.clone();
        Callback::from(move |format: usize| {
            let format = if format == 1 { Bulk::Json } else { Bulk::Lines };
            // What was typed is carried over, unless it cannot be read: then it stays until it can.
            if let Ok(variables) = &read {
                typed.set(is_changed.then(|| bulk::write(variables, format)));
                bulk.set(format);
            }
        })
    };
    let on_apply = {
        let (typed, id, read) = (typed.clone(), document.id, read.clone());
        Callback::from(move |_: MouseEvent| {
            if let Ok(variables) = &read {
                send.emit(Msg::Variables(VariablesMsg::Replace(id, variables.clone())));
                typed.set(None);
            }
        })
    };
    let on_discard = {
        let typed = typed.clone();
        Callback::from(move |_: MouseEvent| typed.set(None))
    };
    let on_change = {
        let typed = typed.clone();
        Callback::from(move |text| typed.set(Some(text)))
    };
    html! {
        <div class={style}>
            <div class="bar">
                { segmented("Format", &FORMATS, usize::from(*bulk == Bulk::Json), &on_format) }
                <span>{ "# before a name switches it off. Dots stand for a secret and keep it." }</span>
            </div>
            <CodeEditor
                label="Variables as text"
                {text}
                document={format!("variables/{}/{}", document.id, *bulk == Bulk::Json)}
                language={if *bulk == Bulk::Json { Language::Json } else { Language::Text }}
                placeholder="NAME=value"
                is_wrong={read.is_err()}
                onchange={on_change}
            />
            if let Err(problem) = &read {
                <p class="problem" role="alert">{ problem.to_string() }</p>
            }
            <div class="bar">
                <span role="status">{ if is_changed { "Not applied yet" } else { "" } }</span>
                if is_changed {
                    { button(ButtonKind::Ghost, "Discard", on_discard) }
                    { button(ButtonKind::Primary, "Apply", on_apply) }
                }
            </div>
        </div>
    }
}
