//! One address to one content: conditional, patient, and never more than was promised or less.

use std::io::Read;
use std::thread::sleep;
use std::time::Duration;
use ureq::http::Response;
use ureq::{Agent, Body, Error};

/// No list comes near this size.
const MOST_BYTES: u64 = 1 << 29;
/// Publishers have turned clients away for the form of this; it names the program and nothing else.
const USER_AGENT: &str = concat!("exeat/", env!("CARGO_PKG_VERSION"));

/// How long and how often to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// How often an address is asked.
    pub attempts: u32,
    /// How long to wait after the first failure; twice as long after each further one.
    pub pause: Duration,
    /// The longest wait a server may ask for.
    pub longest: Duration,
    /// How long to wait for a connection, and for the next bytes.
    pub stall: Duration,
}

impl Default for Patience {
    fn default() -> Patience {
        let seconds = Duration::from_secs;
        Patience { attempts: 4, pause: seconds(1), longest: seconds(60), stall: seconds(30) }
    }
}

/// What a server said of the version it gave, to ask again whether it still is the latest.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub(crate) struct Validators {
    pub(crate) etag: Option<String>,
    pub(crate) modified: Option<String>,
    /// The content it belongs to.
    pub(crate) sha256: String,
}

pub(super) enum Got {
    Content {
        bytes: Vec<u8>,
        etag: Option<String>,
        modified: Option<String>,
    },
    /// What we have is still the latest.
    NotModified,
}

/// Why an address gave nothing.
pub(super) struct Failure {
    pub(super) why: String,
    /// The server answered, and not with the file: it moved, closed, or turns us away.
    pub(super) turned_away: bool,
}

pub(super) struct Client {
    agent: Agent,
    patience: Patience,
}

impl Client {
    /// Proxies are taken from the environment, as users expect of a program that fetches.
    pub(super) fn new(patience: Patience) -> Client {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .user_agent(USER_AGENT)
            .timeout_connect(Some(patience.stall))
            .timeout_recv_response(Some(patience.stall))
            .timeout_per_read(Some(patience.stall));
        Client { agent: config.build().new_agent(), patience }
    }

    pub(super) fn get(
        &self,
        address: &str,
        known: Option<&Validators>,
        step: &mut dyn FnMut(u64, Option<u64>),
    ) -> Result<Got, Failure> {
        let mut pause = self.patience.pause;
        let mut attempt = 1;
        loop {
            let (failure, wait) = match self.once(address, known, step) {
                Ok(got) => return Ok(got),
                Err(Trouble::Final(failure)) => return Err(failure),
                Err(Trouble::Passing(failure, wait)) => (failure, wait.unwrap_or(pause)),
            };
            if attempt >= self.patience.attempts {
                return Err(failure);
            }
            if wait > self.patience.longest {
                let why = format!("{}; the server asks to wait {} s", failure.why, wait.as_secs());
                return Err(Failure { why, ..failure });
            }
            sleep(wait);
            pause *= 2;
            attempt += 1;
        }
    }

    fn once(
        &self,
        address: &str,
        known: Option<&Validators>,
        step: &mut dyn FnMut(u64, Option<u64>),
    ) -> Result<Got, Trouble> {
        let mut request = self.agent.get(address);
        if let Some(known) = known {
            if let Some(etag) = &known.etag {
                request = request.header("If-None-Match", etag);
            }
            if let Some(modified) = &known.modified {
                request = request.header("If-Modified-Since", modified);
            }
        }
        let mut response = request.call().map_err(|e| trouble(address, &e))?;
        let header = |response: &Response<Body>, name: &str| {
            response.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_owned)
        };
        let code = response.status().as_u16();
        match code {
            200 => {}
            304 if known.is_some() => return Ok(Got::NotModified),
            408 | 425 | 429 | 500..=599 => {
                let wait = header(&response, "retry-after").and_then(|v| v.trim().parse().ok());
                let why = format!("{address} answers {code}");
                return Err(Trouble::Passing(
                    Failure { why, turned_away: false },
                    wait.map(Duration::from_secs),
                ));
            }
            _ => {
                let why = format!("{address} answers {code}");
                return Err(Trouble::Final(Failure { why, turned_away: true }));
            }
        }
        let (etag, modified) = (header(&response, "etag"), header(&response, "last-modified"));
        let total = response.body().content_length();
        let mut body = response.body_mut().with_config().limit(MOST_BYTES).reader();
        let mut bytes = Vec::new();
        let mut chunk = vec![0; 64 << 10];
        loop {
            match body.read(&mut chunk) {
                Ok(0) => break,
                Ok(n) => bytes.extend_from_slice(chunk.get(..n).unwrap_or_default()),
                Err(e) => {
                    let got = bytes.len();
                    let why = format!("{address} broke off after {got} bytes: {e}");
                    return Err(Trouble::Passing(Failure { why, turned_away: false }, None));
                }
            }
            step(bytes.len() as u64, total);
        }
        Ok(Got::Content { bytes, etag, modified })
    }
}

enum Trouble {
    /// It may pass; the server may have said how long to wait.
    Passing(Failure, Option<Duration>),
    Final(Failure),
}

fn trouble(address: &str, error: &Error) -> Trouble {
    let failure = Failure { why: format!("{address}: {error}"), turned_away: false };
    match error {
        Error::BadUri(_) | Error::Http(_) | Error::InvalidProxyUrl | Error::TooManyRedirects => {
            Trouble::Final(failure)
        }
        _ => Trouble::Passing(failure, None),
    }
}
