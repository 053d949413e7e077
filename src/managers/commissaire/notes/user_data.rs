//! A file for cloud-init, by which a machine registers itself when it boots (`PUT /host`, "Hosts").
//!
//! Server 0.0.6 does not infer the caller's address: the machine puts its own into the body.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::resource::Arguments;
use crate::resource::note::NoteContext;

use super::parameter::{CLUSTER, KEY_FILE, PASSWORD, REMOTE_USER, USER};
use super::passhash;

/// What stands where something is to be filled in.
const FILL_IN: &str = "FILL-IN";

/// Whether a word can be the name of an account, here or on a machine.
///
/// # Errors
/// What is wrong with it, in words.
pub fn account(word: &str) -> Result<(), String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '@');
    match !word.starts_with('-') && word.chars().all(fits) {
        true => Ok(()),
        false => Err("a user is letters, digits, ., -, _ and @".into()),
    }
}

/// Writes the file.
///
/// # Errors
/// A password that no user can have.
pub fn write(context: &NoteContext, arguments: &Arguments) -> Result<String, String> {
    let told = |name| arguments.get(name).filter(|value: &&str| !value.is_empty());
    let user = told(USER).unwrap_or(FILL_IN);
    let password = told(PASSWORD);
    passhash::password(password.unwrap_or_default())?;
    if password.is_some_and(|password| password.contains(['\n', '\r'])) {
        return Err("a password is one line".into());
    }
    let key = told(KEY_FILE).map(|key| BASE64_STANDARD.encode(key));
    let script = SCRIPT
        .replace("@URL@", &quoted(&format!("{}/host", context.url)))
        .replace("@USER@", &quoted(user))
        .replace("@CLUSTER@", &quoted(told(CLUSTER).unwrap_or_default()))
        .replace("@REMOTE_USER@", &quoted(told(REMOTE_USER).unwrap_or("root")))
        .replace("@KEY@", &quoted(key.as_deref().unwrap_or_default()))
        // Last: what is in it is not looked through again.
        .replace("@PASSWORD@", &quoted(password.unwrap_or(FILL_IN)));
    let indented: String = script
        .lines()
        .map(|line| match line {
            "" => "\n".to_owned(),
            line => format!("      {line}\n"),
        })
        .collect();
    let mut remarks = String::new();
    let mut remark = |words: &str| remarks.push_str(&format!("# {words}\n"));
    for (is_open, what) in [(user == FILL_IN, "user"), (password.is_none(), "password")] {
        if is_open {
            remark(&format!(
                "TO BE FILLED IN: {what}='{FILL_IN}', who registers the machine at the manager."
            ));
        }
    }
    for (is_in, what) in [
        (password.is_some(), "password at the manager"),
        (key.is_some(), "private key"),
    ] {
        if is_in {
            remark(&format!(
                "SECRET: a {what} is in this file. Whoever can read the machine's user data can read it."
            ));
        }
    }
    Ok(format!("{HEAD}{remarks}{FILES}{indented}{TAIL}"))
}

/// A word for the shell.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

const HEAD: &str = "\
#cloud-config
#
# A machine that boots with this registers itself: it tells the manager its address, and a private key
# that lets the manager in. It needs curl, base64, ip and ssh-keygen.
#
";

const FILES: &str = "
write_files:
  - path: /var/lib/cloud/register-host.sh
    permissions: '0700'
    owner: root:root
    content: |
";

const TAIL: &str = "
runcmd:
  - [/bin/sh, /var/lib/cloud/register-host.sh]
";

const SCRIPT: &str = r#"#!/bin/sh
set -eu
umask 077
url=@URL@
user=@USER@
password=@PASSWORD@
cluster=@CLUSTER@
remote_user=@REMOTE_USER@
key=@KEY@

# The manager does not look where a request comes from: the address of the way to it is put in.
manager=$(printf '%s' "$url" | sed 's,^[a-z]*://,,; s,[:/].*,,')
manager=$(getent ahostsv4 "$manager" | awk 'NR == 1 { print $1 }')
address=$(ip -4 route get "$manager" | sed -n 's/.* src \([0-9.]*\).*/\1/p' | head -n 1)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ -n "$key" ]; then
  printf '%s' "$key" | base64 -d > "$work/key"
else
  ssh-keygen -q -t rsa -b 4096 -N '' -C register-host -f "$work/key"
  key=$(base64 < "$work/key" | tr -d '\n')
fi
home=$(getent passwd "$remote_user" | cut -d : -f 6)
install -d -m 0700 -o "$remote_user" "$home/.ssh"
ssh-keygen -y -f "$work/key" >> "$home/.ssh/authorized_keys"
chown "$remote_user" "$home/.ssh/authorized_keys"

{
  printf '{"address": "%s", "ssh_priv_key": "%s", "remote_user": "%s"' "$address" "$key" "$remote_user"
  [ -z "$cluster" ] || printf ', "cluster": "%s"' "$cluster"
  printf '}'
} > "$work/body"
# Not on curl's command line, where everybody on the machine can read it.
escaped=$(printf '%s:%s' "$user" "$password" | sed 's/[\\"]/\\&/g')
printf 'user = "%s"\n' "$escaped" > "$work/curl"
curl --silent --show-error --fail --retry 5 --config "$work/curl" --request PUT \
  --header 'Content-Type: application/json' --data-binary "@$work/body" "$url"
"#;

#[cfg(test)]
mod tests {
    use super::*;

    fn written(arguments: Arguments) -> String {
        let context = NoteContext {
            url: "https://manager.example:8000/api/v0".into(),
            ..NoteContext::default()
        };
        write(&context, &arguments).unwrap()
    }

    fn comments(text: &str) -> Vec<&str> {
        let marks = ["# TO BE", "# SECRET"];
        text.lines()
            .filter(|line| marks.iter().any(|mark| line.starts_with(mark)))
            .collect()
    }

    #[test]
    fn without_a_credential_it_says_what_is_to_be_filled_in() {
        let text = written(Arguments::default().with(CLUSTER, "prod"));
        assert!(text.starts_with("#cloud-config\n"), "{text}");
        for line in [
            "      url='https://manager.example:8000/api/v0/host'\n",
            "      user='FILL-IN'\n",
            "      password='FILL-IN'\n",
            "      cluster='prod'\n",
            "      remote_user='root'\n",
            "      key=''\n",
        ] {
            assert!(text.contains(line), "{line}{text}");
        }
        assert_eq!(comments(&text).len(), 2, "{text}");
        let parsed: serde_json::Value = serde_saphyr::from_str(&text).unwrap();
        let script = parsed["write_files"][0]["content"].as_str().unwrap();
        assert!(script.starts_with("#!/bin/sh\nset -eu\n"), "{script}");
    }

    #[test]
    fn a_credential_that_is_put_in_is_said_to_be_there_and_is_what_was_given() {
        let told = Arguments::default()
            .with(USER, "a")
            .with_secret(PASSWORD, "it's @KEY@ \"x\"".to_owned().into())
            .with_secret(KEY_FILE, "test\n".to_owned().into());
        let text = written(told);
        assert!(text.contains("key='dGVzdAo='\n"), "{text}");
        assert!(text.contains("password='it'\\''s @KEY@ \"x\"'\n"), "{text}");
        let comments = comments(&text);
        assert!(comments.len() == 2 && comments.iter().all(|line| line.starts_with("# SECRET")));
    }

    #[test]
    fn the_script_is_one_that_a_shell_reads() {
        let text = written(Arguments::default());
        let parsed: serde_json::Value = serde_saphyr::from_str(&text).unwrap();
        let script = parsed["write_files"][0]["content"].as_str().unwrap();
        let read = std::process::Command::new("/bin/sh")
            .args(["-n", "-c", script])
            .status();
        assert!(read.unwrap().success());
    }

    #[test]
    fn a_user_is_a_plain_word() {
        assert_eq!(account("core"), Ok(()));
        for bad in ["-x", "a b", "a'b", "a:b"] {
            assert!(account(bad).is_err(), "{bad}");
        }
    }
}
