//! What is kept in this browser: how much it is, whether it stays, and how it is taken along.

use duplex_core::app::App;
use duplex_core::app::msg::{Msg, WorkspaceMsg};
use duplex_core::app::room::N_LIMIT;
use duplex_core::units;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::store::{press, use_select, use_send, use_store};
use crate::ui::button::{ButtonKind, button, icon_button};
use crate::ui::css::use_css;
use crate::ui::dialog::Dialog;
use crate::ui::icon::IconName;

/// The dialog.
#[component]
pub fn StorageDialog() -> Html {
    let style = use_css(
        r#"
        display: grid;
        gap: 20px;
        section { display: grid; gap: 8px; }
        p { color: var(--text-muted); font-size: var(--text-sm); }
        meter { width: 100%; height: 10px; border: 1px solid var(--line-strong); border-radius: var(--radius-full); overflow: hidden; background: var(--bg-subtle); appearance: none; }
        meter::-webkit-meter-bar { height: 100%; border: 0; border-radius: 0; background: var(--bg-subtle); }
        meter::-webkit-meter-optimum-value { background: var(--accent); }
        meter::-webkit-meter-suboptimum-value { background: var(--warn); }
        meter::-webkit-meter-even-less-good-value { background: var(--danger); }
        meter::-moz-meter-bar { background: var(--accent); }
        meter:-moz-meter-sub-optimum::-moz-meter-bar { background: var(--warn); }
        meter:-moz-meter-sub-sub-optimum::-moz-meter-bar { background: var(--danger); }
        ul { list-style: none; display: grid; gap: 4px; margin: 0; padding: 0; font-size: var(--text-sm); }
        li { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 8px; }
        li > :first-child { flex: 1 1 160px; min-width: 0; overflow-wrap: anywhere; }
        .aside > li { padding-top: 8px; border-top: 1px solid var(--line); }
        .aside > li > :first-child { font-family: var(--font-mono); }
        .size { color: var(--text-muted); font-variant-numeric: tabular-nums; }
        .row { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; }
        label { display: inline-flex; align-items: center; gap: 8px; min-height: 28px; cursor: pointer; }
        label > input { width: 14px; height: 14px; margin: 0; accent-color: var(--accent); }
        "#,
    );
    let (send, store) = (use_send(), use_store());
    let n_used = use_select((), |app, ()| app.n_used());
    let is_persistent = use_select((), |app, ()| app.is_persistent());
    let problem = use_select((), |app, ()| app.environment().storage_problem.clone());
    // All of it is written out for its size: once for each change of what is stored.
    let kept = use_memo(n_used, move |_| store.read(App::kept));
    let aside = use_select((), |app, ()| app.aside().clone());
    // What was set aside and is to be deleted once that is said again.
    let doomed = use_state_eq(String::new);
    let with_secrets = use_state_eq(|| false);
    let on_secrets = {
        let with_secrets = with_secrets.clone();
        Callback::from(move |event: Event| {
            with_secrets.set(event.target_unchecked_into::<HtmlInputElement>().checked());
        })
    };
    let left_out = match *with_secrets {
        false => {
            "The values of secret variables are left out of the file, and those that are kept for the session only."
        }
        true => {
            "The values of secret variables are in the file as plain text. Those kept for the session only are left out."
        }
    };
    html! {
        <Dialog title="Storage" onclose={send.reform(|()| Msg::Show(None))}>
            <div class={style}>
                <section>
                    <div>
                        <b>{ units::bytes(n_used) }</b>{ " of " }{ units::bytes(N_LIMIT) }{ " used by all pages of this origin" }
                    </div>
                    <meter
                        aria-label="Used"
                        min="0"
                        max={N_LIMIT.to_string()}
                        low={(N_LIMIT / 100 * 80).to_string()}
                        high={(N_LIMIT / 100 * 95).to_string()}
                        optimum="0"
                        value={n_used.to_string()}
                    />
                    if let Some(problem) = problem {
                        <p>{ "This browser keeps nothing for this page: " }{ problem }{ "." }</p>
                    }
                    <ul aria-label="Kept here">
                        { for kept.iter().map(|(words, size)| html! {
                            <li><span>{ words }</span><span class="size">{ units::bytes(*size) }</span></li>
                        }) }
                    </ul>
                    <p>
                        { "Nothing of it leaves this browser. It lies here unencrypted, and any page of this origin can read it." }
                    </p>
                </section>
                <section>
                    <p role="status" aria-label="Promise">{ match is_persistent {
                        Some(true) => "This browser promised to keep it, also when its disk is short of space.",
                        Some(false) => "This browser did not promise to keep it: when its disk is short of space it may clear it. It \
                                        may promise later, when you have used this page more.",
                        None => "This browser was not asked to keep it: when its disk is short of space it may clear it.",
                    } }</p>
                    if is_persistent != Some(true) {
                        <div class="row">
                            { button(
                                ButtonKind::Plain,
                                "Ask the browser to keep it",
                                press(&send, (), |()| Msg::Workspace(WorkspaceMsg::Persist)),
                            ) }
                        </div>
                    }
                </section>
                <section>
                    <label><input type="checkbox" checked={*with_secrets} onchange={on_secrets} />{ "Include secret values" }</label>
                    <p>{ left_out }</p>
                    <div class="row">
                        { button(
                            ButtonKind::Primary,
                            "Back up everything",
                            press(&send, *with_secrets, |with_secrets| Msg::Workspace(WorkspaceMsg::Backup { with_secrets })),
                        ) }
                        { button(
                            ButtonKind::Plain,
                            "Restore a backup…",
                            press(&send, (), |()| Msg::Workspace(WorkspaceMsg::PickBackup)),
                        ) }
                    </div>
                </section>
                if !aside.is_empty() { { set_aside(&aside, &doomed, &send) } }
            </div>
        </Dialog>
    }
}

/// What could not be read: each can be had as a file, and deleted once that was said twice.
fn set_aside(aside: &[(String, u64)], doomed: &UseStateHandle<String>, send: &Callback<Msg>) -> Html {
    let tell = |key: &str, message: fn(String) -> WorkspaceMsg| {
        let key = key.to_string();
        send.reform(move |_: MouseEvent| Msg::Workspace(message(key.clone())))
    };
    let doom = |key: &str| {
        let (doomed, key) = (doomed.clone(), key.to_string());
        Callback::from(move |_: MouseEvent| doomed.set(key.clone()))
    };
    html! {
        <section>
            <h3>{ "Set aside" }</h3>
            <p>{ "This could not be read, and is kept as it was found." }</p>
            <ul class="aside" aria-label="Set aside">
                { for aside.iter().map(|(key, size)| html! {
                    <li key={key.clone()}>
                        <span>{ key }</span>
                        <span class="size">{ units::bytes(*size) }</span>
                        { icon_button(
                            IconName::Download,
                            format!("Download {key}"),
                            true,
                            tell(key, WorkspaceMsg::DownloadAside),
                        ) }
                        if **doomed == *key {
                            { button(ButtonKind::Danger, "Delete for good", tell(key, WorkspaceMsg::RemoveAside)) }
                            // In the place of the other one, so that it has the focus and a second press harms nothing.
                            { icon_button(IconName::Close, format!("Keep {key}"), true, doom("")) }
                        } else {
                            { icon_button(IconName::Trash, format!("Delete {key}"), true, doom(key)) }
                        }
                    </li>
                }) }
            </ul>
        </section>
    }
}
