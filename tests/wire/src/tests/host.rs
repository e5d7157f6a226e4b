//! The Node process with the servers, asked by lines of JSON.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, LazyLock, Mutex};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

/// One for all tests: starting Node costs more than most tests. It ends with this process, which closes its input.
static HOST: LazyLock<Host> = LazyLock::new(Host::start);

const PATIENCE: Duration = Duration::from_secs(10);

struct Host {
    _child: Child,
    asking: Mutex<Asking>,
    waiting: Arc<Mutex<HashMap<u64, Sender<Value>>>>,
}

struct Asking {
    input: ChildStdin,
    next_id: u64,
}

impl Host {
    fn start() -> Host {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../servers/serve-sio.mjs");
        let mut child = Command::new("node")
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Node is there: cargo xtask test checks it");
        let input = child.stdin.take().expect("piped");
        let output = BufReader::new(child.stdout.take().expect("piped"));
        let waiting = Arc::new(Mutex::new(HashMap::<u64, Sender<Value>>::new()));
        let heard = Arc::clone(&waiting);
        thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                let answer: Value = serde_json::from_str(&line).expect("Node answers in JSON");
                let asked = heard.lock().expect("nobody panics with it").remove(&answer["id"].as_u64().expect("an id"));
                // Nobody waits any longer if the test failed.
                let _ = asked.expect("each answer comes once").send(answer);
            }
            // Those who wait learn that there is no answer.
            heard.lock().expect("nobody panics with it").clear();
        });
        Host { _child: child, asking: Mutex::new(Asking { input, next_id: 0 }), waiting }
    }

    fn ask(&self, mut question: Value) -> Receiver<Value> {
        let (sender, answer) = mpsc::channel();
        let mut asking = self.asking.lock().expect("nobody panics with it");
        question["id"] = json!(asking.next_id);
        self.waiting.lock().expect("nobody panics with it").insert(asking.next_id, sender);
        asking.next_id += 1;
        writeln!(asking.input, "{question}").expect("Node listens: run npm ci in tests/");
        answer
    }
}

/// An answer that comes later.
pub(super) struct Answer(Receiver<Value>);

impl Answer {
    pub(super) fn wait(&self) -> Value {
        let mut answer = self.0.recv_timeout(PATIENCE).expect("Node answers: run npm ci in tests/");
        assert!(answer["error"].is_null(), "{}", answer["error"]);
        answer["value"].take()
    }
}

/// A server of `tests/servers`; its port is closed when it goes.
pub(super) struct Server {
    number: Value,
    pub(super) url: String,
}

impl Server {
    /// `kind` is `sio`, `evolution` or `rude`; the options are those of its start function.
    pub(super) fn start(kind: &str, options: Value) -> Server {
        let mut made = Answer(HOST.ask(json!({ "start": kind, "options": options }))).wait();
        let url = made["url"].as_str().expect("a URL").to_owned();
        Server { number: made["server"].take(), url }
    }

    /// Calls one of its functions, or reads another member.
    pub(super) fn ask(&self, name: &str, args: Value) -> Answer {
        Answer(HOST.ask(json!({ "server": self.number, "name": name, "args": args })))
    }

    pub(super) fn call(&self, name: &str, args: Value) -> Value {
        self.ask(name, args).wait()
    }

    pub(super) fn get(&self, name: &str) -> Value {
        self.call(name, json!([]))
    }

    /// The arguments of the events of that name that came, in order.
    pub(super) fn received(&self, event: &str) -> Vec<Value> {
        let all = self.get("received");
        let of_name = all.as_array().expect("a list").iter().filter(|one| one["event"] == event);
        of_name.map(|one| one["args"].clone()).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.ask("stop", json!([]));
    }
}
