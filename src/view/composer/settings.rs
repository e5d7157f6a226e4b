//! How the connection is made and kept.

use duplex_core::app::msg::{List, Msg, RequestMsg};
use duplex_core::app::sessions::Changes;
use duplex_core::request::settings::Setting;
use yew::prelude::*;

use super::pairs::{Pairs, Table};
use crate::store::{use_select, use_send};
use crate::ui::badge::tag;
use crate::ui::css::use_css;
use crate::ui::field::SmallField;
use crate::ui::switch::switch;
use crate::view::request_bar::TabProps;

/// What shapes the handshake and applies after a reconnect.
const CONNECTION: [Setting; 2] = [Setting::HandshakeMillis, Setting::MaxMessageMegabytes];
const CLOSING: [Setting; 2] = [Setting::CloseCode, Setting::CloseReason];
const RECONNECTION: [Setting; 4] =
    [Setting::Attempts, Setting::IntervalMillis, Setting::MaxIntervalMillis, Setting::JitterPercent];
const AFTER: AttrValue = AttrValue::Static("applies after reconnect");

/// The settings.
#[component]
pub fn SettingsPane(&TabProps { tab, .. }: &TabProps) -> Html {
    let style = use_css(
        r#"
        flex: 1;
        min-height: 0;
        overflow: auto;
        padding: 4px 16px 24px;
        > section { padding-top: 16px; }
        h2 { display: flex; align-items: center; gap: 8px; margin-bottom: 8px; font-size: var(--text-md); }
        .fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(190px, 1fr)); gap: 14px 20px; }
        p { margin-bottom: 6px; color: var(--text-muted); font-size: var(--text-sm); }
        "#,
    );
    let send = use_send();
    let settings = use_select(tab, |app, tab| app.tabs().get(*tab).map(|tab| tab.request.settings.clone()));
    let Changes { subprotocols, timeout, .. } = use_select(tab, |app, tab| app.changes(*tab));
    let Some(settings) = settings else { return Html::default() };
    let field = |setting: Setting| {
        let rule = setting.rule();
        let is_changed = setting == Setting::HandshakeMillis && timeout;
        html! {
            <SmallField
                key={rule.name}
                label={rule.name}
                value={settings.text(setting).to_string()}
                oninput={send.reform(move |text| Msg::Request(tab, RequestMsg::Setting(setting, text)))}
                placeholder={rule.default}
                unit={(!rule.unit.is_empty()).then_some(rule.unit)}
                tag={is_changed.then_some(AFTER)}
                note={(!rule.note.is_empty()).then_some(rule.note)}
                problem={settings.problem(setting).map(AttrValue::from)}
            />
        }
    };
    let fields = |list: &[Setting]| html! { <div class="fields">{ for list.iter().copied().map(field) }</div> };
    let on_switch = send.reform(move |on| Msg::Request(tab, RequestMsg::Reconnects(on)));
    html! {
        <div class={style}>
            <section>{ fields(&CONNECTION) }</section>
            <section>
                <h2>
                    { "Subprotocols" }
                    if subprotocols { { tag(&AFTER) } }
                </h2>
                <p>{ "Offered in this order; the server chooses one." }</p>
                <Pairs {tab} table={Table::Of(List::Subprotocols)} />
            </section>
            <section>
                <h2>{ "Reconnection" }</h2>
                { switch(html! { "Connect again when the connection is lost" }, settings.reconnects, on_switch) }
                if settings.reconnects { { fields(&RECONNECTION) } }
            </section>
            <section>
                <h2>{ "Disconnect says" }</h2>
                { fields(&CLOSING) }
            </section>
            <section>
                <h2>{ "Names of close codes" }</h2>
                <p>{ "What 3000 to 4999 mean in your application, for all requests." }</p>
                <Pairs {tab} table={Table::CloseNames} />
            </section>
        </div>
    }
}
