//! What a person does to collections, variables and tabs, in one page and in two, and what is left after a reload.

use std::collections::BTreeMap;

use super::desk::Desk;
use crate::app::Environment;
use crate::app::effect::Focus;
use crate::app::library::document::Kind;
use crate::app::library::entry::Value;
use crate::app::msg::{
    DropPlace, HistoryMsg, LibraryMsg, Msg, NoticeMsg, Overlay, RequestMsg, SessionMsg, Step, TabsMsg, VariableEdit,
    VariablesMsg, WorkspaceMsg,
};
use crate::app::snippet::Snippet;
use crate::app::workspace::GLOBALS;
use crate::ids::ItemId;
use crate::request::pairs::Cell;
use crate::variables::{Variable, VariableKind};

impl Desk {
    pub(super) fn library(&mut self, msg: LibraryMsg) {
        self.send_msg(Msg::Library(msg));
    }

    pub(super) fn variables(&mut self, msg: VariablesMsg) {
        self.send_msg(Msg::Variables(msg));
    }

    /// The tree in words: `- Chat`, with two spaces a level.
    pub(super) fn tree(&self) -> Vec<String> {
        let line = |item: &crate::app::library::TreeItem| {
            let mark = match item.is_open {
                Some(true) => "-",
                Some(false) => "+",
                None => "*",
            };
            format!("{}{mark} {}", "  ".repeat(usize::from(item.level) - 1), item.name)
        };
        self.app.tree().iter().map(line).collect()
    }

    pub(super) fn item(&self, name: &str) -> ItemId {
        let named = |item: &&crate::app::library::TreeItem| &*item.name == name;
        self.app.tree().iter().find(named).unwrap_or_else(|| panic!("{name} is in the tree {:?}", self.tree())).id
    }

    pub(super) fn new_named(&mut self, msg: LibraryMsg, name: &str) -> ItemId {
        self.library(msg);
        let item = self.app.renaming().expect("its name is asked for");
        self.library(LibraryMsg::Rename(item, name.into()));
        item
    }

    /// A collection with a folder, and a request in each.
    pub(super) fn with_chat() -> Desk {
        let mut desk = Desk::new();
        desk.make_chat();
        desk
    }

    pub(super) fn make_chat(&mut self) {
        let chat = self.new_named(LibraryMsg::NewCollection, "Chat");
        let folder = self.new_named(LibraryMsg::NewFolder(chat), "Presence");
        self.new_named(LibraryMsg::NewRequest(folder), "Typing");
        self.new_named(LibraryMsg::NewRequest(chat), "Echo");
    }

    pub(super) fn open(&mut self, name: &str) {
        let item = self.item(name);
        self.library(LibraryMsg::Open { item, is_pinned: true });
    }

    pub(super) fn set_url(&mut self, url: &str) {
        self.request_msg(RequestMsg::Url(url.into()));
    }

    pub(super) fn save(&mut self) {
        self.library(LibraryMsg::Save(self.tab()));
    }

    pub(super) fn saved_url(&self, name: &str) -> String {
        self.app.library().request(self.item(name)).expect("a request").url.clone()
    }

    pub(super) fn is_unsaved(&self) -> bool {
        self.app.is_unsaved(self.app.tabs().get(self.tab()).expect("a tab"))
    }

    pub(super) fn define(&mut self, document: ItemId, name: &str, value: &str) -> ItemId {
        let variable = self.app.new_variable();
        let text = |cell, text: &str| VariableEdit::Text(cell, text.into());
        self.variables(VariablesMsg::Edit(document, variable, text(Cell::Key, name)));
        self.variables(VariablesMsg::Edit(document, variable, text(Cell::Value, value)));
        variable
    }

    pub(super) fn environment(&mut self, name: &str) -> ItemId {
        self.wait(1);
        self.variables(VariablesMsg::NewEnvironment);
        let id = self.app.library().of_kind(Kind::Environment).last().expect("it was made").id;
        self.library(LibraryMsg::Rename(id, name.into()));
        id
    }

    /// What another page of this browser is: it has what is stored now.
    pub(super) fn other_page(&self, page: &str) -> Desk {
        let environment =
            Environment { page: page.into(), other_pages: vec!["1".into()], seed: 5, ..Environment::default() };
        let mut desk = Desk::in_world(self.stored.clone(), environment);
        let presence = desk.item("Presence");
        desk.library(LibraryMsg::Toggle(presence, true));
        desk
    }

    /// Tells this page what another one has written.
    pub(super) fn hear_all(&mut self, other: &Desk) {
        let keys: Vec<String> = self.stored.keys().chain(other.stored.keys()).cloned().collect();
        for key in keys {
            if self.stored.get(&key) != other.stored.get(&key) && !key.starts_with("tabs/") {
                self.hear(&key, other.stored.get(&key).map(String::as_str));
            }
        }
    }
}

#[test]
fn a_collection_is_made_and_comes_back() {
    let mut desk = Desk::with_chat();
    let tree = ["- Chat", "  - Presence", "    * Typing", "  * Echo"];
    assert_eq!(desk.tree(), tree);
    desk.open("Echo");
    desk.set_url("ws://echo");
    assert!(desk.is_unsaved());
    desk.save();
    assert!(!desk.is_unsaved());
    assert_eq!(desk.saved_url("Echo"), "ws://echo");
    let desk = desk.reload();
    assert_eq!(desk.tree(), tree);
    assert_eq!((desk.saved_url("Echo"), desk.is_unsaved()), ("ws://echo".into(), false));
}

#[test]
fn a_draft_is_kept_without_being_saved() {
    let mut desk = Desk::with_chat();
    desk.open("Echo");
    desk.set_url("ws://draft");
    let mut desk = desk.reload();
    assert!(desk.is_unsaved());
    assert_eq!(desk.app.tabs().get(desk.tab()).map(|tab| tab.request.url.clone()), Some("ws://draft".into()));
    desk.save();
    assert_eq!(desk.saved_url("Echo"), "ws://draft");
}

#[test]
fn a_new_request_asks_where_it_is_saved() {
    let mut desk = Desk::with_chat();
    desk.new_tab();
    desk.set_url("ws://new");
    desk.save();
    assert_eq!(desk.app.overlay(), Some(Overlay::Save(desk.tab())));
    let parent = Some(desk.item("Presence"));
    desk.library(LibraryMsg::SaveAs { tab: desk.tab(), parent, name: "Mine".into() });
    assert_eq!((desk.app.overlay(), desk.is_unsaved()), (None, false));
    assert_eq!(desk.tree()[2..4], ["    * Typing", "    * Mine"]);
    desk.library(LibraryMsg::SaveAs { tab: desk.tab(), parent: None, name: "Elsewhere".into() });
    assert!(desk.tree().ends_with(&["- My collection".into(), "  * Elsewhere".into()]));
}

#[test]
fn what_is_only_looked_at_gives_its_tab_away() {
    let mut desk = Desk::with_chat();
    let n_tabs = |desk: &Desk| desk.app.tabs().open().len();
    desk.close_tab(desk.tab());
    let look = |desk: &mut Desk, name: &str| {
        let item = desk.item(name);
        desk.library(LibraryMsg::Open { item, is_pinned: false });
    };
    let before = n_tabs(&desk);
    desk.close_tab(desk.tab());
    look(&mut desk, "Typing");
    look(&mut desk, "Echo");
    assert_eq!(n_tabs(&desk), before, "one tab for both");
    desk.set_url("ws://changed");
    look(&mut desk, "Typing");
    assert_eq!(n_tabs(&desk), before + 1, "what was changed stays");
    look(&mut desk, "Echo");
    assert_eq!(desk.app.tabs().get(desk.tab()).map(|tab| tab.request.url.clone()), Some("ws://changed".into()));
}

#[test]
fn things_are_moved_by_keys_and_by_hand() {
    let mut desk = Desk::with_chat();
    let echo = desk.item("Echo");
    desk.library(LibraryMsg::Step(echo, Step::Up));
    assert_eq!(desk.tree(), ["- Chat", "  * Echo", "  - Presence", "    * Typing"]);
    desk.library(LibraryMsg::Step(echo, Step::Down));
    desk.library(LibraryMsg::Step(echo, Step::In));
    assert_eq!(desk.tree(), ["- Chat", "  - Presence", "    * Typing", "    * Echo"]);
    desk.library(LibraryMsg::Step(echo, Step::Out));
    let (typing, presence) = (desk.item("Typing"), desk.item("Presence"));
    desk.library(LibraryMsg::Move { item: echo, target: typing, place: DropPlace::Before });
    assert_eq!(desk.tree(), ["- Chat", "  - Presence", "    * Echo", "    * Typing"]);
    desk.library(LibraryMsg::Move { item: presence, target: typing, place: DropPlace::Inside });
    assert_eq!(desk.tree(), ["- Chat", "  - Presence", "    * Echo", "    * Typing"], "not into itself");
    let other = desk.new_named(LibraryMsg::NewCollection, "Other");
    desk.open("Echo");
    desk.library(LibraryMsg::Move { item: presence, target: other, place: DropPlace::Inside });
    assert_eq!(desk.tree(), ["- Chat", "- Other", "  - Presence", "    * Echo", "    * Typing"]);
    desk.set_url("ws://moved");
    desk.save();
    assert_eq!(desk.saved_url("Echo"), "ws://moved", "the tab goes with it");
    desk.library(LibraryMsg::Step(other, Step::Up));
    assert_eq!(desk.reload().tree()[0], "- Other");
}

#[test]
fn what_is_deleted_can_be_brought_back() {
    let mut desk = Desk::with_chat();
    let all = desk.tree();
    for name in ["Typing", "Presence", "Chat"] {
        let item = desk.item(name);
        desk.library(LibraryMsg::Delete(item));
        assert!(!desk.tree().concat().contains(name));
        desk.wait(500);
        assert_eq!(desk.notices().last(), Some(&format!("Deleted {name}")));
        desk.act_on_notice(NoticeMsg::Act);
        assert_eq!(desk.tree(), all, "{name} is back");
    }
    let chat = desk.item("Chat");
    desk.library(LibraryMsg::Delete(chat));
    desk.wait(500);
    assert!(desk.tree().is_empty());
    assert!(desk.reload().tree().is_empty());
}

#[test]
fn a_copy_has_all_that_is_in_it() {
    let mut desk = Desk::with_chat();
    let chat = desk.item("Chat");
    desk.define(chat, "host", "h");
    desk.library(LibraryMsg::Duplicate(desk.item("Presence")));
    assert_eq!(desk.tree()[3..5], ["  + Presence copy", "  * Echo"]);
    desk.library(LibraryMsg::Duplicate(chat));
    let copy = desk.item("Chat copy");
    assert_eq!(desk.app.library().document(copy).map(|document| document.variables().len()), Some(1));
    desk.library(LibraryMsg::Filter("typ".into()));
    let found = ["- Chat", "  - Presence", "    * Typing", "  - Presence copy", "    * Typing"];
    assert_eq!(desk.tree()[..5], found, "the filter shows what matches, and what it is in");
}

#[test]
fn variables_are_resolved_when_they_are_used() {
    let mut desk = Desk::with_chat();
    desk.open("Echo");
    let chat = desk.item("Chat");
    desk.define(GLOBALS, "host", "global");
    desk.define(chat, "host", "collection:80");
    desk.define(chat, "room", "lobby & more");
    desk.connect("ws://{{host}}/{{ path }}?room={{room}}");
    let problem = "{{path}} is not defined: define it, or choose the environment that has it";
    assert_eq!(desk.mirror().url_problem.as_deref(), Some(problem));
    assert_eq!(desk.mirror().undefined.as_deref(), Some("path"));
    desk.define(GLOBALS, "path", "{{room_path}}");
    desk.define(chat, "room_path", "rooms/1");
    desk.session_msg(SessionMsg::Connect);
    assert_eq!(desk.open_sockets(), ["ws://collection:80/rooms/1?room=lobby%20%26%20more"]);
    desk.new_tab();
    desk.connect("ws://{{host}}/");
    assert_eq!(desk.open_sockets().last().map(String::as_str), Some("ws://global/"), "it is of no collection");
}

#[test]
fn an_unknown_name_stops_and_offers_to_be_defined() {
    let mut desk = Desk::new();
    desk.connect("ws://{{host}}/");
    assert!(desk.open_sockets().is_empty(), "nothing goes out");
    desk.variables(VariablesMsg::Define("host".into()));
    assert_eq!(desk.app.overlay(), Some(Overlay::Variables(GLOBALS)));
    let variable = desk.app.library().document(GLOBALS).expect("globals").variables()[0].0;
    desk.variables(VariablesMsg::Edit(GLOBALS, variable, VariableEdit::Text(Cell::Value, "found:1".into())));
    desk.session_msg(SessionMsg::Connect);
    desk.server_opens();
    assert_eq!(desk.open_sockets(), ["ws://found:1/"]);
    assert_eq!(desk.app.tabs().get(desk.tab()).map(|tab| tab.request.url.clone()), Some("ws://{{host}}/".into()));
    desk.send_text("to {{you}}");
    assert_eq!(
        desk.mirror().message_problem.as_deref(),
        Some("Not sent: {{you}} is not defined: define it, or write \\{{ where the braces are meant to be sent")
    );
    assert!(desk.take_texts().is_empty());
    desk.send_text("to \\{{you}} at {{host}}");
    assert_eq!(desk.take_texts(), ["to {{you}} at found:1"]);
}

#[test]
fn another_environment_is_another_server() {
    let mut desk = Desk::new();
    let staging = desk.environment("Staging");
    desk.define(staging, "host", "staging");
    desk.connected("ws://{{host}}/");
    assert_eq!(desk.open_sockets(), ["ws://staging/"]);
    let live = desk.environment("Live");
    desk.define(live, "host", "live");
    assert!(!desk.app.changes(desk.tab()).url, "the first one is still the active one");
    desk.variables(VariablesMsg::Choose(Some(live)));
    assert!(desk.app.changes(desk.tab()).url, "applies after reconnect");
    let desk = desk.reload();
    assert_eq!(desk.app.active_environment(), Some(live));
}

#[test]
fn a_secret_is_kept_where_it_was_said() {
    let mut desk = Desk::new();
    let staging = desk.environment("Staging");
    let token = desk.define(staging, "token", "s3cret-value");
    desk.variables(VariablesMsg::Edit(staging, token, VariableEdit::Kind(VariableKind::Session)));
    desk.wait(500);
    assert!(!desk.stored.values().any(|value| value.contains("s3cret-value")), "not in the storage that stays");
    let mut desk = desk.reload();
    desk.connected("ws://a/?token={{token}}");
    assert_eq!(desk.open_sockets(), ["ws://a/?token=s3cret-value"]);
    desk.session_msg(SessionMsg::Copy(Snippet::Report));
    assert!(!desk.copied[0].contains("s3cret-value"), "{}", desk.copied[0]);
    desk.variables(VariablesMsg::Edit(staging, token, VariableEdit::Kind(VariableKind::Secret)));
    desk.wait(500);
    assert!(desk.stored.values().any(|value| value.contains("s3cret-value")));
    desk.send_msg(Msg::Workspace(WorkspaceMsg::Backup { with_secrets: false }));
    assert!(!desk.downloads[0].contains("s3cret-value"), "left out of what is given away");
    desk.send_msg(Msg::Workspace(WorkspaceMsg::Backup { with_secrets: true }));
    assert!(desk.downloads[1].contains("s3cret-value"));
}

#[test]
fn many_variables_are_edited_as_text() {
    let mut desk = Desk::new();
    let staging = desk.environment("Staging");
    let token = desk.define(staging, "token", "old");
    desk.variables(VariablesMsg::Edit(staging, token, VariableEdit::Kind(VariableKind::Secret)));
    desk.define(staging, "gone", "1");
    let variable = |name: &str, value: &str| Variable { name: name.into(), value: value.into(), ..Variable::default() };
    desk.variables(VariablesMsg::Replace(staging, vec![variable("host", "h"), variable("token", "new")]));
    let shown = |desk: &Desk| -> Vec<String> {
        let document = desk.app.library().document(staging).expect("it is there").clone();
        let variables = document.variables();
        variables.into_iter().map(|(_, of)| format!("{}={} {:?}", of.name, of.value, of.kind)).collect()
    };
    assert_eq!(shown(&desk), ["host=h Plain", "token=new Secret"]);
    desk.act_on_notice(NoticeMsg::Act);
    let mut back = shown(&desk);
    back.sort();
    assert_eq!(back, ["gone=1 Plain", "token=old Secret"]);
}

#[test]
fn two_pages_change_different_things() {
    let mut one = Desk::with_chat();
    one.wait(500);
    let mut two = one.other_page("2");
    one.turns_wait = true;
    two.turns_wait = true;
    one.open("Echo");
    one.set_url("ws://one");
    one.save();
    two.open("Typing");
    two.set_url("ws://two");
    two.save();
    let chat = two.item("Chat");
    two.new_named(LibraryMsg::NewRequest(chat), "Added");
    one.wait(500);
    two.wait(500);
    one.give_turn();
    two.stored.clone_from(&one.stored);
    two.give_turn();
    one.hear_all(&two);
    for desk in [&one, &two] {
        assert_eq!((desk.saved_url("Echo"), desk.saved_url("Typing")), ("ws://one".into(), "ws://two".into()));
        assert!(desk.tree().contains(&"  * Added".into()));
    }
    assert_eq!(one.notices().iter().filter(|notice| notice.contains("two pages")).count(), 0);
}

#[test]
fn two_pages_change_the_same_request() {
    let mut one = Desk::with_chat();
    one.wait(500);
    let mut two = one.other_page("2");
    for (desk, url) in [(&mut one, "ws://one"), (&mut two, "ws://two")] {
        desk.turns_wait = true;
        desk.open("Echo");
        desk.set_url(url);
        desk.save();
        desk.wait(500);
    }
    two.give_turn();
    one.stored = two.stored.clone();
    one.give_turn();
    two.hear_all(&one);
    for desk in [&one, &two] {
        let mut urls = [desk.saved_url("Echo"), desk.saved_url("Echo (second version)")];
        urls.sort();
        assert_eq!(urls, ["ws://one", "ws://two"], "both are kept");
    }
    assert!(one.notices().iter().any(|notice| notice.contains("changed in two pages at once, in Chat")));
}

#[test]
fn a_write_against_an_old_version_is_mended() {
    // The other page did not see what this one wrote a moment ago, and wrote over it.
    let mut one = Desk::with_chat();
    one.wait(500);
    let old = one.stored.clone();
    let mut two = one.other_page("2");
    one.open("Echo");
    one.set_url("ws://one");
    one.save();
    one.wait(500);
    two.open("Typing");
    two.set_url("ws://two");
    two.save();
    two.stored = old;
    two.wait(500);
    one.hear_all(&two);
    one.wait(500);
    two.hear_all(&one);
    for desk in [&one, &two] {
        assert_eq!((desk.saved_url("Echo"), desk.saved_url("Typing")), ("ws://one".into(), "ws://two".into()));
    }
}

#[test]
fn a_draft_made_before_another_page_saved_does_not_overwrite_it() {
    let mut one = Desk::with_chat();
    one.wait(500);
    let mut two = one.other_page("2");
    one.open("Echo");
    one.set_url("ws://draft");
    two.open("Echo");
    two.set_url("ws://two");
    two.save();
    two.wait(500);
    one.hear_all(&two);
    assert!(one.is_unsaved(), "the draft stays");
    one.save();
    let mut urls = [one.saved_url("Echo"), one.saved_url("Echo (second version)")];
    urls.sort();
    assert_eq!(urls, ["ws://draft", "ws://two"]);
    assert!(!one.is_unsaved());
    assert!(one.notices().last().is_some_and(|notice| notice.contains("both are kept")));
}

#[test]
fn a_tab_without_changes_follows_the_other_page() {
    let mut one = Desk::with_chat();
    one.wait(500);
    let mut two = one.other_page("2");
    one.open("Echo");
    two.open("Echo");
    two.set_url("ws://two");
    two.save();
    two.wait(500);
    one.hear_all(&two);
    assert_eq!(one.app.tabs().get(one.tab()).map(|tab| tab.request.url.clone()), Some("ws://two".into()));
    let chat = two.item("Chat");
    two.library(LibraryMsg::Delete(chat));
    one.hear_all(&two);
    assert!(one.tree().is_empty());
    assert!(one.is_unsaved(), "the open tab has what was deleted, and says so");
}

#[test]
fn a_full_storage_loses_nothing() {
    let mut desk = Desk::with_chat();
    desk.wait(500);
    desk.storage_is_full = true;
    let chat = desk.item("Chat");
    desk.new_named(LibraryMsg::NewRequest(chat), "Too much");
    desk.wait(500);
    let words = "Chat is not saved: the browser's storage is full. It is lost when this page closes";
    assert!(desk.notices().iter().any(|notice| notice.starts_with(words)), "{:?}", desk.notices());
    desk.act_on_notice(NoticeMsg::Act);
    assert!(desk.downloads[0].contains("Too much"));
    desk.storage_is_full = false;
    desk.wait(11_000);
    assert!(desk.stored.values().any(|value| value.contains("Too much")), "it is tried again");
    assert!(desk.notices().iter().all(|notice| !notice.contains("not saved")));
}

#[test]
fn a_broken_collection_is_set_aside_once() {
    let mut desk = Desk::with_chat();
    desk.wait(500);
    let key = desk.stored.keys().find(|key| key.starts_with("collection/")).expect("it is stored").clone();
    let mut stored = desk.stored.clone();
    stored.insert(key.clone(), "{\"v\":1,\"data\":{\"id\":".into());
    let desk = Desk::with_stored(stored);
    assert!(desk.notices()[0].starts_with("A collection was not restored: it cannot be read"), "{:?}", desk.notices());
    let aside = desk.app.aside()[0].0.clone();
    assert!(aside.starts_with(&format!("backup/{key}/")));
    let mut desk = desk.reload();
    assert_eq!((desk.app.aside().len(), desk.notices().len()), (1, 0), "it is not set aside again");
    desk.send_msg(Msg::Workspace(WorkspaceMsg::DownloadAside(aside.clone())));
    assert_eq!(desk.downloads, ["{\"v\":1,\"data\":{\"id\":"]);
    desk.send_msg(Msg::Workspace(WorkspaceMsg::RemoveAside(aside)));
    assert!(desk.app.aside().is_empty());
}

#[test]
fn a_newer_collection_is_not_touched() {
    let mut desk = Desk::with_chat();
    desk.wait(500);
    let key = desk.stored.keys().find(|key| key.starts_with("collection/")).expect("it is stored").clone();
    let newer = "{\"v\":2,\"data\":{}}";
    desk.hear(&key, Some(newer));
    assert!(desk.notices().last().is_some_and(|notice| notice.contains("written by a newer Duplex")));
    let chat = desk.item("Chat");
    desk.library(LibraryMsg::Rename(chat, "Mine".into()));
    desk.wait(500);
    assert_eq!(desk.stored[&key], newer);
}

#[test]
fn tabs_of_a_page_that_is_gone_are_taken_over() {
    let mut one = Desk::new();
    one.set_url("ws://one");
    one.wait(500);
    let mut stored = one.stored.clone();
    let living = Environment { page: "2".into(), other_pages: vec!["1".into()], ..Environment::default() };
    let urls =
        |desk: &Desk| -> Vec<String> { desk.app.tabs().open().iter().map(|tab| tab.request.url.clone()).collect() };
    let mut two = Desk::in_world(stored.clone(), living);
    assert_eq!(urls(&two), [""], "they are the other page's while it lives");
    two.set_url("ws://two");
    two.wait(500);
    stored.extend(two.stored.clone());
    let mut three = Desk::in_world(stored, Environment { page: "3".into(), ..Environment::default() });
    assert_eq!(urls(&three), ["ws://one", "ws://two"]);
    three.wait(500);
    assert_eq!(three.stored.keys().filter(|key| key.starts_with("tabs/")).collect::<Vec<_>>(), ["tabs/3"]);
}

#[test]
fn a_page_that_may_not_write_says_so_and_writes_nothing() {
    let mut desk = Desk::in_world(BTreeMap::new(), Environment { can_write: false, ..Environment::default() });
    assert!(desk.notices()[0].contains("Another page of Duplex is open"));
    desk.make_chat();
    desk.wait(2_000);
    desk.hide(true);
    assert!(desk.stored.is_empty());
}

#[test]
fn a_storage_that_was_cleared_is_filled_again() {
    let mut desk = Desk::with_chat();
    desk.wait(500);
    desk.stored.clear();
    desk.hear("", None);
    desk.stored.remove("");
    desk.wait(500);
    assert!(desk.notices().iter().any(|notice| notice.contains("was cleared from elsewhere")));
    assert_eq!(desk.reload().tree().len(), 4);
}

#[test]
fn everything_is_backed_up_and_restored() {
    let mut desk = Desk::with_chat();
    desk.open("Echo");
    desk.set_url("ws://backup");
    desk.save();
    let staging = desk.environment("Staging");
    desk.define(staging, "host", "h");
    desk.send_msg(Msg::Workspace(WorkspaceMsg::Backup { with_secrets: true }));
    let file = desk.downloads[0].clone();
    let before = desk.tree();

    let mut empty = Desk::new();
    empty.file_to_pick = Some(("b.json".into(), file.clone()));
    empty.send_msg(Msg::Workspace(WorkspaceMsg::PickBackup));
    assert_eq!(empty.app.overlay(), Some(Overlay::Restore));
    let summary = empty.app.backup().map(|backup| backup.summary()).unwrap_or_default();
    assert!(summary.contains(&"Collection Chat: 2 requests".into()), "{summary:?}");
    assert!(empty.tree().is_empty(), "nothing happens before it is told to");
    empty.send_msg(Msg::Workspace(WorkspaceMsg::Restore));
    empty.library(LibraryMsg::Toggle(empty.item("Chat"), true));
    empty.library(LibraryMsg::Toggle(empty.item("Presence"), true));
    assert_eq!(empty.tree(), before);
    assert_eq!(empty.saved_url("Echo"), "ws://backup");

    // Where there is something already, nothing of it is lost.
    desk.set_url("ws://later");
    desk.save();
    let typing = desk.item("Typing");
    desk.library(LibraryMsg::Delete(typing));
    desk.file_to_pick = Some(("b.json".into(), file));
    desk.send_msg(Msg::Workspace(WorkspaceMsg::PickBackup));
    desk.send_msg(Msg::Workspace(WorkspaceMsg::Restore));
    assert_eq!(desk.saved_url("Echo"), "ws://backup");
    assert_eq!(desk.saved_url("Echo (second version)"), "ws://later");
    assert!(desk.tree().contains(&"    * Typing".into()));
    desk.act_on_notice(NoticeMsg::Act);
    assert_eq!((desk.saved_url("Echo"), desk.tree().len()), ("ws://later".into(), 3));

    for (name, text) in [("a.json", "{"), ("b.json", "{}"), ("c.json", "{\"duplex\":\"workspace\"}"), ("d.json", "[1]")]
    {
        desk.file_to_pick = Some((name.into(), text.into()));
        desk.send_msg(Msg::Workspace(WorkspaceMsg::PickBackup));
        assert!(desk.notices().last().is_some_and(|notice| notice.contains(name)), "{:?}", desk.notices());
        assert_eq!(desk.app.overlay(), None);
    }
}

#[test]
fn what_was_done_is_in_the_history() {
    let mut desk = Desk::new();
    desk.connected("ws://a");
    desk.send_text("hello");
    desk.send_text("hello");
    let words = |desk: &Desk| -> Vec<String> {
        let visits = desk.app.history().days().iter().flat_map(|day| day.visits.iter());
        visits.map(|visit| format!("{} {} {}", visit.is_sent, visit.request.message.text, visit.n_times)).collect()
    };
    assert_eq!(words(&desk), ["false  1", "true hello 2"]);
    let mut desk = desk.reload();
    assert_eq!(words(&desk).len(), 2);
    let sent = desk.app.history().days()[0].visits[1].id;
    desk.send_msg(Msg::History(HistoryMsg::Open(sent)));
    assert_eq!(desk.app.tabs().get(desk.tab()).map(|tab| tab.request.message.text.clone()), Some("hello".into()));
    desk.send_msg(Msg::History(HistoryMsg::Clear(None)));
    desk.wait(500);
    assert!(desk.stored.keys().all(|key| !key.starts_with("history/")));
    desk.act_on_notice(NoticeMsg::Act);
    assert_eq!(desk.reload().app.history().days().len(), 1);
}

#[test]
fn what_was_done_is_opened_with_the_variables_it_had() {
    let mut desk = Desk::with_chat();
    desk.open("Echo");
    desk.define(desk.item("Chat"), "host", "here");
    desk.connected("ws://{{host}}/");
    let visit = desk.app.history().days()[0].visits[0].id;
    desk.save();
    desk.close_tab(desk.tab());
    let mut desk = desk.reload();
    desk.send_msg(Msg::History(HistoryMsg::Open(visit)));
    desk.session_msg(SessionMsg::Connect);
    assert_eq!(desk.open_sockets(), ["ws://here/"]);
    assert!(!desk.is_unsaved());
}

#[test]
fn tabs_are_renamed_moved_copied_and_reopened() {
    let mut desk = Desk::with_chat();
    let names = |desk: &Desk| -> Vec<String> {
        desk.app.tabs().open().iter().map(|tab| tab.request.title().to_string()).collect()
    };
    desk.open("Typing");
    let echo = desk.app.tabs().open().iter().find(|tab| tab.request.title() == "Echo").expect("it is open").id;
    desk.send_msg(Msg::Tabs(TabsMsg::Rename(echo, "Shout".into())));
    assert!(desk.tree().contains(&"  * Shout".into()), "what it was opened from has the name, too");
    assert_eq!(names(&desk), ["Typing", "Shout"]);
    desk.send_msg(Msg::Tabs(TabsMsg::MoveTo(echo, 0)));
    assert_eq!(names(&desk), ["Shout", "Typing"]);
    desk.send_msg(Msg::Tabs(TabsMsg::Close(echo)));
    desk.wait(20_000);
    let mut desk = desk.reload();
    assert_eq!(names(&desk), ["Typing"]);
    desk.send_msg(Msg::Tabs(TabsMsg::Reopen));
    assert_eq!(names(&desk), ["Shout", "Typing"].map(String::from).into_iter().rev().collect::<Vec<_>>());
    desk.send_msg(Msg::Tabs(TabsMsg::Duplicate(desk.tab())));
    assert_eq!(names(&desk).len(), 3);
}

#[test]
fn the_samples_come_once() {
    let world = || Environment { demo_url: "ws://localhost:9".into(), ..Environment::default() };
    let mut desk = Desk::in_world(BTreeMap::new(), world());
    assert_eq!(desk.tree()[..2], ["- Demo server", "  * Echo"]);
    desk.open("Echo");
    desk.session_msg(SessionMsg::Connect);
    assert_eq!(desk.open_sockets(), ["ws://localhost:9/echo"]);
    desk.wait(500);
    let environment = Environment { demo_url: "ws://localhost:10".into(), ..Environment::default() };
    let mut desk = Desk::in_world(desk.stored, environment);
    desk.open("Echo");
    desk.session_msg(SessionMsg::Connect);
    assert_eq!(desk.open_sockets(), ["ws://localhost:10/echo"], "the server has another port this time");
    desk.library(LibraryMsg::Delete(desk.item("Demo server")));
    desk.wait(500);
    assert!(Desk::in_world(desk.stored, world()).tree().is_empty());
}

#[test]
fn notes_are_kept_with_what_they_are_about() {
    let mut desk = Desk::with_chat();
    let chat = desk.item("Chat");
    desk.library(LibraryMsg::Notes(chat, "# About".into()));
    desk.open("Echo");
    desk.request_msg(RequestMsg::Notes("why".into()));
    desk.save();
    let desk = desk.reload();
    let notes = match desk.app.library().value(chat) {
        Some(Value::Folder(folder)) => folder.notes.clone(),
        _ => String::new(),
    };
    assert_eq!(notes, "# About");
    assert_eq!(desk.app.library().request(desk.item("Echo")).map(|request| request.notes.clone()), Some("why".into()));
}

#[test]
fn the_keyboard_goes_to_what_is_to_be_named_or_to_be_filled_in() {
    let mut desk = Desk::with_chat();
    desk.focus = None;
    let new = desk.item("Presence");
    desk.library(LibraryMsg::NewRequest(new));
    assert_eq!((desk.focus.take(), desk.app.renaming()), (None, Some(desk.item("New request"))));
    desk.open("Echo");
    assert_eq!(desk.focus.take(), Some(Focus::Url));
    desk.open("Echo");
    assert_eq!(desk.focus.take(), Some(Focus::Url), "also where it has a tab");
    let item = desk.item("Typing");
    desk.library(LibraryMsg::Open { item, is_pinned: false });
    assert_eq!(desk.focus, None, "who only looks stays where they are");
}

#[test]
fn a_tab_that_is_renamed_is_more_than_looked_at() {
    let mut desk = Desk::with_chat();
    desk.send_msg(Msg::Tabs(TabsMsg::CloseOthers(desk.tab())));
    desk.close_tab(desk.tab());
    let item = desk.item("Echo");
    desk.library(LibraryMsg::Open { item, is_pinned: false });
    let is_preview = |desk: &Desk| desk.app.tabs().get(desk.tab()).is_some_and(|tab| tab.is_preview);
    assert!(is_preview(&desk));
    desk.send_msg(Msg::Tabs(TabsMsg::StartRename(Some(desk.tab()))));
    desk.send_msg(Msg::Tabs(TabsMsg::StartRename(None)));
    assert!(!is_preview(&desk));
}

#[test]
fn tabs_with_changes_are_known() {
    let mut desk = Desk::with_chat();
    desk.open("Typing");
    desk.set_url("ws://changed");
    let typing = desk.tab();
    desk.open("Echo");
    assert_eq!(**desk.app.unsaved(), [typing]);
    desk.library(LibraryMsg::Save(typing));
    assert!(desk.app.unsaved().is_empty());
    desk.library(LibraryMsg::Delete(desk.item("Echo")));
    assert_eq!(**desk.app.unsaved(), [desk.tab()], "it is saved nowhere any more");
}

#[test]
fn all_folders_can_be_saved_into() {
    let mut desk = Desk::with_chat();
    desk.new_named(LibraryMsg::NewCollection, "Other");
    desk.library(LibraryMsg::Toggle(desk.item("Chat"), false));
    desk.library(LibraryMsg::Filter("no such thing".into()));
    let folders: Vec<(u16, String)> =
        desk.app.folders().iter().map(|folder| (folder.level, folder.name.to_string())).collect();
    assert_eq!(folders, [(1, "Chat".into()), (2, "Presence".into()), (1, "Other".into())]);
}
