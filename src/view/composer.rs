//! The composer: its tabs. There is one so far.

use std::rc::Rc;

use crate::ui::css::use_css;
use yew::prelude::*;

use self::message::MessagePane;
use super::request_bar::TabProps;
use crate::ui::tabs::{TabItem, TabList};

mod message;

const PANEL: &str = "composer-panel";

/// The composer.
#[component]
pub fn Composer(&TabProps { tab }: &TabProps) -> Html {
    let style = use_css(
        r#"
        display: flex;
        flex-direction: column;
        min-height: 0;
        min-width: 0;
        background: var(--bg-panel);
        > [role="tabpanel"] { flex: 1; display: flex; flex-direction: column; min-height: 0; }
        "#,
    );
    let tabs = use_memo((), |()| -> Rc<[TabItem]> { Rc::from([TabItem::new(0, "Message")]) });
    html! {
        <section class={style} aria-label="Composer">
            <TabList name="Composer" tabs={(*tabs).clone()} selected={0} onselect={Callback::noop()} panel={PANEL} />
            <div role="tabpanel" id={PANEL} aria-label="Message">
                <MessagePane {tab} />
            </div>
        </section>
    }
}
