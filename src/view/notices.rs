//! What the person must hear, at the foot of the screen.

use duplex_core::app::msg::{Msg, NoticeMsg};
use duplex_core::app::notices::NoticeId;
use yew::prelude::*;

use crate::store::{use_select, use_send};
use crate::ui::toast::{ToastItem, toasts};

/// All notices.
#[component]
pub fn Notices() -> Html {
    let send = use_send();
    let notices = use_select((), |app, ()| app.notices().shown().clone());
    let items = notices.iter().map(|notice| ToastItem {
        id: u64::from(notice.id.0),
        text: AttrValue::Rc(notice.text.clone()),
        action: notice.action.as_ref().map(|action| AttrValue::Rc(action.label())),
        is_problem: notice.is_problem,
    });
    toasts(
        items,
        &send.reform(|id| Msg::Notice(NoticeId(id as u32), NoticeMsg::Act)),
        &send.reform(|id| Msg::Notice(NoticeId(id as u32), NoticeMsg::Dismiss)),
    )
}
