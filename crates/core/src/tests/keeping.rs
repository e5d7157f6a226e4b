//! What is kept against a storage that is full, broken, newer, cleared, or another page's.

use std::collections::BTreeMap;

use super::desk::Desk;
use crate::app::Environment;
use crate::app::msg::{LibraryMsg, Msg, NoticeMsg, Overlay, RequestMsg, StorageMsg, WorkspaceMsg};
use crate::app::room::{N_LIMIT, Room};
use crate::request::pairs::{Cell, PairEdit};

const NEWER: &str = "{\"v\":2,\"data\":{\"anything\":[1]}}";

fn with(stored: &[(&str, &str)]) -> Desk {
    Desk::with_stored(stored.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect())
}

impl Desk {
    fn says(&self, words: &str) -> bool {
        self.notices().iter().any(|notice| notice.contains(words))
    }

    fn name_a_code(&mut self) {
        self.send_msg(Msg::CloseNames(PairEdit::Text(0, Cell::Key, "4003".into())));
        self.send_msg(Msg::CloseNames(PairEdit::Text(0, Cell::Value, "Quota".into())));
    }

    fn key_of(&self, what: &str) -> String {
        self.stored.keys().find(|key| key.starts_with(what)).expect("it is stored").clone()
    }
}

#[test]
fn what_a_newer_release_wrote_is_said_until_it_was_read() {
    let mut desk = with(&[("collection/000000000001", NEWER)]);
    desk.request_msg(RequestMsg::Url("ws://x".into()));
    desk.wait(2_000);
    assert!(desk.stored.keys().any(|key| key.starts_with("tabs/")), "other things are stored");
    assert!(desk.says("A collection was not restored: it was written by a newer Duplex"));
}

#[test]
fn no_key_of_a_newer_release_is_overwritten() {
    let keys = ["globals/globals", "settings/close-names", "theme/theme", "tabs/1", "history/2026-01-07"];
    let mut desk = with(&keys.map(|key| (key, NEWER)));
    assert_eq!(desk.notices().len(), keys.len(), "{:?}", desk.notices());
    desk.name_a_code();
    desk.send_msg(Msg::ToggleTheme);
    let globals = desk.app.new_variable();
    desk.define(crate::app::workspace::GLOBALS, "host", "h");
    assert_ne!(desk.app.new_variable(), globals);
    desk.connected("ws://a");
    desk.new_named(LibraryMsg::NewCollection, "Chat");
    desk.wait(60_000);
    desk.hide(true);
    assert_eq!(keys.map(|key| &*desk.stored[key]), [NEWER; 5]);
    assert!(desk.stored.keys().any(|key| key.starts_with("collection/")), "other things are stored");
}

#[test]
fn secrets_of_a_newer_release_stay_in_the_session() {
    let key = "secrets/session";
    let world = |text: &str| Environment { session_stored: vec![(key.into(), text.into())], ..Environment::default() };
    let mut desk = Desk::in_world(BTreeMap::new(), world(NEWER));
    assert!(desk.says("What is kept for this session only was not restored"));
    desk.new_named(LibraryMsg::NewCollection, "Chat");
    desk.wait(2_000);
    assert_eq!(desk.session_stored[key], NEWER);
    let desk = Desk::in_world(BTreeMap::new(), world("{"));
    assert!(desk.says("Enter it again"));
    assert!(desk.stored.is_empty(), "it is not put where it would stay");
}

#[test]
fn a_setting_that_is_not_stored_is_tried_again() {
    let mut desk = Desk::new();
    desk.storage_is_full = true;
    desk.name_a_code();
    desk.request_msg(RequestMsg::Url("ws://x".into()));
    desk.wait(500);
    assert!(desk.says("The list of names of close codes is not saved: the browser's storage is full"));
    assert!(desk.says("The list of open tabs is not saved"));
    desk.storage_is_full = false;
    desk.wait(11_000);
    assert_eq!(desk.notices(), [""; 0]);
    assert!(desk.stored["settings/close-names"].contains("Quota"));
}

#[test]
fn what_is_dismissed_is_not_said_at_each_attempt() {
    let mut desk = Desk::new();
    desk.storage_is_full = true;
    desk.request_msg(RequestMsg::Url("ws://x".into()));
    desk.wait(500);
    desk.act_on_notice(NoticeMsg::Dismiss);
    desk.wait(60_000);
    assert_eq!(desk.notices(), [""; 0]);
    desk.storage_is_full = false;
    desk.wait(11_000);
    desk.storage_is_full = true;
    desk.request_msg(RequestMsg::Url("ws://y".into()));
    desk.wait(500);
    assert_eq!(desk.notices().len(), 1, "it is another matter now");
}

#[test]
fn room_that_is_made_is_used_at_once() {
    let mut desk = Desk::with_chat();
    desk.send_msg(Msg::Storage(StorageMsg::Used(N_LIMIT)));
    assert_eq!(desk.app.room(), Room::NearlyFull);
    desk.storage_is_full = true;
    desk.wait(500);
    assert!(desk.says("Chat is not saved"));
    desk.storage_is_full = false;
    desk.send_msg(Msg::Storage(StorageMsg::Used(N_LIMIT / 100 * 79)));
    desk.wait(1);
    assert_eq!((desk.app.room(), desk.says("is not saved")), (Room::Enough, false));
    assert_eq!(desk.reload().tree().len(), 4);
}

#[test]
fn a_broken_value_is_not_overwritten_before_it_is_set_aside() {
    let mut desk = with(&[("tabs/1", "{broken")]);
    assert!(desk.stored.keys().any(|key| key.starts_with("backup/tabs/1/")));
    desk.storage_is_full = true;
    desk.hear("globals/globals", Some("{"));
    desk.define(crate::app::workspace::GLOBALS, "host", "h");
    desk.wait(500);
    assert!(desk.says("What could not be read is not set aside yet"), "{:?}", desk.notices());
    assert_eq!(desk.stored["globals/globals"], "{");
    desk.storage_is_full = false;
    desk.wait(11_000);
    assert_eq!(desk.stored[&desk.key_of("backup/globals/")], "{");
    assert!(desk.stored["globals/globals"].contains("host"));
    assert!(!desk.says("not set aside yet"));
    assert_eq!(desk.app.aside().len(), 2, "each once");
}

#[test]
fn what_was_set_aside_before_a_reload_is_not_set_aside_again() {
    let keys = ["globals/globals", "history/2026-01-07", "settings/close-names", "tabs/1"];
    let mut desk = with(&keys.map(|key| (key, "{broken"))).reload();
    desk.define(crate::app::workspace::GLOBALS, "host", "h");
    desk.connected("ws://a");
    desk.name_a_code();
    desk.wait(2_000);
    assert_eq!((desk.app.aside().len(), desk.notices().len()), (4, 0));
    assert!(keys.iter().all(|key| desk.stored[*key].starts_with("{\"v\":1")), "{:?}", desk.stored);
    for (aside, _) in desk.app.aside().to_vec() {
        desk.send_msg(Msg::Workspace(WorkspaceMsg::RemoveAside(aside)));
    }
    assert!(keys.iter().all(|key| desk.stored.contains_key(*key)), "what replaced it stays");
}

#[test]
fn what_was_set_aside_and_deleted_does_not_come_back() {
    let keys = ["collection/000000000001", "tabs/gone", "tabs/1", "settings/close-names", "globals/globals"];
    let mut desk = with(&keys.map(|key| (key, "{broken")));
    assert_eq!(desk.app.aside().len(), 5);
    for (aside, _) in desk.app.aside().to_vec() {
        desk.send_msg(Msg::Workspace(WorkspaceMsg::RemoveAside(aside)));
    }
    let desk = desk.reload();
    assert_eq!((desk.notices().len(), desk.app.aside().len()), (0, 0));
}

#[test]
fn a_deletion_that_is_older_than_what_stands_there_deletes_nothing() {
    let mut desk = Desk::with_chat();
    desk.wait(500);
    // Another page deleted it, and this one has stored it again before it heard of that.
    let key = desk.key_of("collection/");
    desk.send_msg(Msg::Storage(StorageMsg::Changed(key.clone(), None)));
    assert_eq!(desk.tree().len(), 4);
    // The other way round: this page has deleted what another one stored a moment before.
    let value = desk.stored[&key].clone();
    let chat = desk.item("Chat");
    desk.library(LibraryMsg::Delete(chat));
    desk.send_msg(Msg::Storage(StorageMsg::Changed(key, Some(value))));
    assert!(desk.tree().is_empty());
}

#[test]
fn what_another_page_deletes_is_kept_where_it_is_open_or_changed() {
    let mut desk = Desk::with_chat();
    desk.wait(500);
    let key = desk.key_of("collection/");
    desk.open("Echo");
    desk.set_url("ws://draft");
    desk.hear(&key, None);
    assert!(desk.tree().is_empty());
    assert!(desk.says("Chat was deleted in another page. What is open of it stays"));
    assert!(desk.is_unsaved());

    let mut desk = Desk::with_chat();
    desk.wait(500);
    desk.open("Echo");
    desk.set_url("ws://saved");
    desk.turns_wait = true;
    desk.save();
    desk.wait(500);
    desk.hear(&key, None);
    desk.give_turn();
    assert!(desk.says("Chat was deleted in another page. It has changes of this page, and is kept."));
    assert!(desk.stored[&key].contains("ws://saved"));
}

#[test]
fn everything_comes_back_into_a_storage_that_was_cleared() {
    let mut desk =
        Desk::in_world(BTreeMap::new(), Environment { demo_url: "ws://localhost:9".into(), ..Environment::default() });
    desk.new_named(LibraryMsg::NewCollection, "Empty");
    desk.name_a_code();
    desk.send_msg(Msg::ToggleTheme);
    desk.connected("ws://a");
    desk.wait(500);
    let before = desk.stored.clone();
    desk.stored.clear();
    desk.hear("", None);
    desk.stored.remove("");
    desk.wait(500);
    assert_eq!(desk.stored, before);
}

#[test]
fn a_page_that_may_not_write_removes_nothing_either() {
    let mut desk = Desk::with_chat();
    desk.connected("ws://a");
    desk.wait(500);
    let mut stored = desk.stored.clone();
    stored.insert("globals/globals".into(), "{broken".into());
    for environment in [
        Environment { can_write: false, ..Environment::default() },
        Environment { storage_problem: Some("its settings forbid it".into()), ..Environment::default() },
    ] {
        let mut desk = Desk::in_world(stored.clone(), environment);
        assert!(desk.says("It stays as it is"));
        desk.library(LibraryMsg::Delete(desk.item("Chat")));
        desk.send_msg(Msg::History(crate::app::msg::HistoryMsg::Clear(None)));
        desk.name_a_code();
        desk.send_msg(Msg::ToggleTheme);
        desk.wait(60_000);
        assert_eq!(desk.stored, stored);
    }
}

#[test]
fn a_wrong_file_is_said_where_it_is_seen() {
    let mut desk = Desk::with_chat();
    desk.send_msg(Msg::Show(Some(Overlay::Storage)));
    desk.file_to_pick = Some(("a.json".into(), "{}".into()));
    desk.send_msg(Msg::Workspace(WorkspaceMsg::PickBackup));
    assert_eq!(desk.app.overlay(), None);
    assert!(desk.says("Nothing was restored: a.json is not a backup of Duplex"));
}

#[test]
fn what_was_restored_can_be_taken_back() {
    let mut desk = Desk::with_chat();
    desk.name_a_code();
    desk.send_msg(Msg::Workspace(WorkspaceMsg::Backup { with_secrets: false }));
    let mut empty = Desk::new();
    empty.file_to_pick = Some(("b.json".into(), desk.downloads[0].clone()));
    empty.send_msg(Msg::Workspace(WorkspaceMsg::PickBackup));
    empty.send_msg(Msg::Workspace(WorkspaceMsg::Restore));
    assert!(empty.stored["settings/close-names"].contains("Quota"));
    empty.wait(500);
    assert!(!empty.tree().is_empty());
    empty.act_on_notice(NoticeMsg::Act);
    assert!(empty.tree().is_empty());
    assert!(empty.reload().tree().is_empty());
}

#[test]
fn the_browser_is_asked_to_keep_it() {
    let mut desk = Desk::new();
    desk.send_msg(Msg::Show(Some(Overlay::Storage)));
    assert_eq!(desk.app.is_persistent(), None);
    desk.send_msg(Msg::Workspace(WorkspaceMsg::Persist));
    assert_eq!(desk.app.is_persistent(), Some(true));
}
