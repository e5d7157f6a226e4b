//! What the person must hear: what failed, and what can still be undone.

use std::rc::Rc;

use crate::app::shared::Shared;
use crate::ids::TabId;
use crate::time::Time;

/// One notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct NoticeId(pub u32);

/// A notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Who it is.
    pub id: NoticeId,
    /// What it says.
    pub text: Rc<str>,
    /// What can be done about it.
    pub action: Option<Action>,
    /// Whether something went wrong.
    pub is_problem: bool,
    /// When it goes by itself; one that reports a problem stays.
    pub until: Option<Time>,
}

/// What a notice offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Bring a closed tab back.
    ReopenTab(TabId),
    /// Take back what was done.
    Undo(u32),
    /// Give the person the data that could not be kept.
    Download,
    /// Define a variable that nobody knows.
    Define(Rc<str>),
}

impl Action {
    /// What its button says.
    pub fn label(&self) -> Rc<str> {
        match self {
            Action::ReopenTab(_) | Action::Undo(_) => "Undo".into(),
            Action::Download => "Download my work".into(),
            Action::Define(name) => format!("Define {name}").into(),
        }
    }
}

/// All notices, oldest first.
#[derive(Debug, Default)]
pub struct Notices {
    shown: Shared<Vec<Notice>>,
    next_id: u32,
}

impl Notices {
    /// How long a notice stays that needs no answer.
    pub const STAY_MILLIS: u64 = 10_000;

    /// What is shown now.
    pub fn shown(&self) -> &Shared<Vec<Notice>> {
        &self.shown
    }

    /// Shows what went wrong, until it is dismissed. The same words are not shown twice.
    pub(super) fn problem(&mut self, text: impl Into<Rc<str>>, action: Option<Action>) {
        self.lasting(text, action);
    }

    /// The same, for who takes it away when it is over.
    pub(super) fn lasting(&mut self, text: impl Into<Rc<str>>, action: Option<Action>) -> NoticeId {
        let text = text.into();
        match self.shown.iter().find(|notice| notice.text == text) {
            Some(notice) => notice.id,
            None => self.push(text, action, true, None),
        }
    }

    /// Shows what happened, for a while.
    pub(super) fn info(&mut self, now: Time, text: impl Into<Rc<str>>, action: Option<Action>) {
        self.push(text.into(), action, false, Some(now.plus_millis(Notices::STAY_MILLIS)));
    }

    /// Takes one away.
    pub(super) fn take(&mut self, id: NoticeId) -> Option<Notice> {
        let index = self.shown.iter().position(|notice| notice.id == id)?;
        Some(self.shown.edit().remove(index))
    }

    /// Whether a notice that is shown offers this.
    pub(super) fn offers(&self, id: NoticeId, action: &Action) -> bool {
        self.shown.iter().any(|notice| notice.id == id && notice.action.as_ref() == Some(action))
    }

    /// Takes those away whose action this is.
    pub(super) fn remove_offers_of(&mut self, action: &Action) {
        if self.shown.iter().any(|notice| notice.action.as_ref() == Some(action)) {
            self.shown.edit().retain(|notice| notice.action.as_ref() != Some(action));
        }
    }

    /// Takes away one that has been shown long enough.
    pub(super) fn expire(&mut self, now: Time) -> Option<Notice> {
        let id = self.shown.iter().find(|notice| notice.until.is_some_and(|until| until <= now))?.id;
        self.take(id)
    }

    /// When the next one goes.
    pub(super) fn deadline(&self) -> Option<Time> {
        self.shown.iter().filter_map(|notice| notice.until).min()
    }

    fn push(&mut self, text: Rc<str>, action: Option<Action>, is_problem: bool, until: Option<Time>) -> NoticeId {
        let id = NoticeId(self.next_id);
        self.next_id += 1;
        self.shown.edit().push(Notice { id, text, action, is_problem, until });
        id
    }
}
