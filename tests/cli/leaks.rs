//! Planted secrets, and every byte that a whole session leaves behind.

use std::fmt::Write as _;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::json;

use crate::harness::{Home, Run, Served};
use crate::support::{Console, Key};

/// Each with something that looks different in base64 and in a URL.
const TOKEN: &str = "Planted+Token/6f1d8c02==";
const PASSWORD: &str = "planted pass:w\u{f6}rd%42";
const CLIENT_SECRET: &str = "planted&client=secret/71";
const FROM_COMMAND: &str = "planted+from+command/93";
const TYPED: &str = "planted-typed/and+tried";
const OF_PROXY: &str = "plantedproxy77aa";
const IN_SPEC: &str = "planted/spec+secret=55";

/// The directories where a draft may hold what was typed into it.
const DRAFTS: &str = "drafts";

/// A home with a context for each place of a secret, and one that is refused.
struct Planted {
    home: Home,
    /// The files that the secrets are in.
    places: Vec<PathBuf>,
    log: PathBuf,
    /// What each run printed.
    printed: Vec<(String, String)>,
}

impl Planted {
    fn new(url: &str, echoing: &str) -> Self {
        let tokens = format!("{url}/auth/realms/acme/protocol/openid-connect/token");
        let entry = |name: &str, url: &str, more: &str| {
            format!("[contexts.{name}]\nmanager = \"imply\"\nurl = \"{url}\"\n{more}\n\n")
        };
        let oauth = format!("auth = \"oauth\"\nclient_id = \"qd\"\ntoken_url = \"{tokens}\"\n");
        let proxy = format!("http://bob:{OF_PROXY}@127.0.0.1:1");
        let config: String = [
            entry("file", url, "secret = \"file:~/token\""),
            entry(
                "basic",
                url,
                "auth = \"basic\"\nuser = \"ada\"\nsecret = \"env:PASSWORD\"",
            ),
            entry("oauth", url, &format!("{oauth}secret = \"env:CLIENT_SECRET\"")),
            entry(
                "command",
                url,
                "secret = \"command:sh -c 'cat $HOME/secret-of-command'\"",
            ),
            entry("typed", url, "secret = \"prompt\""),
            entry("echoing", echoing, "secret = \"file:~/token\""),
            entry(
                "echoing-oauth",
                url,
                &oauth
                    .replace(&tokens, &format!("{echoing}/token"))
                    .add_secret("env:CLIENT_SECRET"),
            ),
            entry("proxied", "https://manager.invalid", "secret = \"file:~/token\""),
            // A mistake, whose line is never shown.
            entry("mistaken", url, &format!("proxy = \"{proxy}\"")),
        ]
        .concat();
        let home = Home::new()
            .env("PASSWORD", PASSWORD)
            .env("CLIENT_SECRET", CLIENT_SECRET)
            .env("HTTPS_PROXY", &proxy)
            .env("QD_LOG", "trace")
            .env("LOGNAME", "ada")
            .env("EDITOR", "sed -i s/planted-nothing/nothing/")
            .config(&config);
        let token = home.write("token", &format!("{TOKEN}\n"));
        fs::set_permissions(&token, fs::Permissions::from_mode(0o600)).unwrap();
        home.write("secret-of-command", &format!("{FROM_COMMAND}\n"));
        let places = ["token", "secret-of-command", "config.toml", "secret.json"];
        Self {
            places: places.map(|name| home.path(name)).to_vec(),
            log: home.path(".local/state/quarterdeck/qd.log"),
            home,
            printed: Vec::new(),
        }
    }

    fn run(&mut self, arguments: &[&str]) -> Run {
        self.run_with(arguments, "")
    }

    fn run_with(&mut self, arguments: &[&str], input: &str) -> Run {
        let mut command = self.home.command(arguments);
        command.current_dir(self.home.path("")).stdin(Stdio::piped());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        process.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = process.wait_with_output().unwrap();
        let run = Run {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        };
        self.keep(arguments, &run);
        run
    }

    /// The console with all of this home's environment and files.
    fn console(&self, arguments: &[&str]) -> Console {
        let inside = |path: &str| self.home.path(path).display().to_string();
        let mut setup = Console::setup()
            .env("XDG_CONFIG_HOME", &inside(".config"))
            .env("XDG_STATE_HOME", &inside(".local/state"))
            .env("XDG_CACHE_HOME", &inside(".cache"))
            .env("XDG_DATA_HOME", &inside(".local/share"));
        for (name, value) in self.home.command(&[]).get_envs() {
            let value = value.unwrap().to_str().unwrap();
            setup = setup.env(name.to_str().unwrap(), value);
        }
        setup.start(arguments)
    }

    /// Lets a console crash, and keeps what it has shown.
    fn crash(&mut self, what: &str, console: &Console) {
        console.send(":panic");
        console.send_key(Key::Enter);
        assert_eq!(console.exit_code(), 101);
        let raw = String::from_utf8_lossy(&console.raw_output()).into_owned();
        let what = format!("the console on {what}");
        self.printed.push((what, raw + &console.screen_text()));
    }

    fn keep(&mut self, arguments: &[&str], run: &Run) {
        let text = format!("{}\n{}", run.out, run.err);
        self.printed.push((format!("the output of {arguments:?}"), text));
    }

    /// Fails if one of the planted secrets, or of those more, was printed or written.
    #[track_caller]
    fn assert_holds_none(&self, more: &[&str]) {
        let everything = self.everything();
        let planted = [TOKEN, PASSWORD, CLIENT_SECRET, FROM_COMMAND, TYPED, OF_PROXY];
        let mut leaks = Vec::new();
        for secret in planted.iter().chain(more) {
            for spelling in spellings(secret) {
                let holds = |bytes: &[u8]| {
                    bytes
                        .windows(spelling.len())
                        .any(|part| part == spelling.as_bytes())
                };
                let leaking = everything.iter().filter(|(_, bytes)| holds(bytes));
                leaks.extend(leaking.map(|(place, _)| format!("{secret} as {spelling} in {place}")));
            }
        }
        assert!(leaks.is_empty(), "{}", leaks.join("\n"));
    }

    /// Everything that was printed and written, but for the places of the secrets and the drafts.
    fn everything(&self) -> Vec<(String, Vec<u8>)> {
        let printed = self.printed.iter();
        let mut all: Vec<_> = printed
            .map(|(what, text)| (what.clone(), text.clone().into_bytes()))
            .collect();
        files(&self.home.path(""), &mut |path| {
            let is_draft = path.components().any(|part| part.as_os_str() == DRAFTS);
            if !is_draft && !self.places.iter().any(|place| place == path) {
                all.push((path.display().to_string(), fs::read(path).unwrap()));
            }
        });
        all
    }
}

/// A line more in a context.
trait AddSecret {
    fn add_secret(self, place: &str) -> String;
}

impl AddSecret for String {
    fn add_secret(mut self, place: &str) -> String {
        writeln!(self, "secret = \"{place}\"").unwrap();
        self
    }
}

fn files(directory: &Path, each: &mut impl FnMut(&Path)) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, each);
        } else {
            each(&path);
        }
    }
}

/// A host that refuses everybody and repeats what it was sent, headers and all.
fn echoing() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let mut connection = connection.unwrap();
            let mut request = vec![0; 16 * 1024];
            let count = connection.read(&mut request).unwrap_or(0);
            let sent = String::from_utf8_lossy(&request[..count]).into_owned();
            let body =
                json!({"error": "invalid_client", "error_description": sent, "message": sent, "code": sent,
                "errors": [{"code": "401", "message": sent, "description": sent}]})
                .to_string();
            let head = "HTTP/1.1 401 Unauthorized\r\ncontent-type: application/json\r\nconnection: close";
            // Whoever went away meanwhile needs no answer.
            let _gone = write!(
                connection,
                "{head}\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
        }
    });
    url
}

/// All the ways in which a secret may be written.
fn spellings(secret: &str) -> Vec<String> {
    let mut all = vec![secret.to_owned(), in_url(secret, "%20"), in_url(secret, "+")];
    // In JSON, and in base64 at each of its three positions.
    all.push(json!(secret).to_string().trim_matches('"').to_owned());
    for before in ["", "x", "xx"] {
        let text = base64(&[before.as_bytes(), secret.as_bytes()].concat());
        let from = [0, 2, 3][before.len()];
        let whole = text.trim_end_matches('=');
        // The last character depends on what comes behind.
        let inner = &whole[from..whole.len() - 1];
        all.push(inner.to_owned());
        all.push(inner.replace('+', "-").replace('/', "_"));
    }
    all
}

fn in_url(text: &str, space: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b' ' => out.push_str(space),
            b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            _ => write!(out, "%{byte:02X}").unwrap(),
        }
    }
    out
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |chunk: &[u8]| {
        let bits = (0..3).fold(0_usize, |bits, at| {
            bits << 8 | usize::from(chunk.get(at).copied().unwrap_or(0))
        });
        let letter = |at: usize| match at > chunk.len() {
            true => '=',
            false => char::from(LETTERS[bits >> (18 - 6 * at) & 63]),
        };
        (0..4).map(letter).collect::<String>()
    };
    bytes.chunks(3).map(group).collect()
}

#[test]
fn the_spellings_are_the_usual_ones() {
    assert_eq!(base64(b"Hello, World!"), "SGVsbG8sIFdvcmxkIQ==");
    assert_eq!(in_url("a b/c", "+"), "a+b%2Fc");
    let header = base64(format!("ada:{PASSWORD}").as_bytes());
    assert!(
        spellings(PASSWORD)
            .iter()
            .any(|part| header.contains(part.as_str()))
    );
}

#[test]
fn nothing_that_is_printed_or_written_in_a_whole_session_holds_a_secret() {
    let served = Served::start(&["--speed", "1000"]);
    let mut planted = Planted::new(served.url(), &echoing());
    let contexts = ["file", "basic", "oauth", "command"];

    // What the manager itself keeps secret, and the only way to have it printed; that run is not looked at.
    let shown = [
        "get",
        "cluster",
        "clickstream",
        "-c",
        "file",
        "-o",
        "json",
        "--show-secrets",
    ];
    let shown = planted.home.run(&shown).expect(0).json();
    let of_manager = shown["status"]["initialDruidPassword"].as_str().unwrap();

    for context in contexts {
        for form in ["table", "wide", "json", "yaml"] {
            planted
                .run(&["get", "clusters", "-c", context, "-o", form])
                .expect(0);
            planted
                .run(&["get", "cluster", "clickstream", "-c", context, "-o", form])
                .expect(0);
        }
        planted.run(&["describe", "clickstream", "-c", context]).expect(0);
    }
    planted.run(&["get", "contexts", "-o", "json"]).expect(7);
    planted.run(&["config", "show", "--origin"]).expect(0);

    // A file with a new secret, planned, applied and edited; the first is what the plan's reader sees.
    let mut document = planted
        .run(&["get", "cluster", "clickstream", "-c", "file", "-o", "json"])
        .json();
    document["spec"]["pivot"] = json!({
        "accessMode": "OIDC", "roleAuthority": "NATIVE", "options": format!("clientSecret: {IN_SPEC}"),
    });
    let file = planted.home.write("secret.json", &document.to_string());
    planted
        .run(&["plan", "-f", &file, "-c", "file", "--diff"])
        .expect(2);
    let plan = planted.home.path("plan.json").display().to_string();
    planted
        .run(&["plan", "-f", &file, "-c", "file", "--out", &plan])
        .expect(1);
    let confirmed = ["--yes", "--confirm", "clickstream", "--wait", "--force"];
    planted
        .run(&[&["apply", "-f", &file, "-c", "file"][..], &confirmed].concat())
        .expect(0);
    let edit = ["edit", "clickstream", "-c", "file"];
    planted.run(&[&edit[..], &confirmed[..4]].concat()).expect(0);
    planted.run(&["history", "clickstream", "-c", "file"]).expect(0);
    let stop = ["stop", "clickstream", "-c", "oauth"];
    planted.run(&[&stop[..], &confirmed[..3]].concat()).expect(0);
    for form in ["table", "json", "md"] {
        planted.run(&["journal", "-o", form]).expect(0);
    }

    // Logins, refusals whose words repeat everything that was sent, and a way that ends early.
    planted
        .run_with(&["login", "typed", "--stdin"], &format!("{TYPED}\n"))
        .expect(0);
    planted.run(&["logout", "typed"]).expect(0);
    for refused in ["echoing", "echoing-oauth"] {
        planted.run(&["get", "clusters", "-c", refused]).expect(5);
        planted.run(&["describe", "clickstream", "-c", refused]).expect(5);
    }
    planted.run(&["get", "clusters", "-c", "proxied"]).expect(5);
    planted.run(&["doctor"]).expect(1);
    planted.run(&["doctor", "--json"]).expect(1);

    let log = fs::read_to_string(&planted.log).unwrap();
    assert!(
        log.contains("TRACE") && log.contains("login context=\"typed\""),
        "{log}"
    );
    assert!(log.contains("token renewed context=\"oauth\""), "{log}");

    let everything = planted.everything();
    for written in ["qd.log", "journal.jsonl"] {
        assert!(
            everything.iter().any(|(place, _)| place.ends_with(written)),
            "{written}"
        );
    }
    // The beginning of each token that the simulated endpoint issues is in the list, too.
    planted.assert_holds_none(&[IN_SPEC, of_manager, "sandbox."]);
}

#[test]
fn nothing_that_the_console_shows_or_leaves_behind_in_a_crash_holds_a_secret() {
    let served = Served::start(&["--speed", "1000"]);
    let mut planted = Planted::new(served.url(), &echoing());

    let typed = planted.console(&["-c", "typed"]);
    typed.wait_for("log in");
    log_in(&typed, "typed");
    typed.wait_for("clickstream");
    planted.crash("typed", &typed);

    // What is typed here is repeated by the manager, in a message and in the log.
    let echoing = planted.console(&["-c", "echoing"]);
    echoing.wait_for("refused");
    log_in(&echoing, "echoing");
    echoing.wait_for("nothing was kept");
    echoing.send_key(Key::Escape);
    echoing.wait_until_gone("Log in to echoing");
    planted.crash("echoing", &echoing);

    let all = planted.console(&[]);
    all.wait_for("clickstream");
    all.send_key(Key::Enter);
    all.wait_for("4 raw");
    all.send("4");
    all.wait_for("\"metadata\"");
    planted.crash("all contexts", &all);

    let everything = planted.everything();
    let reports = everything.iter().filter(|(place, _)| place.contains("/crash-"));
    let reports: Vec<_> = reports.map(|(_, text)| String::from_utf8_lossy(text)).collect();
    assert_eq!(reports.len(), 3, "{reports:?}");
    let have_lines = |report: &std::borrow::Cow<'_, str>| report.contains("DEBUG");
    assert!(
        reports.iter().all(have_lines),
        "each has the last lines of the log"
    );
    planted.assert_holds_none(&["sandbox."]);
}

fn log_in(console: &Console, context: &str) {
    console.send("L");
    console.wait_for(&format!("Log in to {context}"));
    console.send(TYPED);
    console.send_key(Key::Enter);
}
