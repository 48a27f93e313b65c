//! The conversation with an editor.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use exeat_law::Severity;
use lsp_types::{
    Diagnostic, DiagnosticSeverity, DidChangeTextDocumentParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, GotoDefinitionParams, Hover, HoverContents, HoverParams,
    HoverProviderCapability, InitializeParams, InitializeResult, Location, MarkupContent, MarkupKind,
    NumberOrString, OneOf, PublishDiagnosticsParams, ServerCapabilities, ServerInfo,
    TextDocumentPositionParams, TextDocumentSyncCapability, TextDocumentSyncKind, Uri,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::Files;
use crate::law::Law;
use crate::text::{byte, range, word};
use crate::wire::{Incoming, read, write};

/// How the address of a file begins.
const SCHEME: &str = concat!("file:", "//");
const PARSE_ERROR: i32 = -32700;
const INVALID_REQUEST: i32 = -32600;
const UNKNOWN_METHOD: i32 = -32601;
const INVALID_PARAMS: i32 = -32602;
const NOT_INITIALIZED: i32 = -32002;

pub(crate) struct Server<'a> {
    folder: Option<PathBuf>,
    files: &'a Files<'a>,
    disk: Vec<(PathBuf, String)>,
    open: BTreeMap<PathBuf, String>,
    law: Option<Law>,
    /// Files about which something was said.
    told: BTreeSet<String>,
    initialized: bool,
    stopped: bool,
}

impl<'a> Server<'a> {
    pub(crate) fn new(folder: Option<PathBuf>, files: &'a Files<'a>) -> Self {
        Server {
            folder,
            files,
            disk: vec![],
            open: BTreeMap::new(),
            law: None,
            told: BTreeSet::new(),
            initialized: false,
            stopped: false,
        }
    }

    pub(crate) fn run(&mut self, input: &mut dyn BufRead, output: &mut dyn Write) -> io::Result<()> {
        loop {
            match read(input)? {
                Incoming::End => return Ok(()),
                Incoming::Broken(why) => {
                    let error = json!({"code": PARSE_ERROR, "message": why});
                    write(output, json!({"id": null, "error": error}))?;
                }
                Incoming::Message(message) => {
                    if message["method"] == "exit" {
                        return Ok(());
                    }
                    for answer in self.message(&message) {
                        write(output, answer)?;
                    }
                }
            }
        }
    }

    /// What to say to a message.
    fn message(&mut self, message: &Value) -> Vec<Value> {
        let id = message.get("id").filter(|id| !id.is_null());
        let Some(method) = message["method"].as_str() else {
            // answers to us need none; anything else is told
            let answer = message.get("result").is_some() || message.get("error").is_some();
            let error = json!({"code": INVALID_REQUEST, "message": "a message needs a method"});
            return if answer { vec![] } else { vec![json!({"id": id, "error": error})] };
        };
        match id {
            Some(id) => {
                let reply = match self.request(method, &message["params"]) {
                    Ok(result) => json!({"id": id, "result": result}),
                    Err((code, message)) => json!({"id": id, "error": {"code": code, "message": message}}),
                };
                let mut out = vec![reply];
                if method == "initialize" && self.initialized {
                    out.extend(self.findings());
                }
                out
            }
            None => self.notice(method, &message["params"]),
        }
    }

    fn request(&mut self, method: &str, params: &Value) -> Result<Value, (i32, String)> {
        if method == "initialize" {
            return self.initialize(params);
        }
        if !self.initialized {
            return Err((NOT_INITIALIZED, "say `initialize` first".into()));
        }
        if self.stopped {
            return Err((INVALID_REQUEST, "the server was shut down".into()));
        }
        match method {
            "shutdown" => {
                self.stopped = true;
                Ok(Value::Null)
            }
            "textDocument/hover" => {
                let params: HoverParams = of(params)?;
                Ok(json!(self.hover(&params.text_document_position_params)))
            }
            "textDocument/definition" => {
                let params: GotoDefinitionParams = of(params)?;
                Ok(json!(self.definition(&params.text_document_position_params)))
            }
            _ => Err((UNKNOWN_METHOD, format!("this server does not know {method}"))),
        }
    }

    fn notice(&mut self, method: &str, params: &Value) -> Vec<Value> {
        match method {
            "textDocument/didOpen" => {
                let Ok(params) = of::<DidOpenTextDocumentParams>(params) else { return vec![] };
                let Some(path) = path(&params.text_document.uri) else { return vec![] };
                self.open.insert(path, params.text_document.text);
            }
            "textDocument/didChange" => {
                let Ok(params) = of::<DidChangeTextDocumentParams>(params) else { return vec![] };
                let Some(path) = path(&params.text_document.uri) else { return vec![] };
                // whole texts are asked for: the last is the present one
                let Some(change) = params.content_changes.into_iter().rfind(|c| c.range.is_none()) else {
                    return vec![];
                };
                self.open.insert(path, change.text);
            }
            "textDocument/didClose" => {
                let Ok(params) = of::<DidCloseTextDocumentParams>(params) else { return vec![] };
                let Some(path) = path(&params.text_document.uri) else { return vec![] };
                self.open.remove(&path);
                self.read();
            }
            "textDocument/didSave" | "workspace/didChangeWatchedFiles" => self.read(),
            _ => return vec![],
        }
        if !self.initialized {
            return vec![];
        }
        self.findings()
    }

    fn initialize(&mut self, params: &Value) -> Result<Value, (i32, String)> {
        let params: InitializeParams = of(params)?;
        if self.folder.is_none() {
            #[allow(deprecated, reason = "older editors send nothing else")]
            let root = params.root_uri;
            let first = params.workspace_folders.and_then(|f| f.into_iter().next()).map(|f| f.uri);
            self.folder = first.or(root).and_then(|uri| path(&uri)).map(|root| {
                let law = root.join("law");
                if (self.files)(&law).is_ok() { law } else { root }
            });
        }
        self.read();
        self.initialized = true;
        let result = InitializeResult {
            capabilities: ServerCapabilities {
                text_document_sync: Some(TextDocumentSyncCapability::Kind(TextDocumentSyncKind::FULL)),
                hover_provider: Some(HoverProviderCapability::Simple(true)),
                definition_provider: Some(OneOf::Left(true)),
                ..ServerCapabilities::default()
            },
            server_info: Some(ServerInfo {
                name: "exeat".into(),
                version: Some(env!("CARGO_PKG_VERSION").into()),
            }),
        };
        Ok(json!(result))
    }

    /// Reads the folder anew. What cannot be read stays as it was.
    fn read(&mut self) {
        if let Some(files) = self.folder.as_ref().and_then(|folder| (self.files)(folder).ok()) {
            self.disk = files;
        }
    }

    /// Checks the whole law and says what is wrong in each file, or that nothing is any more.
    fn findings(&mut self) -> Vec<Value> {
        let law = Law::new(&self.disk, &self.open);
        let mut by_file: BTreeMap<String, Vec<Diagnostic>> =
            self.open.keys().map(|p| (p.display().to_string(), vec![])).collect();
        by_file.extend(self.told.iter().map(|name| (name.clone(), vec![])));
        for found in &law.loaded.diagnostics {
            let Some(source) = law.sources.iter().find(|s| s.name == found.file) else { continue };
            let help = found.help.as_ref().map(|h| format!("\n{h}")).unwrap_or_default();
            by_file.entry(found.file.clone()).or_default().push(Diagnostic {
                range: range(&source.text, &found.span),
                severity: Some(match found.severity {
                    Severity::Error => DiagnosticSeverity::ERROR,
                    Severity::Warning => DiagnosticSeverity::WARNING,
                }),
                code: Some(NumberOrString::String(found.code.into())),
                source: Some("exeat".into()),
                message: format!("{}{help}", found.message),
                ..Diagnostic::default()
            });
        }
        self.told =
            by_file.iter().filter(|(_, found)| !found.is_empty()).map(|(name, _)| name.clone()).collect();
        self.law = Some(law);
        by_file
            .into_iter()
            .filter_map(|(name, diagnostics)| {
                let params =
                    PublishDiagnosticsParams { uri: uri(Path::new(&name))?, diagnostics, version: None };
                Some(json!({"method": "textDocument/publishDiagnostics", "params": params}))
            })
            .collect()
    }

    fn hover(&self, at: &TextDocumentPositionParams) -> Option<Hover> {
        let law = self.law.as_ref()?;
        let source = law.source(&path(&at.text_document.uri)?)?;
        let (span, word) = word(&source.text, byte(&source.text, at.position))?;
        let declared = law.declared(word)?;
        Some(Hover {
            contents: HoverContents::Markup(MarkupContent {
                kind: MarkupKind::Markdown,
                value: law.hover(declared),
            }),
            range: Some(range(&source.text, &span)),
        })
    }

    fn definition(&self, at: &TextDocumentPositionParams) -> Option<Location> {
        let law = self.law.as_ref()?;
        let source = law.source(&path(&at.text_document.uri)?)?;
        let (_, word) = word(&source.text, byte(&source.text, at.position))?;
        let declared = law.declared(word)?;
        let there = law.sources.get(declared.file)?;
        Some(Location { uri: uri(Path::new(&there.name))?, range: range(&there.text, &declared.name) })
    }
}

fn of<T: DeserializeOwned>(params: &Value) -> Result<T, (i32, String)> {
    serde_json::from_value(params.clone()).map_err(|e| (INVALID_PARAMS, e.to_string()))
}

/// The file of a `file:` address.
fn path(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.as_str().strip_prefix(SCHEME)?;
    let mut bytes = Vec::with_capacity(rest.len());
    let mut left = rest.bytes();
    while let Some(byte) = left.next() {
        if byte == b'%' {
            let digit = |b: Option<u8>| char::from(b?).to_digit(16);
            let (high, low) = (digit(left.next())?, digit(left.next())?);
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    Some(PathBuf::from(String::from_utf8(bytes).ok()?))
}

/// The `file:` address of a file.
fn uri(path: &Path) -> Option<Uri> {
    let mut out = String::from(SCHEME);
    for byte in path.to_str()?.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out += &format!("%{byte:02X}");
        }
    }
    Uri::from_str(&out).ok()
}
