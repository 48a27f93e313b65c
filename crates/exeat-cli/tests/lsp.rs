//! An editor at the language server: the real binary over standard input and output.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

struct Editor {
    server: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    last: u64,
    /// Notices that came while an answer was awaited.
    notices: Vec<Value>,
}

impl Editor {
    fn start(folder: &Path) -> Editor {
        let mut server = Command::new(env!("CARGO_BIN_EXE_exeat"))
            .args(["law", "lsp", &folder.display().to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = server.stdin.take().unwrap();
        let output = BufReader::new(server.stdout.take().unwrap());
        Editor { server, input, output, last: 0, notices: vec![] }
    }

    fn raw(&mut self, bytes: &[u8]) {
        self.input.write_all(bytes).unwrap();
        self.input.flush().unwrap();
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    fn receive(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(self.output.read_line(&mut line).unwrap() > 0, "the server went away");
            match line.trim().split_once(": ") {
                Some(("Content-Length", n)) => length = n.parse().unwrap(),
                _ => break,
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).unwrap();
        serde_json::from_slice(&body).unwrap()
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.last += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": self.last, "method": method, "params": params}));
        loop {
            let message = self.receive();
            if message["id"] == self.last {
                return message;
            }
            self.notices.push(message);
        }
    }

    /// The findings last told about a file.
    fn findings(&mut self, uri: &str) -> Vec<Value> {
        // a question in between, so that everything before it has come
        self.ask(
            "textDocument/hover",
            json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}}),
        );
        let told = self.notices.iter().rfind(|n| n["params"]["uri"] == uri);
        told.map(|n| n["params"]["diagnostics"].as_array().unwrap().clone()).unwrap_or_default()
    }
}

/// A copy of the law in a folder whose name has to be escaped.
fn law() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("our law ä");
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
    copy(&from, &folder);
    let folder = folder.canonicalize().unwrap();
    (dir, folder)
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

fn uri(path: &Path) -> String {
    let path = path.display().to_string().replace(' ', "%20").replace('ä', "%C3%A4");
    format!("{}//{path}", "file:")
}

/// Line and character, from 0, of the first such text.
fn place(text: &str, what: &str) -> Value {
    let at = text.find(what).unwrap();
    let line = text[..at].matches('\n').count();
    json!({"line": line, "character": at - text[..at].rfind('\n').map_or(0, |n| n + 1)})
}

#[test]
fn an_editor_sees_mistakes_readings_and_definitions() {
    let (_dir, folder) = law();
    let mut editor = Editor::start(&folder);
    let early = editor.ask("textDocument/hover", json!({}));
    assert_eq!(early["error"]["code"], -32002);
    let hello = editor.ask("initialize", json!({"processId": null, "rootUri": null, "capabilities": {}}));
    assert_eq!(hello["result"]["capabilities"]["hoverProvider"], true);
    assert_eq!(hello["result"]["capabilities"]["definitionProvider"], true);
    editor.notify("initialized", json!({}));

    let path = folder.join("us/ofac/russia/gl-25d.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let uri_d = uri(&path);
    let wrong = text.replacen("- gl25d.items\n", "- gl25d.itms\n", 1);
    let open = json!({"textDocument": {"uri": uri_d, "languageId": "markdown", "version": 1, "text": wrong}});
    editor.notify("textDocument/didOpen", open);
    let found = editor.findings(&uri_d);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0]["range"]["start"], place(&wrong, "gl25d.itms"));
    assert_eq!(
        found[0]["range"]["end"]["character"],
        found[0]["range"]["start"]["character"].as_u64().unwrap() + 10
    );
    assert_eq!((&found[0]["severity"], &found[0]["source"]), (&json!(1), &json!("exeat")));
    assert!(found[0]["message"].as_str().unwrap().contains("did you mean `gl25d.items`?"), "{found:?}");

    // mended in the editor, not on the disk
    let change = json!({"textDocument": {"uri": uri_d, "version": 2}, "contentChanges": [{"text": text}]});
    editor.notify("textDocument/didChange", change);
    assert!(editor.findings(&uri_d).is_empty());

    let at = |what: &str| json!({"textDocument": {"uri": uri_d}, "position": place(&text, what)});
    let hover = editor.ask("textDocument/hover", at("gl25d.b2 "));
    let shown = hover["result"]["contents"]["value"].as_str().unwrap();
    assert!(
        shown.contains("authorisation") && shown.contains("software, hardware and technology"),
        "{shown}"
    );
    assert!(shown.contains("*General License 25D, limb (b2)"), "{shown}");
    // what it shows is the reading view, not the block
    assert!(!shown.contains("  cites"), "{shown}");
    let fact = editor.ask("textDocument/hover", at("item.subject_to_ear yes"));
    assert!(fact["result"]["contents"]["value"].as_str().unwrap().contains("subject to the EAR"), "{fact}");
    let nothing = editor.ask(
        "textDocument/hover",
        json!({"textDocument": {"uri": uri_d}, "position": {"line": 1, "character": 0}}),
    );
    assert_eq!(nothing["result"], Value::Null);

    // a definition, a norm, a fact, a role, a regime, an instrument, a set of persons: each in its file
    for (what, file, keyword) in [
        ("gl25d.items", "us/ofac/russia/gl-25-terms.md", "define gl25d.items"),
        ("blocking.payment-bank", "us/ofac/russia", "blocking.payment-bank"),
        ("item.purpose videoconferencing", "schema/facts.md", "fact item.purpose"),
        ("recipient.kind company", "schema", ""),
        ("us.ofac.ruhsr\n", "us/ofac/russia/regime.md", "regime us.ofac.ruhsr"),
        ("us.ofac.ru.gl25c on", "us/ofac/russia/gl-25c.md", "instrument us.ofac.ru.gl25c"),
        ("us.ofac.ru.gl25-garantex)", "us/ofac/russia/gl-25-terms.md", "parties us.ofac.ru.gl25-garantex"),
    ] {
        let found = editor.ask("textDocument/definition", at(what));
        let there = found["result"]["uri"].as_str().unwrap_or_else(|| panic!("{what}: {found}"));
        assert!(there.starts_with(&uri(&folder)) && there.contains(file), "{what}: {there}");
        if let Some((_, id)) = keyword.split_once(' ') {
            let name = std::fs::read_to_string(folder.join(file)).unwrap();
            let line = found["result"]["range"]["start"]["line"].as_u64().unwrap() as usize;
            assert!(name.lines().nth(line).unwrap().starts_with(keyword), "{what}: {id}");
        }
    }

    let stopped = editor.ask("shutdown", Value::Null);
    assert_eq!(stopped["result"], Value::Null);
    editor.notify("exit", Value::Null);
    assert!(editor.server.wait().unwrap().success());
}

#[test]
fn what_cannot_be_read_is_answered_and_the_next_message_served() {
    let (_dir, folder) = law();
    let mut editor = Editor::start(&folder);
    editor.raw(b"Content-Length: 5\r\n\r\n{oops");
    assert_eq!(editor.receive()["error"]["code"], -32700);
    editor.raw(b"rubbish\r\n\r\n");
    assert_eq!(editor.receive()["error"]["code"], -32700);
    editor.raw(b"Content-Length: 18446744073709551616\r\n\r\n");
    assert_eq!(editor.receive()["error"]["code"], -32700);
    editor.send(&json!([1, 2, 3]));
    assert_eq!(editor.receive()["error"]["code"], -32600);
    editor.send(&json!({"id": 7}));
    assert_eq!(editor.receive()["error"]["code"], -32600);
    let bad = editor.ask("initialize", json!({"capabilities": 3}));
    assert_eq!(bad["error"]["code"], -32602);
    editor.ask("initialize", json!({"capabilities": {}}));
    assert_eq!(editor.ask("textDocument/rename", json!({}))["error"]["code"], -32601);
    assert_eq!(editor.ask("textDocument/hover", json!({"position": "here"}))["error"]["code"], -32602);
    for params in [json!(null), json!({"textDocument": {}}), json!({"textDocument": {"uri": "http://x/%"}})] {
        editor.notify("textDocument/didOpen", params.clone());
        editor.notify("textDocument/didChange", params.clone());
        editor.notify("textDocument/didClose", params);
    }
    // a place beyond the text, in a file that is not there
    let uri = uri(&folder.join("none.md"));
    let far = json!({"textDocument": {"uri": uri}, "position": {"line": 4_000_000, "character": 4_000_000}});
    assert_eq!(editor.ask("textDocument/definition", far.clone())["result"], Value::Null);
    let open = json!({"textDocument": {"uri": uri, "languageId": "markdown", "version": 1, "text": "```law\n\u{0}{(\n"}});
    editor.notify("textDocument/didOpen", open);
    assert_eq!(editor.ask("textDocument/hover", far)["result"], Value::Null);
    assert!(!editor.findings(&uri).is_empty());
    // the stream ends without a word
    drop(editor.input);
    assert!(editor.server.wait().unwrap().success());
}
