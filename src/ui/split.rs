//! Two panes and the grip between them.

use web_sys::{Element, HtmlElement, KeyboardEvent, PointerEvent};
use yew::prelude::*;

use super::css::{decimal, use_css};
use super::hooks::{use_latest, use_size};

/// The grip's thickness.
const GRIP: f64 = 6.0;
/// How far an arrow key moves the grip, as a share of the whole.
const STEP: f64 = 0.02;
/// One below the other when the whole is narrower than this.
const STACK_BELOW: f64 = 840.0;
/// The least width of either pane, in pixels, as in the style.
const MIN_WIDTH: f64 = 320.0;

/// What a [`Split`] is given.
#[derive(PartialEq, Properties)]
pub struct SplitProps {
    /// What the grip changes, for a screen reader.
    pub name: AttrValue,
    /// The left or upper pane.
    pub start: Html,
    /// The right or lower pane.
    pub end: Html,
    /// The first pane's share of the space, 0 to 1.
    pub share: f64,
    /// The share is now this: at the end of a drag, and at each key.
    pub onshare: Callback<f64>,
    /// Only the first pane is there; when the second comes, the first stays as it is.
    #[prop_or_default]
    pub alone: bool,
    /// One below the other, whatever the width.
    #[prop_or_default]
    pub stacked: bool,
    /// The least height of either pane when stacked, in pixels.
    #[prop_or(120.0)]
    pub min_stacked: f64,
}

/// Two panes and a grip.
#[component]
pub fn Split(props: &SplitProps) -> Html {
    let style = use_css(
        r#"
        display: grid;
        min-width: 0;
        min-height: 0;
        height: 100%;
        background: var(--bg-canvas);
        grid-template-columns: minmax(320px, calc(var(--share) * (100% - 6px))) 6px minmax(320px, 1fr);
        grid-template-rows: minmax(0, 1fr);
        > .pane { display: grid; grid-template: minmax(0, 1fr) minmax(0, 1fr); min-width: 0; min-height: 0; overflow: hidden; }
        > .grip {
            border: 0 solid var(--line);
            border-width: 0 1px;
            background: var(--bg-canvas);
            cursor: col-resize;
            touch-action: none;
            user-select: none;
        }
        &.stacked {
            grid-template-columns: minmax(0, 1fr);
            grid-template-rows: minmax(var(--min-stacked), calc(var(--share) * (100% - 6px))) 6px minmax(var(--min-stacked), 1fr);
        }
        &.alone { grid-template: minmax(0, 1fr) / minmax(0, 1fr); }
        &.stacked > .grip { border-width: 1px 0; cursor: row-resize; }
        @media (forced-colors: active) { > .grip { background: ButtonText; } }
        > .grip:hover { background: var(--line-strong); }
        > .grip.dragged { background: var(--accent); border-color: var(--accent); }
        > .grip:focus-visible { box-shadow: none; background: var(--accent); border-color: var(--accent); }
        "#,
    );
    let root = use_node_ref();
    let grip = use_node_ref();
    let narrow = use_state_eq(|| false);
    use_size(root.clone(), {
        let narrow = narrow.clone();
        Callback::from(move |(width, _)| narrow.set(width > 0.0 && width < STACK_BELOW))
    });
    let stacked = props.stacked || *narrow;

    let frame = Frame { root: root.clone(), stacked, min_pane: if stacked { props.min_stacked } else { MIN_WIDTH } };
    // Where on the grip it was taken, and the share it was dragged to: drawn at once, without a render.
    let drag = use_mut_ref(|| None::<(f64, f64)>);
    let latest = use_latest((props.share, props.onshare.clone()));

    let onpointerdown = {
        let (frame, drag, latest, grip) = (frame.clone(), drag.clone(), latest.clone(), grip.clone());
        Callback::from(move |event: PointerEvent| {
            let Some(grip) = grip.cast::<Element>() else { return };
            if event.button() != 0 {
                return;
            }
            let rect = grip.get_bounding_client_rect();
            let offset = frame.along(&event) - if frame.stacked { rect.top() } else { rect.left() };
            *drag.borrow_mut() = Some((offset, latest.borrow().0));
            // Refused only for a pointer that is gone: then there is no drag.
            let _ = grip.set_pointer_capture(event.pointer_id());
            let _ = grip.class_list().add_1("dragged");
        })
    };
    let onpointermove = {
        let (frame, drag, grip) = (frame.clone(), drag.clone(), grip.clone());
        Callback::from(move |event: PointerEvent| {
            let mut drag = drag.borrow_mut();
            if let Some((offset, dragged)) = drag.as_mut()
                && let Some(share) = frame.share_at(frame.along(&event) - *offset)
            {
                *dragged = share;
                frame.draw(share);
                if let Some(grip) = grip.cast::<Element>() {
                    let _ = grip.set_attribute("aria-valuenow", &percent(share));
                }
            }
        })
    };
    let ondrop = {
        let (drag, latest, grip) = (drag.clone(), latest.clone(), grip.clone());
        Callback::from(move |_: PointerEvent| {
            if let Some(grip) = grip.cast::<Element>() {
                let _ = grip.class_list().remove_1("dragged");
            }
            let dropped = drag.borrow_mut().take();
            if let Some((_, share)) = dropped {
                let onshare = latest.borrow().1.clone();
                onshare.emit(share);
            }
        })
    };
    let onkeydown = {
        let (frame, latest) = (frame.clone(), latest.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            let (share, onshare) = (latest.borrow().0, latest.borrow().1.clone());
            let step = if event.shift_key() { 5.0 * STEP } else { STEP };
            let (back, on) = if frame.stacked { ("ArrowUp", "ArrowDown") } else { ("ArrowLeft", "ArrowRight") };
            let wanted = match event.key() {
                key if key == back => share - step,
                key if key == on => share + step,
                key if key == "Home" => 0.0,
                key if key == "End" => 1.0,
                _ => return,
            };
            event.prevent_default();
            onshare.emit(frame.clamp(wanted));
        })
    };
    // A drag writes past Yew, so the owner's share must be written again when it refuses the dragged one.
    use_effect({
        let (frame, share, drag) = (frame, props.share, drag);
        move || {
            if drag.borrow().is_none() {
                frame.draw(share);
            }
        }
    });
    let least = format!("--min-stacked: {}px", decimal(props.min_stacked));
    html! {
        <div ref={root} class={classes!(style, stacked.then_some("stacked"), props.alone.then_some("alone"))} style={least}>
            <div class="pane">{ props.start.clone() }</div>
            if !props.alone {
            <div
                ref={grip}
                class="grip"
                role="separator"
                tabindex="0"
                aria-label={props.name.clone()}
                aria-orientation={if stacked { "horizontal" } else { "vertical" }}
                aria-valuenow={percent(props.share)}
                aria-valuemin="0"
                aria-valuemax="100"
                {onpointerdown}
                {onpointermove}
                onpointerup={ondrop.clone()}
                onpointercancel={ondrop}
                {onkeydown}
            />
            <div class="pane">{ props.end.clone() }</div>
            }
        </div>
    }
}

/// The space the grip moves in.
#[derive(Clone)]
struct Frame {
    root: NodeRef,
    stacked: bool,
    min_pane: f64,
}

impl Frame {
    /// The pointer's place on the axis of the grip.
    fn along(&self, event: &PointerEvent) -> f64 {
        f64::from(if self.stacked { event.client_y() } else { event.client_x() })
    }

    /// Where the frame begins, and how much there is to share.
    fn extent(&self) -> Option<(f64, f64)> {
        let rect = self.root.cast::<Element>()?.get_bounding_client_rect();
        let (begin, whole) = if self.stacked { (rect.top(), rect.height()) } else { (rect.left(), rect.width()) };
        Some((begin, (whole - GRIP).max(1.0)))
    }

    fn share_at(&self, grip: f64) -> Option<f64> {
        let (begin, whole) = self.extent()?;
        Some(self.clamp((grip - begin) / whole))
    }

    fn clamp(&self, share: f64) -> f64 {
        let Some((_, whole)) = self.extent() else { return share };
        let least = (self.min_pane / whole).min(1.0);
        let most = (1.0 - self.min_pane / whole).max(least);
        share.max(least).min(most)
    }

    fn draw(&self, share: f64) {
        if let Some(root) = self.root.cast::<HtmlElement>() {
            // Refused only for a name that is no property.
            let _ = root.style().set_property("--share", &decimal(share));
        }
    }
}

fn percent(share: f64) -> String {
    ((share * 100.0).round() as i64).to_string()
}
