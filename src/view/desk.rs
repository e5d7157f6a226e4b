//! One request with all that is its own: request line, composer, messages. Two of them can stand side by side.

use duplex_core::app::msg::{Msg, TabsMsg};
use duplex_core::ids::TabId;
use yew::prelude::*;

use super::composer::Composer;
use super::known::WithVariables;
use super::log::Log;
use super::request_bar::RequestBar;
use super::request_tabs::PANEL;
use crate::store::{use_select, use_send};
use crate::ui::css::use_css;
use crate::ui::split::Split;

/// What a [`Desk`] is given.
#[derive(PartialEq, Properties)]
pub struct DeskProps {
    /// Its tab.
    pub tab: TabId,
    /// Whether it is the right one of two.
    pub is_right: bool,
}

/// A desk.
#[component]
pub fn Desk(&DeskProps { tab, is_right }: &DeskProps) -> Html {
    let style = use_css(
        r#"
        display: grid;
        grid-template: auto minmax(0, 1fr) auto / minmax(0, 1fr);
        min-width: 0;
        min-height: 0;
        &.right { border-left: 6px solid var(--bg-canvas); }
        "#,
    );
    let send = use_send();
    let is_active = use_select(tab, |app, tab| app.tabs().active() == *tab);
    let is_hidden = use_select((), |app, ()| app.are_messages_hidden());
    let share = use_state(|| 0.41);
    let on_share = {
        let share = share.clone();
        Callback::from(move |value| share.set(value))
    };
    // Whatever is used comes to the front.
    let to_front = Callback::from(move |()| {
        if !is_active {
            send.emit(Msg::Tabs(TabsMsg::Select(tab)));
        }
    });
    let suffix = if is_right { ", right" } else { "" };
    html! {
        <div
            class={classes!(style, is_right.then_some("right"))}
            role="tabpanel"
            id={if is_active { PANEL } else { "request-beside" }}
            aria-label={format!("Request{suffix}")}
            data-active={is_active.then_some("true")}
            onfocusin={to_front.reform(|_: FocusEvent| ())}
            onpointerdown={to_front.reform(|_: PointerEvent| ())}
        >
            <WithVariables {tab}>
            <RequestBar {tab} />
            <Split
                name={format!("Width of the composer{suffix}")}
                share={*share}
                onshare={on_share}
                alone={is_hidden}
                start={html! { <Composer {tab} {suffix} /> }}
                end={if is_hidden { Html::default() } else { html! { <Log {tab} {suffix} /> } }}
            />
            if is_hidden { <Log {tab} {suffix} /> }
            </WithVariables>
        </div>
    }
}
