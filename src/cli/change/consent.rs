//! Whether a change is confirmed: by flags, by somebody at the terminal, or not at all.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::cli::exit::Exit;
use crate::cli::surface::tell_line;
use crate::cli::trouble::Trouble;
use crate::resource::text::{is_same, visible};
use crate::resource::{Action, Danger, Notice, Proof, Protection, Stake, proof};

use super::plan::Plan;
use super::request::Manner;

/// What is needed before anything is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Consent {
    Given,
    Ask(Proof),
}

/// Between the confirmation of a destruction and its sending.
const COUNTDOWN: Duration = Duration::from_secs(5);

/// What flags say of a plan.
///
/// # Errors
/// [`Exit::NotConfirmed`] where a flag contradicts the plan, or where nobody can be asked.
pub fn consent(plan: &Plan, manner: &Manner, can_ask: bool) -> Result<Consent, Trouble> {
    judge(plan.action, &plan.stakes(), manner, can_ask)
        .map_err(|notice| Trouble::new(Exit::NotConfirmed, notice))
}

fn judge(action: &Action, stakes: &[Stake<'_>], manner: &Manner, can_ask: bool) -> Result<Consent, Notice> {
    let claims: Vec<_> = (stakes.iter())
        .map(|stake| Claim {
            name: stake.name,
            needs_name: needs_name(action, stake.protection),
        })
        .collect();
    settle(action.id.0, &claims, manner, can_ask, || proof(action, stakes))
}

/// One target, as far as flags can confirm it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim<'a> {
    pub name: &'a str,
    /// Whether a plain yes is too little.
    pub needs_name: bool,
}

/// What flags say of a change of all these; `proof` is what is asked for if they do not say enough.
///
/// # Errors
/// The words for the user, where a flag contradicts the change, or where nobody can be asked.
pub fn settle(
    verb: &str,
    claims: &[Claim<'_>],
    manner: &Manner,
    can_ask: bool,
    proof: impl FnOnce() -> Proof,
) -> Result<Consent, Notice> {
    let is_target = |name: &&String| claims.iter().any(|claim| claim.name == **name);
    if let Some(other) = manner.confirm.iter().find(|name| !is_target(name)) {
        let text = format!(
            "--confirm {} is not the name of what would be changed",
            visible(other)
        );
        return Err(Notice::error(text).with_hint("nothing was sent"));
    }
    let Some(open) = claims.iter().find(|claim| !is_covered(claim, manner)) else {
        return Ok(Consent::Given);
    };
    if can_ask {
        return Ok(Consent::Ask(proof()));
    }
    let flag = if open.needs_name {
        format!("--confirm {}", quoted(open.name))
    } else {
        "--yes".to_owned()
    };
    let text = format!(
        "{verb} {} is not confirmed, and nobody can be asked",
        visible(open.name)
    );
    Err(Notice::error(text).with_hint(format!("nothing was sent; confirm it with {flag}")))
}

fn is_covered(claim: &Claim<'_>, manner: &Manner) -> bool {
    let is_named = manner.confirm.iter().any(|name| name == claim.name);
    is_named || manner.yes && !claim.needs_name
}

/// Whether a plain yes is too little.
fn needs_name(action: &Action, protection: Protection) -> bool {
    protection >= Protection::Protected || action.danger == Danger::Destroys
}

/// A name as a shell takes it.
fn quoted(name: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if !name.is_empty() && name.chars().all(is_plain) {
        return name.to_owned();
    }
    format!("'{}'", visible(name).replace('\'', r"'\''"))
}

/// Asks on the terminal.
///
/// # Errors
/// [`Exit::NotConfirmed`] for any other answer than the one asked for.
pub async fn ask(plan: &Plan, proof: &Proof) -> Result<(), Trouble> {
    ask_for(proof).await?;
    if plan.action.danger == Danger::Destroys {
        tell_line(&format!(
            "{} in {} s; Ctrl-C stops it",
            plan.title(),
            COUNTDOWN.as_secs()
        ));
        tokio::time::sleep(COUNTDOWN).await;
    }
    Ok(())
}

/// Asks for a proof on the terminal.
///
/// # Errors
/// [`Exit::NotConfirmed`] for any other answer than the one asked for.
pub async fn ask_for(proof: &Proof) -> Result<(), Trouble> {
    let (question, wanted) = match proof {
        Proof::Letter(letter) => (format!("Type {letter} to go on: "), letter.to_string()),
        Proof::Words { words, what } => (
            format!("Type {what} ({}) to go on: ", visible(words)),
            words.clone(),
        ),
    };
    if !is_same(&ask_on_terminal(&question).await?, &wanted) {
        let notice = Notice::error("not confirmed: nothing was sent");
        return Err(Trouble::new(Exit::NotConfirmed, notice));
    }
    Ok(())
}

/// One line typed in answer to a question.
///
/// # Errors
/// The terminal cannot be read or written, or Ctrl-C was pressed.
pub async fn ask_on_terminal(question: &str) -> Result<String, Trouble> {
    // What was typed before the question could be read does not answer it.
    let _kept = rustix::termios::tcflush(std::io::stdin(), rustix::termios::QueueSelector::IFlush);
    let question = question.to_owned();
    let is_left = Arc::new(AtomicBool::new(false));
    let left = Arc::clone(&is_left);
    let mut answer = tokio::task::spawn_blocking(move || answer_to(&question, &left));
    let answer = tokio::select! {
        answer = &mut answer => answer.map_err(std::io::Error::other)??,
        Ok(()) = tokio::signal::ctrl_c() => {
            is_left.store(true, Ordering::Relaxed);
            // Until nothing is read any more: what is typed next may answer another question.
            let _no_answer = answer.await;
            let notice = Notice::error("interrupted: nothing was sent");
            return Err(Trouble::new(Exit::NotConfirmed, notice));
        }
    };
    Ok(answer.trim_end_matches(['\n', '\r']).to_owned())
}

/// How often it is looked whether an answer is still wanted.
const LOOK: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 50_000_000,
};

fn answer_to(question: &str, is_left: &AtomicBool) -> Result<String, Trouble> {
    let mut screen = std::io::stderr().lock();
    screen.write_all(question.as_bytes())?;
    screen.flush()?;
    drop(screen);
    let input = std::io::stdin();
    let mut answer = String::new();
    while !is_left.load(Ordering::Relaxed) {
        let ready = poll(&mut [PollFd::new(&input, PollFlags::IN)], Some(&LOOK));
        // An interrupted look is another look.
        if ready.is_ok_and(|ready| ready > 0) {
            input.read_line(&mut answer)?;
            break;
        }
    }
    if !answer.ends_with('\n') {
        // The end of input leaves the cursor behind the question.
        tell_line("");
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resource::ActionId;
    use crate::resource::action::{DELETE, STOP};

    fn an_action(id: ActionId, danger: Danger) -> Action {
        Action {
            id,
            danger,
            bulk: true,
            ..Action::PLAIN
        }
    }

    fn stake(name: &str, protection: Protection) -> Stake<'_> {
        Stake {
            name,
            id: "i-0a3f9c12",
            protection,
        }
    }

    fn manner(yes: bool, confirm: &[&str]) -> Manner {
        Manner {
            yes,
            confirm: confirm.iter().map(|name| (*name).to_owned()).collect(),
            ..Manner::default()
        }
    }

    #[test]
    fn yes_is_enough_for_a_normal_context_only_and_never_for_a_deletion() {
        let stop = an_action(STOP, Danger::Service);
        let delete = an_action(DELETE, Danger::Destroys);
        let normal = [stake("orders", Protection::Normal)];
        let protected = [stake("orders", Protection::Protected)];
        let yes = manner(true, &[]);
        assert_eq!(judge(&stop, &normal, &yes, false), Ok(Consent::Given));
        for (action, stakes) in [(&stop, &protected), (&delete, &normal)] {
            let refused = judge(action, stakes, &yes, false).unwrap_err();
            assert!(refused.line().contains("--confirm orders"), "{}", refused.line());
            let named = manner(false, &["orders"]);
            assert_eq!(judge(action, stakes, &named, false), Ok(Consent::Given));
        }
    }

    #[test]
    fn nobody_to_ask_means_no_and_says_which_flag_would_do() {
        let stop = an_action(STOP, Danger::Service);
        let refused = judge(
            &stop,
            &[stake("orders", Protection::Normal)],
            &manner(false, &[]),
            false,
        );
        assert!(refused.unwrap_err().line().contains("confirm it with --yes"));
    }

    #[test]
    fn somebody_at_the_terminal_is_asked_as_the_console_asks() {
        let stop = an_action(STOP, Danger::Service);
        let asked = judge(
            &stop,
            &[stake("orders", Protection::Normal)],
            &manner(false, &[]),
            true,
        );
        let verb = Proof::Words {
            words: "stop".into(),
            what: "the verb",
        };
        assert_eq!(asked, Ok(Consent::Ask(verb)));
    }

    #[test]
    fn a_wrong_name_is_refused_even_where_yes_would_do() {
        let stop = an_action(STOP, Danger::Service);
        let stakes = [stake("orders", Protection::Normal)];
        assert!(judge(&stop, &stakes, &manner(true, &["order"]), true).is_err());
    }

    #[test]
    fn each_protected_target_of_several_must_be_named() {
        let stop = an_action(STOP, Danger::Service);
        let stakes = [
            stake("orders", Protection::Protected),
            stake("billing", Protection::Protected),
            stake("lab", Protection::Normal),
        ];
        let one_missing = judge(&stop, &stakes, &manner(true, &["orders"]), false);
        assert!(one_missing.unwrap_err().line().contains("--confirm billing"));
        let all = manner(true, &["orders", "billing"]);
        assert_eq!(judge(&stop, &stakes, &all, false), Ok(Consent::Given));
    }

    #[test]
    fn a_name_is_quoted_as_a_shell_takes_it() {
        assert_eq!(quoted("orders-eu"), "orders-eu");
        assert_eq!(quoted("My First Cluster"), "'My First Cluster'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }
}
