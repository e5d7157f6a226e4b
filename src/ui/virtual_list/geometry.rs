//! Where the rows of a virtual list are: scroll positions to ordinals and back, without a browser.

use std::ops::Range;

/// Browsers stop at 17 to 33 million pixels; the scroller's content is never higher than this.
const MAX_SPACER: f64 = 15_000_000.0;
/// At either end of a list that is higher than that, so many pixels of scrolling are pixels of content.
const EXACT_ZONE: f64 = 100_000.0;
/// A move of the scroller up to this (or one and a half viewports) is a wheel or a key and moves by what it says.
/// More is the scroll bar: even one pixel of its thumb is a multiple of this.
const MAX_STEP: f64 = 4_000.0;
/// Coming so near to the end means wanting to stay there.
const FOLLOW_ZONE: f64 = 80.0;

/// The truth about what is on screen: `top`, the ordinal at the viewport's upper edge, with its fraction.
///
/// The scroller's own position follows from it and is only good for reading what the user did since.
///
/// Invariant: `first <= top <= limit()`, held by `settle` at the end of every change (see the tests).
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Geometry {
    first: i64,
    end: i64,
    row: f64,
    view: f64,
    top: f64,
    scroll: f64,
    jumping: bool,
}

impl Geometry {
    /// No rows, and no place to show them yet.
    pub(super) fn new(row: f64) -> Self {
        Self { first: 0, end: 0, row, view: 0.0, top: 0.0, scroll: 0.0, jumping: false }
    }

    /// The rows are now `first..end`. What is on screen stays where it is, unless `pinned` to the end.
    pub(super) fn set_rows(&mut self, first: i64, end: i64, row: f64, pinned: bool) {
        self.first = first;
        self.end = end.max(first);
        self.row = row;
        self.settle(pinned);
    }

    /// The viewport is now so high. Nothing is forgotten while it has no height: then it is hidden.
    pub(super) fn set_view(&mut self, view: f64, pinned: bool) {
        self.view = view;
        if view > 0.0 {
            self.settle(pinned);
        }
    }

    /// Moves as little as it takes to have the row on screen as a whole.
    pub(super) fn reveal(&mut self, ordinal: i64) {
        let ordinal = as_f64(ordinal.clamp(self.first, (self.end - 1).max(self.first)));
        let last_top = ordinal + 1.0 - self.view / self.row;
        self.top = self.top.max(last_top.min(ordinal)).min(ordinal);
        self.settle(false);
    }

    /// The scroller is now at `scroll`; gives the pixels it moved since the last known position, 0 for our own writes.
    pub(super) fn scrolled(&mut self, scroll: f64) -> f64 {
        let moved = scroll - self.scroll;
        if moved == 0.0 {
            return 0.0;
        }
        self.scroll = scroll;
        let step = MAX_STEP.max(1.5 * self.view);
        self.jumping |= !self.is_exact() && moved.abs() > step;
        if self.is_exact() || self.jumping {
            self.top = self.top_at(scroll);
        } else {
            self.top += moved / self.row;
        }
        self.settle(false);
        moved
    }

    /// Nothing moved for a while: the next small move is a small move again.
    pub(super) fn idle(&mut self) {
        self.jumping = false;
    }

    /// The scroller was written to and is now here.
    pub(super) fn wrote(&mut self, scroll: f64) {
        self.scroll = scroll;
    }

    /// Where the scroller should be.
    pub(super) fn scroll_wanted(&self) -> f64 {
        if self.is_at_end() {
            return self.scroll_limit();
        }
        let pixels = (self.top - as_f64(self.first)) * self.row;
        if self.is_exact() {
            return pixels.round();
        }
        let (whole, room) = (self.pixel_limit(), self.scroll_limit());
        let scroll = if pixels <= EXACT_ZONE {
            pixels
        } else if whole - pixels <= EXACT_ZONE {
            room - (whole - pixels)
        } else {
            EXACT_ZONE + (pixels - EXACT_ZONE) * (room - 2.0 * EXACT_ZONE) / (whole - 2.0 * EXACT_ZONE)
        };
        scroll.round()
    }

    /// Whether the scroller is not where it should be.
    pub(super) fn is_off(&self) -> bool {
        self.off() >= 1.0
    }

    /// Whether the scroller must be written to at once, in the middle of a movement: rows were dropped above, or it is
    /// about to stop too early, or the rows have come to an end before it has.
    pub(super) fn needs_write(&self) -> bool {
        let off = self.off();
        if self.is_exact() {
            return off >= 1.0;
        }
        let at_edge = self.is_at_end() || self.top <= as_f64(self.first);
        let left = self.scroll.min(self.scroll_limit() - self.scroll);
        off >= 2.0 && (at_edge || off > EXACT_ZONE / 2.0 || off > left / 2.0)
    }

    /// The height of the scroller's content.
    pub(super) fn spacer(&self) -> f64 {
        self.content().min(MAX_SPACER)
    }

    /// The rows that are on screen, also in part.
    pub(super) fn visible(&self) -> Range<i64> {
        if self.view <= 0.0 || self.end <= self.first {
            return self.first..self.first;
        }
        let from = as_i64(self.top.floor()).clamp(self.first, self.end);
        let to = as_i64((self.top + self.view / self.row).ceil()).clamp(from, self.end);
        from..to
    }

    /// The most rows that can be on screen at a time.
    pub(super) fn n_slots(&self) -> i64 {
        as_i64((self.view / self.row).ceil()).max(0) + 1
    }

    /// The rows to draw: those on screen, filled up to one row for each slot, so that slots are neither made nor lost
    /// on the way.
    pub(super) fn drawn(&self) -> Range<i64> {
        let visible = self.visible();
        if visible.is_empty() {
            return visible;
        }
        let from = visible.start.min((self.end - self.n_slots()).max(self.first));
        from..(from + self.n_slots()).min(self.end)
    }

    /// The upper edge of row `ordinal` on screen, in whole pixels; exact for rows near the visible ones.
    pub(super) fn y(&self, ordinal: i64) -> f64 {
        ((as_f64(ordinal) - self.top) * self.row).round()
    }

    /// Whether it has a place on screen.
    pub(super) fn is_shown(&self) -> bool {
        self.view > 0.0
    }

    /// Whether the viewport is so high.
    pub(super) fn is_view(&self, view: f64) -> bool {
        (self.view - view).abs() < 0.5
    }

    /// Whether there is more than fits.
    pub(super) fn is_scrollable(&self) -> bool {
        self.content() > self.view
    }

    /// Whether the last row is on screen as a whole.
    pub(super) fn is_at_end(&self) -> bool {
        self.pixels_to_end() < 0.5
    }

    /// What moving by so many pixels says about following the end: `None` for nothing new.
    pub(super) fn follow_after(&self, moved: f64, following: bool) -> Option<bool> {
        let left = self.pixels_to_end();
        if following && moved < 0.0 && left > 1.0 {
            Some(false)
        } else if !following && moved > 0.0 && left <= FOLLOW_ZONE {
            Some(true)
        } else {
            None
        }
    }

    /// How far the scroller is from where it should be. The browser's own end may be a pixel before or behind ours, and
    /// writing there again and again would disturb a movement that has just begun.
    fn off(&self) -> f64 {
        let off = (self.scroll_wanted() - self.scroll).abs();
        if self.is_at_end() && off < 2.0 { 0.0 } else { off }
    }

    fn settle(&mut self, pinned: bool) {
        let limit = self.limit();
        self.top = if pinned { limit } else { self.top.max(as_f64(self.first)).min(limit) };
    }

    /// Whether a pixel of scrolling is a pixel of content everywhere.
    fn is_exact(&self) -> bool {
        self.content() <= MAX_SPACER
    }

    fn content(&self) -> f64 {
        as_f64(self.end - self.first) * self.row
    }

    fn pixel_limit(&self) -> f64 {
        (self.content() - self.view).max(0.0)
    }

    fn scroll_limit(&self) -> f64 {
        (self.spacer() - self.view).max(0.0)
    }

    fn limit(&self) -> f64 {
        (as_f64(self.end) - self.view / self.row).max(as_f64(self.first))
    }

    fn pixels_to_end(&self) -> f64 {
        (self.limit() - self.top) * self.row
    }

    fn top_at(&self, scroll: f64) -> f64 {
        let (whole, room) = (self.pixel_limit(), self.scroll_limit());
        // The browser's own limit may be a fraction of a pixel less.
        if scroll >= room - 1.0 {
            return self.limit();
        }
        let pixels = if self.is_exact() || scroll <= EXACT_ZONE {
            scroll
        } else if room - scroll <= EXACT_ZONE {
            whole - (room - scroll)
        } else {
            EXACT_ZONE + (scroll - EXACT_ZONE) * (whole - 2.0 * EXACT_ZONE) / (room - 2.0 * EXACT_ZONE)
        };
        as_f64(self.first) + pixels / self.row
    }
}

#[expect(clippy::cast_precision_loss, reason = "a list does not have 2^53 rows")]
fn as_f64(ordinal: i64) -> f64 {
    ordinal as f64
}

#[expect(clippy::cast_possible_truncation, reason = "clamped to the list's rows by every caller")]
fn as_i64(ordinal: f64) -> i64 {
    ordinal as i64
}

#[cfg(test)]
mod tests {
    use super::Geometry;
    use wasm_bindgen_test::wasm_bindgen_test as test;

    fn list(n: i64) -> Geometry {
        let mut list = Geometry::new(28.0);
        list.set_rows(0, n, 28.0, false);
        list.set_view(280.0, false);
        list
    }

    /// What the browser does with a write: its position becomes what was asked for.
    fn write(list: &mut Geometry) {
        list.wrote(list.scroll_wanted());
    }

    /// A wheel or a key: relative to where the scroller is.
    fn wheel(list: &mut Geometry, pixels: f64) {
        let limit = list.spacer() - 280.0;
        list.scrolled((list.scroll + pixels).clamp(0.0, limit));
        if list.needs_write() {
            write(list);
        }
    }

    #[test]
    fn few_rows_do_not_scroll() {
        let list = list(4);
        assert_eq!((list.visible(), list.y(3)), (0..4, 84.0));
        assert!(!list.is_scrollable() && list.is_at_end());
    }

    #[test]
    fn each_slot_has_a_row_wherever_it_stands() {
        let mut list = list(1000);
        for scroll in [0.0, 1.0, 27.0, 28.0, 14_000.0, 27_719.0, 27_720.0] {
            list.scrolled(scroll);
            let (drawn, visible) = (list.drawn(), list.visible());
            assert!(drawn.start <= visible.start && visible.end <= drawn.end, "{drawn:?} {visible:?}");
            assert_eq!(drawn.end - drawn.start, 11);
        }
        list.set_rows(998, 1000, 28.0, false);
        assert_eq!(list.drawn(), 998..1000);
    }

    #[test]
    fn no_rows_are_no_rows() {
        let mut list = list(0);
        assert_eq!((list.visible(), list.spacer(), list.scroll_wanted()), (0..0, 0.0, 0.0));
        list.set_rows(7, 7, 28.0, true);
        assert_eq!(list.visible(), 7..7);
    }

    #[test]
    fn a_short_list_scrolls_by_pixels() {
        let mut list = list(1000);
        assert_eq!(list.scrolled(70.0), 70.0);
        assert_eq!((list.visible(), list.y(2), list.y(3)), (2..13, -14.0, 14.0));
        assert_eq!(list.scrolled(70.0), 0.0, "what is known is no movement");
        list.scrolled(28_000.0 - 280.0);
        assert_eq!(list.visible(), 990..1000);
        assert!(list.is_at_end());
    }

    #[test]
    fn dropping_old_rows_moves_nothing_on_screen() {
        let mut list = list(1000);
        list.scrolled(14_010.0);
        let before = (list.visible(), list.y(501));
        list.set_rows(300, 1300, 28.0, false);
        assert_eq!((list.visible(), list.y(501)), before);
        assert_eq!(list.scroll_wanted(), 14_010.0 - 300.0 * 28.0);
        list.set_rows(900, 1900, 28.0, false);
        assert_eq!(list.visible(), 900..910, "what is gone cannot be shown");
    }

    #[test]
    fn pinned_to_the_end_it_stays_there() {
        let mut list = list(1000);
        for end in [1001, 5000, 2_000_000, 3, 40] {
            list.set_rows(0, end, 28.0, true);
            write(&mut list);
            assert!(list.is_at_end());
            assert_eq!(list.visible().end, end);
        }
        list.set_view(100.0, true);
        assert_eq!(list.visible(), 36..40);
    }

    #[test]
    fn hidden_it_forgets_nothing() {
        let mut list = list(1000);
        list.scrolled(14_000.0);
        list.set_view(0.0, false);
        assert!(list.visible().is_empty());
        list.set_view(280.0, false);
        assert_eq!(list.visible(), 500..510);
    }

    #[test]
    fn a_row_is_revealed_by_the_least_move() {
        let mut list = list(1000);
        list.reveal(5);
        assert_eq!(list.visible().start, 0);
        list.reveal(500);
        assert_eq!((list.y(500), list.visible().end - 1), (252.0, 500));
        list.reveal(495);
        assert_eq!(list.y(500), 252.0);
        list.reveal(100);
        assert_eq!(list.y(100), 0.0);
        list.reveal(999_999);
        assert_eq!(list.y(999), 252.0);
        list.reveal(-4);
        assert_eq!(list.y(0), 0.0);
    }

    #[test]
    fn both_ends_of_a_huge_list_are_reached_by_the_scroll_bar() {
        let mut list = list(20_000_000);
        assert_eq!(list.spacer(), 15_000_000.0);
        list.scrolled(15_000_000.0 - 280.0);
        assert_eq!(list.visible(), 19_999_990..20_000_000);
        assert!(!list.is_off());
        list.scrolled(7_500_000.0 - 140.0);
        assert_eq!(list.visible().start, 9_999_995);
        assert!(!list.is_off());
        list.scrolled(0.0);
        assert_eq!(list.visible().start, 0);
    }

    #[test]
    fn a_smooth_jump_ends_where_the_bar_ends() {
        let mut list = list(20_000_000);
        for scroll in [90_000.0, 6_000_000.0, 14_990_000.0, 14_999_000.0, 14_999_700.0, 14_999_720.0] {
            list.scrolled(scroll);
        }
        assert!(list.is_at_end());
    }

    #[test]
    fn a_wheel_moves_a_huge_list_by_pixels() {
        let mut list = list(20_000_000);
        list.scrolled(7_000_000.0);
        list.idle();
        let (row, before) = (list.visible().start + 3, list.y(list.visible().start + 3));
        wheel(&mut list, 53.0);
        assert_eq!(list.y(row), before - 53.0);
        wheel(&mut list, -13.0);
        assert_eq!(list.y(row), before - 40.0);
        assert!(!list.needs_write());
    }

    #[test]
    fn a_wheel_reaches_both_ends_of_a_huge_list_and_not_before() {
        let mut list = list(20_000_000);
        list.scrolled(15_000_000.0 - 280.0);
        list.idle();
        for _ in 0..9_000 {
            wheel(&mut list, -100.0);
            write(&mut list);
        }
        assert_eq!(list.pixels_to_end().round(), 900_000.0);
        // Without a moment of rest.
        for _ in 0..9_000 {
            assert!(!list.is_at_end());
            wheel(&mut list, 100.0);
        }
        assert!(list.is_at_end() && !list.is_off());

        list.reveal(2_000);
        write(&mut list);
        for _ in 0..561 {
            wheel(&mut list, -100.0);
        }
        assert_eq!((list.y(0), list.scroll), (0.0, 0.0));
    }

    #[test]
    fn growing_past_the_limit_moves_nothing_on_screen() {
        let mut list = list(500_000);
        list.scrolled(7_000_007.0);
        let before = (list.visible(), list.y(250_001));
        list.set_rows(0, 700_000, 28.0, false);
        assert_eq!((list.visible(), list.y(250_001)), before);
        write(&mut list);
        assert_eq!(list.scrolled(list.scroll), 0.0);
        assert_eq!((list.visible(), list.y(250_001)), before);
    }

    #[test]
    fn leaving_the_end_ends_following_and_coming_near_starts_it() {
        let mut list = list(1000);
        list.set_rows(0, 1000, 28.0, true);
        write(&mut list);
        assert_eq!(list.follow_after(0.0, true), None);
        let moved = list.scrolled(list.scroll - 5.0);
        assert_eq!(list.follow_after(moved, true), Some(false));
        let moved = list.scrolled(list.scroll - 300.0);
        assert_eq!(list.follow_after(moved, false), None);
        let moved = list.scrolled(list.scroll + 200.0);
        assert_eq!(list.follow_after(moved, false), None);
        let moved = list.scrolled(list.scroll + 30.0);
        assert_eq!(list.follow_after(moved, false), Some(true));
    }
}
