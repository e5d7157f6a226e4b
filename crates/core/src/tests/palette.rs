//! The command palette over a whole workspace: what is in it, and what choosing does.

use super::desk::Desk;
use crate::app::commands::Command;
use crate::app::msg::{HistoryMsg, LibraryMsg, Msg, NoticeMsg, Overlay, RequestMsg};
use crate::app::palette::Choice;

/// What is found, a line each: name, path and URL.
fn found(desk: &Desk, text: &str) -> Vec<String> {
    let palette = desk.app.palette();
    let found = palette.find(text);
    let groups = found.groups.iter().flat_map(|group| &group.found);
    groups.map(|candidate| format!("{} | {} | {}", candidate.name, candidate.path, candidate.url)).collect()
}

fn choose(desk: &mut Desk, text: &str) {
    let palette = desk.app.palette();
    let choice = palette.find(text).groups[0].found[0].choice;
    let msg = desk.app.chosen(choice).expect("it is there");
    desk.send_msg(msg);
}

/// A collection with a request in a folder.
fn with_library() -> Desk {
    let mut desk = Desk::new();
    let library = |desk: &mut Desk, msg| desk.send_msg(Msg::Library(msg));
    library(&mut desk, LibraryMsg::NewCollection);
    let collection = desk.app.renaming().expect("it is to be named");
    library(&mut desk, LibraryMsg::Rename(collection, "Chat".into()));
    library(&mut desk, LibraryMsg::NewFolder(collection));
    let folder = desk.app.renaming().expect("it is to be named");
    library(&mut desk, LibraryMsg::Rename(folder, "Rooms".into()));
    library(&mut desk, LibraryMsg::NewRequest(folder));
    let request = desk.app.renaming().expect("it is to be named");
    library(&mut desk, LibraryMsg::Rename(request, "Lobby".into()));
    desk.request_msg(RequestMsg::Url("wss://chat.example.com/lobby".into()));
    let tab = desk.tab();
    library(&mut desk, LibraryMsg::Save(tab));
    // What is closed in the tree is found all the same.
    library(&mut desk, LibraryMsg::Toggle(collection, false));
    desk
}

#[test]
fn requests_are_found_wherever_they_are() {
    let mut desk = with_library();
    assert_eq!(found(&desk, "rooms lob"), ["Lobby | Chat / Rooms | wss://chat.example.com/lobby"]);
    desk.new_tab();
    desk.request_msg(RequestMsg::Url("ws://localhost/lobby".into()));
    assert_eq!(
        found(&desk, "lobby"),
        ["Lobby | Chat / Rooms | wss://chat.example.com/lobby", "localhost/lobby |  | ws://localhost/lobby"]
    );
}

#[test]
fn what_is_chosen_is_done() {
    let mut desk = with_library();
    let (saved, other) = (desk.tab(), desk.new_tab());
    choose(&mut desk, "lobby");
    assert_eq!(desk.tab(), saved, "it has a tab");
    desk.close_tab(saved);
    choose(&mut desk, "lobby");
    assert_ne!(desk.tab(), other);
    let tab = desk.app.tabs().get(desk.tab()).expect("open");
    assert!(!tab.is_preview && tab.request.name == "Lobby");
    choose(&mut desk, "all keys");
    assert_eq!(desk.app.overlay(), Some(Overlay::Shortcuts));
    assert_eq!(desk.app.chosen(Choice::Command(Command::Palette)), Some(Msg::Show(Some(Overlay::Palette))));
}

#[test]
fn a_command_without_anything_to_act_on_is_left_out() {
    let mut desk = Desk::new();
    assert!(found(&desk, "reopen").is_empty() && found(&desk, "second tab").is_empty());
    desk.new_tab();
    assert_eq!(found(&desk, "second tab").len(), 1);
    assert!(found(&desk, "search requests").is_empty(), "it is open");
    desk.request_msg(RequestMsg::Url("ws://x".into()));
    desk.close_tab(desk.tab());
    assert_eq!(found(&desk, "reopen").len(), 1);
}

#[test]
fn a_day_that_is_cleared_comes_back() {
    let mut desk = Desk::new();
    desk.connected("ws://x");
    let days = |desk: &Desk| desk.app.history().days().iter().map(|day| day.date.clone()).collect::<Vec<_>>();
    assert_eq!((days(&desk), desk.app.day_name("2026-01-07")), (vec!["2026-01-07".to_string()], "Today".into()));
    desk.send_msg(Msg::History(HistoryMsg::Clear(Some("2026-01-07".into()))));
    assert!(days(&desk).is_empty());
    assert_eq!(desk.notices(), ["Cleared Today"]);
    desk.act_on_notice(NoticeMsg::Act);
    assert_eq!(days(&desk), ["2026-01-07"]);
}
