//! The command palette: what of all requests, open tabs and commands has the words that were typed, the best first.

use super::App;
use super::commands::{self, COMMANDS, Command};
use super::library::TreeItem;
use super::library::document::Kind;
use super::library::entry::Value;
use super::msg::{LibraryMsg, Msg, TabsMsg};
use crate::ids::{ItemId, TabId};
use crate::request::socket_io::Protocol;

/// How many are shown at most.
pub const MAX_FOUND: usize = 50;

/// Something that can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// A request that is open in this tab and not in the library.
    Tab(TabId),
    /// A request of the library.
    Request(ItemId),
    /// A command.
    Command(Command),
}

/// Something that can be chosen, as it shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// What it is.
    pub choice: Choice,
    /// What it is called.
    pub name: String,
    /// Where a request is: `Collection / Folder`; nothing for an open tab.
    pub path: String,
    /// The URL of a request.
    pub url: String,
    /// What a request talks to.
    pub kind: Option<Protocol>,
    /// All of this in small letters: name, path and URL, a line each.
    text: String,
    /// How much of that is the name.
    len_name: usize,
}

/// All that can be chosen now, made when the palette opens: searching it is cheap.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Palette {
    /// Open tabs, requests in the order of the tree, and commands.
    candidates: Vec<Candidate>,
}

/// One kind of what was found.
#[derive(Debug, PartialEq)]
pub struct Group<'a> {
    /// What they are.
    pub name: &'static str,
    /// The best first.
    pub found: Vec<&'a Candidate>,
}

/// What was found.
#[derive(Debug, PartialEq)]
pub struct Found<'a> {
    /// The group with the best one first; none is empty.
    pub groups: Vec<Group<'a>>,
    /// How many more there are.
    pub n_more: usize,
}

impl App {
    /// All that can be chosen now. A command that has nothing to act on is not among it.
    pub fn palette(&self) -> Palette {
        let library = self.library();
        let is_saved = |item: ItemId| library.request(item).is_some();
        let tabs = self.tabs().open().iter().filter(|tab| !tab.origin.as_ref().is_some_and(|of| is_saved(of.item)));
        let mut candidates: Vec<Candidate> = tabs
            .map(|tab| {
                let request = &tab.request;
                Candidate::new(Choice::Tab(tab.id), request.title(), "", &request.url, Some(request.kind))
            })
            .collect();
        // Where the row at hand is: the names of what it is in, from the collection on.
        let mut path: Vec<&str> = Vec::new();
        let rows = self.all_rows();
        for row in &rows {
            path.truncate(usize::from(row.level).saturating_sub(1));
            match (row.kind, library.request(row.id)) {
                (Some(kind), Some(request)) => {
                    let within = path.join(" / ");
                    let choice = Choice::Request(row.id);
                    candidates.push(Candidate::new(choice, &row.name, &within, &request.url, Some(kind)));
                }
                (Some(_), None) | (None, _) => path.push(&row.name),
            }
        }
        // The palette itself is open already.
        let is_useful = |command: Command| command != Command::Palette && commands::message(self, command).is_some();
        let useful = COMMANDS.iter().filter(|entry| is_useful(entry.command));
        candidates
            .extend(useful.map(|entry| Candidate::new(Choice::Command(entry.command), entry.title, "", "", None)));
        Palette { candidates }
    }

    /// What choosing it means; nothing if it has gone meanwhile.
    pub fn chosen(&self, choice: Choice) -> Option<Msg> {
        match choice {
            Choice::Tab(tab) => Some(Msg::Tabs(TabsMsg::Select(tab))),
            Choice::Request(item) => Some(Msg::Library(LibraryMsg::Open { item, is_pinned: true })),
            Choice::Command(command) => commands::message(self, command),
        }
    }

    /// The tree with everything open.
    fn all_rows(&self) -> Vec<TreeItem> {
        let collections = self.library().of_kind(Kind::Collection);
        let is_folder = |value: Option<&Value>| matches!(value, Some(Value::Folder(_)));
        let folders = collections.iter().flat_map(|document| {
            document.entries().iter().filter(move |entry| is_folder(entry.value.as_ref())).map(|entry| entry.id)
        });
        self.library().rows(&folders.collect(), "")
    }
}

impl Palette {
    /// What has each of these words in its name, its path or its URL. Of requests no more than commands leave room for:
    /// there can be thousands.
    pub fn find(&self, text: &str) -> Found<'_> {
        let text = text.to_lowercase();
        let words: Vec<&str> = text.split_whitespace().collect();
        let mut groups = [("Open tabs", Vec::new()), ("Requests", Vec::new()), ("Commands", Vec::new())];
        for candidate in &self.candidates {
            if let Some(rank) = candidate.rank(&words) {
                let place = match candidate.choice {
                    Choice::Tab(_) => 0,
                    Choice::Request(_) => 1,
                    Choice::Command(_) => 2,
                };
                groups[place].1.push((rank, candidate));
            }
        }
        let n_found: usize = groups.iter().map(|(_, found)| found.len()).sum();
        let mut room = MAX_FOUND;
        for (_, found) in groups.iter_mut().rev() {
            // Of equals the one that came first stays first.
            found.sort_by_key(|(rank, _)| *rank);
            found.truncate(room);
            room -= found.len();
        }
        let n_shown = MAX_FOUND - room;
        let mut groups: Vec<_> = groups.into_iter().filter(|(_, found)| !found.is_empty()).collect();
        groups.sort_by_key(|(_, found)| found.first().map(|(rank, _)| *rank));
        let candidates = |found: Vec<(u32, _)>| found.into_iter().map(|(_, candidate)| candidate).collect();
        let groups = groups.into_iter().map(|(name, found)| Group { name, found: candidates(found) }).collect();
        Found { groups, n_more: n_found - n_shown }
    }
}

impl Candidate {
    fn new(choice: Choice, name: &str, path: &str, url: &str, kind: Option<Protocol>) -> Candidate {
        let name_in_small = name.to_lowercase();
        let text = [&name_in_small, "\n", &path.to_lowercase(), "\n", &url.to_lowercase()].concat();
        let len_name = name_in_small.len();
        Candidate { choice, name: name.into(), path: path.into(), url: url.into(), kind, text, len_name }
    }

    /// How good it is for these words, 0 for the best; nothing if it lacks one of them.
    fn rank(&self, words: &[&str]) -> Option<u32> {
        words.iter().try_fold(0, |sum, word| Some(sum + self.rank_of(word)?))
    }

    /// 0 where the name begins with the word, 1 where a word of it does, 2 inside the name; the same of path and URL is 3
    /// and 4.
    fn rank_of(&self, word: &str) -> Option<u32> {
        let rank_at = |at: usize| {
            let starts_word = self.text[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric());
            match (at < self.len_name, starts_word) {
                _ if at == 0 => 0,
                (true, true) => 1,
                (true, false) => 2,
                (false, true) => 3,
                (false, false) => 4,
            }
        };
        self.text.match_indices(word).map(|(at, _)| rank_at(at)).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(id: u64, name: &str, path: &str, url: &str) -> Candidate {
        Candidate::new(Choice::Request(ItemId(id)), name, path, url, Some(Protocol::Raw))
    }

    /// What is found, a line each below the name of its group.
    fn found(candidates: &[Candidate], text: &str) -> Vec<String> {
        let palette = Palette { candidates: candidates.to_vec() };
        let found = palette.find(text);
        let mut lines = Vec::new();
        for group in &found.groups {
            lines.push(format!("{}:", group.name));
            lines.extend(group.found.iter().map(|candidate| candidate.name.clone()));
        }
        if found.n_more > 0 {
            lines.push(format!("and {} more", found.n_more));
        }
        lines
    }

    #[test]
    fn each_word_must_be_in_name_path_or_url() {
        let all = [
            request(1, "Room events", "Chat service", "wss://chat.example.com/rooms"),
            request(2, "Echo", "Chat service / Presence", "ws://localhost:9001/echo"),
        ];
        assert_eq!(found(&all, "chat"), ["Requests:", "Room events", "Echo"]);
        assert_eq!(found(&all, "ECHO presence"), ["Requests:", "Echo"]);
        assert_eq!(found(&all, " events  9001 "), [] as [&str; 0]);
        assert_eq!(found(&all, "events example"), ["Requests:", "Room events"]);
    }

    #[test]
    fn the_start_of_the_name_is_best_then_of_a_word_then_inside_then_elsewhere() {
        let all = [
            request(1, "Elsewhere", "", "ws://x/prevent"),
            request(2, "Other", "", "ws://x/event"),
            request(3, "Seven", "", ""),
            request(4, "Room-events", "", ""),
            request(5, "Events", "", ""),
        ];
        assert_eq!(found(&all, "even"), ["Requests:", "Events", "Room-events", "Seven", "Other", "Elsewhere"]);
        // Umlauts are letters, and the end of the name is not the start of a word.
        assert_eq!(found(&[request(1, "Grüße", "", "")], "ße"), ["Requests:", "Grüße"]);
    }

    #[test]
    fn the_group_with_the_best_one_comes_first() {
        let mut all = vec![request(1, "A theme", "", ""), request(2, "Echo", "", "")];
        all.push(Candidate::new(Choice::Command(Command::ToggleTheme), "Theme", "", "", None));
        assert_eq!(found(&all, "theme"), ["Commands:", "Theme", "Requests:", "A theme"]);
        assert_eq!(found(&all, ""), ["Requests:", "A theme", "Echo", "Commands:", "Theme"]);
    }

    #[test]
    fn commands_have_their_room_and_the_rest_is_counted() {
        let mut all: Vec<Candidate> = (0..5_000).map(|id| request(id, &format!("Send {id}"), "Load", "")).collect();
        all.push(Candidate::new(Choice::Command(Command::Send), "Send", "", "", None));
        let lines = found(&all, "send");
        assert_eq!(lines[..2], ["Requests:", "Send 0"]);
        assert_eq!(lines[50..], ["Commands:", "Send", "and 4951 more"]);
    }
}
