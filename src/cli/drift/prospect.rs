//! What one document comes to.

use std::sync::Arc;

use crate::cli::exit::Exit;
use crate::cli::files::Written;
use crate::cli::files::redacted::restored;
use crate::cli::trouble::Trouble;
use crate::resource::Notice;
use crate::resource::text::{is_same, visible};
use crate::session::Session;
use crate::spec::{
    Base, Editing, Extent, Finding, Gravity, Json, Manner, NoPlan, Path, Plan, Schema,
    desired::{with_name, without_foreign},
    judge, secret,
};

/// A document, its context, and what it comes to there.
#[derive(Debug)]
pub struct Prospect {
    pub written: Written,
    pub session: Arc<Session>,
    pub editing: &'static Editing,
    /// The name of the cluster now; of a new one, the one it gets.
    pub name: String,
    /// `None`: it is new.
    pub base: Option<Arc<Base>>,
    pub outcome: Outcome,
    /// In the way of nothing.
    pub warnings: Vec<String>,
}

/// What is to be done.
#[derive(Debug)]
pub enum Outcome {
    /// What is asked for is what is there.
    NoChange,
    Change(Box<Plan>),
}

impl Prospect {
    /// Judges a document against its base; without one, for a new object.
    ///
    /// # Errors
    /// Every mistake of the document, one line each.
    pub fn of(
        written: Written,
        session: &Arc<Session>,
        (editing, schema): (&'static Editing, &Schema),
        base: Option<&Arc<Base>>,
        extent: Extent,
        manner: Manner,
    ) -> Result<Self, Trouble> {
        let before = base.map(|base| &base.document);
        let mut document = without_foreign(editing, &written.document);
        if let (Some(name), Some(base)) = (editing.name_in(&document), base)
            && is_same(name, &base.name)
        {
            // The same name in other characters (é as one or as two) renames nothing.
            document = with_name(editing, &document, &base.name);
        }
        let (document, mut findings) = restored(&document, before, &session.about().redactor());
        let judged = judge(editing, schema, base, &document, extent, manner);
        findings.extend(judged.findings);
        let plan = judged.plan.filter(|_| !findings.iter().any(is_error));
        let outcome = match plan {
            None => return Err(mistakes(&written, &findings)),
            Some(Err(NoPlan::NoChange)) => Outcome::NoChange,
            Some(Err(only @ NoPlan::OnlyOrder)) => {
                findings.push(Finding::warning(Path::top(), only.to_string()));
                Outcome::NoChange
            }
            Some(Err(error @ NoPlan::Unsayable(_))) => {
                let notice = Notice::error(format!("{}: {error}", written.origin));
                return Err(Trouble::new(
                    Exit::Failure,
                    notice.with_hint("--overwrite sends the whole document"),
                ));
            }
            Some(Ok(plan)) => Outcome::Change(Box::new(plan)),
        };
        let warnings = findings.iter().map(|finding| written.tell(finding));
        Ok(Self {
            warnings: written.repeated().chain(warnings).collect(),
            session: Arc::clone(session),
            editing,
            name: match (&outcome, base) {
                (_, Some(base)) => base.name.to_string(),
                (Outcome::Change(plan), None) => plan.name().to_owned(),
                (Outcome::NoChange, None) => String::new(),
            },
            base: base.map(Arc::clone),
            outcome,
            written,
        })
    }

    /// "stage/orders".
    pub fn label(&self) -> String {
        label(&self.session, &self.name)
    }

    pub fn plan(&self) -> Option<&Plan> {
        match &self.outcome {
            Outcome::Change(plan) => Some(plan),
            Outcome::NoChange => None,
        }
    }
}

/// "stage/orders": how a cluster is called in messages.
pub fn label(session: &Session, name: &str) -> String {
    format!("{}/{}", visible(session.name()), visible(name))
}

/// A document without its secrets.
pub fn masked(editing: &Editing, document: &Json) -> Json {
    secret::mask(document, &|path: &[&str]| {
        secret::is_secret(editing.secrets, path)
    })
}

fn is_error(finding: &Finding) -> bool {
    finding.gravity == Gravity::Error
}

/// All of them at once, one line each.
fn mistakes(written: &Written, findings: &[Finding]) -> Trouble {
    let lines = findings.iter().map(|finding| written.tell(finding)).collect();
    let count = findings.iter().filter(|finding| is_error(finding)).count();
    let words = if count == 1 { "mistake" } else { "mistakes" };
    Trouble {
        lines,
        ..Trouble::new(
            Exit::Failure,
            Notice::error(format!("{}: {count} {words}", written.origin)),
        )
    }
}
