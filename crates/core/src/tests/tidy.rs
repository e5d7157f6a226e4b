//! The rules of the repository that a machine can check: layers, file heads, sizes, tokens, words, the README's table.

use std::fs;
use std::path::{Path, PathBuf};

use crate::app::commands::COMMANDS;

/// Who may not import what: files below the first, lines that begin with `use` and have one of the others.
const LAYERS: &[(&str, &[&str])] = &[
    ("crates/core/src", &["yew", "web_sys", "js_sys", "wasm_bindgen", "gloo", "stylist", "std::time::Instant"]),
    (
        "crates/socketio/src",
        &["duplex_core", "yew", "web_sys", "js_sys", "wasm_bindgen", "gloo", "serde", "std::time", "std::net", "rand"],
    ),
    ("crates/core/src/app", &["duplex_socketio"]),
    ("crates/core/src/session", &["crate::app"]),
    ("crates/core/src/app", &["crate::session::msg", "crate::session::Session"]),
    ("src/driver/session", &["yew", "crate::ui", "crate::view", "crate::store", "driver::page", "duplex_core::app"]),
    ("src/worker.rs", &["yew", "stylist", "duplex_core::app"]),
    ("src/driver/page", &["yew", "crate::ui", "crate::view", "crate::store", "driver::session", "core::session"]),
    ("src/ui", &["duplex_core", "crate::store", "crate::driver", "crate::view", "gloo"]),
    ("src/view", &["crate::driver", "gloo", "js_sys", "core::session::msg", "wasm_bindgen_futures"]),
    ("src/store.rs", &["crate::ui", "crate::view", "driver::session"]),
];

/// What our pure crates may stand on: pure crates. One more is a decision.
const DEPENDENCIES: &[(&str, &[&str])] = &[
    ("core", &["duplex-socketio", "memchr", "postcard", "serde", "serde_json", "thiserror"]),
    ("socketio", &["base64", "thiserror"]),
];

#[test]
fn layers_are_kept() {
    let mut wrong = Vec::new();
    for (path, text) in sources("rs") {
        if path.starts_with("crates/core/src/tests") || path.starts_with("crates/socketio/src/tests") {
            continue;
        }
        for (folder, forbidden) in LAYERS.iter().filter(|(folder, _)| path.starts_with(folder)) {
            // Tests at the end of a file may reach further.
            let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
            for line in code.lines().map(str::trim_start).filter(|line| line.starts_with("use ")) {
                if let Some(word) = forbidden.iter().find(|word| line.contains(*word)) {
                    wrong.push(format!("{path}: {folder} must not use {word}: {line}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn pure_crates_stand_on_pure_crates() {
    for (folder, allowed) in DEPENDENCIES {
        let manifest = read(&format!("crates/{folder}/Cargo.toml"));
        let dependencies = manifest.split("[dependencies]").nth(1).and_then(|rest| rest.split("\n[").next());
        let names = dependencies
            .expect("a table of dependencies")
            .lines()
            .filter_map(|line| line.split(['.', ' ', '=']).next());
        let unknown: Vec<_> = names.filter(|name| !name.is_empty() && !allowed.contains(name)).collect();
        assert!(unknown.is_empty(), "crates/{folder} depends on {unknown:?}");
    }
}

#[test]
fn files_say_what_they_are_for_and_stay_short() {
    let mut wrong = Vec::new();
    for (path, text) in sources("rs") {
        if !text.starts_with("//! ") {
            wrong.push(format!("{path} does not begin with a sentence on what it is for"));
        }
        let n_lines = text.lines().count();
        if n_lines > 800 && !path.contains("/tests/") {
            wrong.push(format!("{path} has {n_lines} lines, 800 are the limit"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn colours_come_from_tokens() {
    let mut wrong = Vec::new();
    let files = sources("rs").into_iter().filter(|(path, _)| path.starts_with("src/"));
    let styles = sources("css").into_iter().filter(|(path, _)| path != "static/tokens.css");
    for (path, text) in
        files.chain(styles).chain(sources("mjs").into_iter().filter(|(path, _)| path.starts_with("editor/")))
    {
        for (index, line) in text.lines().enumerate().filter(|(_, line)| has_colour(line)) {
            wrong.push(format!("{path}:{}: {}", index + 1, line.trim()));
        }
    }
    assert!(wrong.is_empty(), "colours stand in static/tokens.css alone:\n{}", wrong.join("\n"));
}

#[test]
fn nothing_is_left_undone_or_skipped() {
    // Put together here, so that this file does not find itself.
    let words =
        [["#[ig", "nore"].concat(), ["todo", "!("].concat(), ["FIX", "ME"].concat(), ["test.sk", "ip("].concat()];
    let mut wrong = Vec::new();
    for (path, text) in sources("rs").into_iter().chain(sources("mjs")) {
        wrong.extend(words.iter().filter(|word| text.contains(*word)).map(|word| format!("{path} has {word}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_readme_has_the_keys_as_they_are() {
    let readme = read("README.md");
    let table: String = COMMANDS
        .iter()
        .filter_map(|entry| Some(format!("| {} | {} |\n", entry.title, entry.keys?.words(false))))
        .collect();
    assert!(readme.contains(&table), "the table of keys in README.md should be:\n{table}");
}

/// `#` with three, four, six or eight hexadecimal digits, as in CSS.
fn has_colour(line: &str) -> bool {
    line.match_indices('#').any(|(at, _)| {
        let rest = &line[at + 1..];
        let n_digits = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
        let ends =
            rest[n_digits..].chars().next().is_none_or(|next| !next.is_alphanumeric() && next != '-' && next != '_');
        matches!(n_digits, 3 | 4 | 6 | 8) && ends
    })
}

fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize().expect("the repository is there")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Our own files with that ending, by their path in the repository.
fn sources(ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders =
        ["src", "crates", "xtask", "tools", "static", "editor", "tests"].map(|name| root().join(name)).to_vec();
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() && name != "node_modules" && name != "target" && name != "results" {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == ending) {
                let text = fs::read_to_string(&path).expect("a source file is text");
                found.push((path.strip_prefix(root()).expect("below the root").to_string_lossy().into_owned(), text));
            }
        }
    }
    assert!(!found.is_empty(), "no .{ending} file was found");
    found
}
