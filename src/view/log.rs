//! The messages of the tab in front: toolbar, rows, detail.

use crate::ui::css::use_css;
use duplex_core::app::mirror::{DetailState, Worker};
use yew::prelude::*;

use self::detail::DetailPane;
use self::ending::EndingPane;
use self::rows::Rows;
use self::toolbar::Toolbar;
use super::request_bar::TabProps;
use super::welcome::Welcome;
use crate::store::use_select;
use crate::ui::split::Split;

mod about;
mod answer;
mod detail;
mod ending;
mod row;
mod rows;
mod toolbar;

/// The messages.
#[component]
pub fn Log(&TabProps { tab, suffix }: &TabProps) -> Html {
    let style = use_css(
        r#"
        display: flex;
        flex-direction: column;
        min-height: 0;
        min-width: 0;
        background: var(--bg-panel);
        > .died { padding: 8px 12px; color: var(--danger); background: var(--danger-bg); overflow-wrap: anywhere; }
        > .content { flex: 1; min-height: 0; display: grid; grid-template: minmax(0, 1fr) / minmax(0, 1fr); }
        "#,
    );
    let is_detail_open = use_select(tab, |app, tab| app.mirror(*tab).detail != DetailState::Closed);
    let is_fresh = use_select(tab, |app, tab| app.mirror(*tab).worker == Worker::None);
    let died = use_select(tab, |app, tab| match &app.mirror(*tab).worker {
        Worker::Died(why) => Some(AttrValue::Rc(why.clone())),
        Worker::None | Worker::Live => None,
    });
    let share = use_state(|| 0.55);
    let on_share = {
        let share = share.clone();
        Callback::from(move |value| share.set(value))
    };
    if use_select((), |app, ()| app.are_messages_hidden()) {
        return html! { <section class={style} aria-label={format!("Messages{suffix}")}><Toolbar {tab} /></section> };
    }
    html! {
        <section class={style} aria-label={format!("Messages{suffix}")}>
            <Toolbar {tab} />
            <EndingPane {tab} {suffix} key={tab.0} />
            if let Some(why) = died {
                <p class="died" role="alert">
                    { "This session has stopped: " }{ why }
                    { ". What was on the screen stays; the rest of its log is gone. Your draft is safe. Connect starts anew." }
                </p>
            }
            <div class="content">
                if is_fresh {
                    <Welcome />
                } else {
                    <Split
                        name="Height of the message list"
                        stacked=true
                        alone={!is_detail_open}
                        share={*share}
                        onshare={on_share}
                        min_stacked={84.0}
                        start={html! { <Rows {tab} /> }}
                        end={html! { <DetailPane {tab} {suffix} /> }}
                    />
                }
            </div>
        </section>
    }
}
