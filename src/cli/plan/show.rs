//! Plans as a table, with each change, and as JSON.

use serde_json::{Value, json};

use crate::cli::apply::words;
use crate::cli::drift::{Drift, Failed, Outcome, Prospect};
use crate::cli::output::document::text_of;
use crate::cli::output::table::Text;
use crate::cli::output::{Format, Table};
use crate::cli::surface::Surface;
use crate::cli::trouble::Trouble;
use crate::history::timeline::summarize;
use crate::resource::Align;
use crate::resource::text::visible;
use crate::spec::{Change, ChangeKind, Plan, Planned, Way};

/// What is printed of a comparison.
///
/// # Errors
/// It cannot be said in YAML.
pub fn text(
    drift: &Drift,
    format: Format,
    shows_changes: bool,
    surface: &Surface,
) -> Result<String, Trouble> {
    match format {
        Format::Table | Format::Wide => {
            let mut text = table(drift, format == Format::Wide).render(surface, "");
            if shows_changes {
                drift
                    .prospects
                    .iter()
                    .for_each(|prospect| push_changes(&mut text, prospect));
            }
            Ok(text)
        }
        Format::Json | Format::Yaml => text_of(&all(drift), format),
        Format::Name => Ok(drift
            .prospects
            .iter()
            .filter(|prospect| matches!(prospect.outcome, Outcome::Change(_)))
            .map(|prospect| format!("{}\n", visible(&prospect.name)))
            .collect()),
    }
}

fn table(drift: &Drift, is_wide: bool) -> Table {
    let left = |title| (title, Align::Left);
    let mut headings = vec![
        left("NAME"),
        left("CONTEXT"),
        ("CHANGES", Align::Right),
        left("RISK"),
    ];
    if is_wide {
        headings.extend([left("FILE"), left("BASE"), left("SENT AS")]);
    }
    headings.push(left("WHAT"));
    let mut table = Table::new(headings);
    for prospect in &drift.prospects {
        let plan = prospect.plan();
        let mut cells = vec![
            visible(&prospect.name).into_owned(),
            visible(prospect.session.name()).into_owned(),
            plan.map_or_else(|| "0".to_owned(), |plan| plan.changes.len().to_string()),
            plan.map_or_else(|| "-".to_owned(), |plan| risk(plan).replace(' ', "-")),
        ];
        if is_wide {
            cells.push(visible(&prospect.written.origin).into_owned());
            cells.push(base_version(prospect).map_or_else(|| "-".to_owned(), |base| format!("v{base}")));
            cells.push(plan.map_or("-", |plan| plan.request.way.word()).to_owned());
        }
        cells.push(what(plan));
        table.push(cells.into_iter().map(Text::plain).collect());
    }
    for failed in &drift.failed {
        let mut cells = vec![
            visible(&failed.origin).into_owned(),
            "-".into(),
            "-".into(),
            "-".into(),
        ];
        if is_wide {
            cells.extend([visible(&failed.origin).into_owned(), "-".into(), "-".into()]);
        }
        cells.push("error: see standard error".into());
        table.push(cells.into_iter().map(Text::plain).collect());
    }
    table
}

fn risk(plan: &Plan) -> &'static str {
    if plan.request.way == Way::Create {
        return "new";
    }
    plan.risk().word()
}

fn what(plan: Option<&Plan>) -> String {
    match plan {
        None => "no change".to_owned(),
        Some(plan) if plan.request.way == Way::Create => "is created".to_owned(),
        Some(plan) => {
            let changes: Vec<Change> = plan
                .changes
                .iter()
                .map(|planned| planned.change.clone())
                .collect();
            visible(&summarize(&changes)).into_owned()
        }
    }
}

fn base_version(prospect: &Prospect) -> Option<i64> {
    prospect.base.as_ref()?.version
}

fn push_changes(text: &mut String, prospect: &Prospect) {
    let Some(plan) = prospect.plan() else { return };
    text.push_str(&format!(
        "\n{} ({}): {}\n",
        prospect.label(),
        visible(&prospect.written.origin),
        words::summary(plan)
    ));
    for planned in &plan.changes {
        text.push_str(&format!("  {}\n", words::change(planned)));
    }
}

fn all(drift: &Drift) -> Value {
    let prospects = drift.prospects.iter().map(of_prospect);
    prospects.chain(drift.failed.iter().map(of_failed)).collect()
}

fn of_prospect(prospect: &Prospect) -> Value {
    let plan = prospect.plan();
    json!({
        "name": prospect.name,
        "context": &**prospect.session.name(),
        "id": prospect.base.as_ref().map(|base| &*base.key.id),
        "file": prospect.written.origin,
        "result": match plan {
            None => "no change",
            Some(plan) if plan.request.way == Way::Create => "create",
            Some(_) => "change",
        },
        "baseVersion": base_version(prospect),
        "sentAs": plan.map(|plan| plan.request.way.word()),
        "risk": plan.map(risk),
        "changes": plan.map_or_else(Vec::new, |plan| plan.changes.iter().map(of_change).collect()),
        "warnings": prospect.warnings,
    })
}

fn of_failed(failed: &Failed) -> Value {
    json!({
        "file": failed.origin,
        "result": "error",
        "error": failed.words(),
    })
}

/// One change with what it does, without the values of secrets.
pub fn of_change(planned: &Planned) -> Value {
    let mut value = change_only(&planned.change);
    if let Value::Object(members) = &mut value {
        members.insert("risk".into(), planned.assessment.risk.word().into());
        members.insert("effect".into(), planned.assessment.words.as_str().into());
    }
    value
}

/// A difference as an object: where, what happened, and the values.
pub fn change_only(change: &Change) -> Value {
    let (before, after) = match &change.kind {
        ChangeKind::Added(after) => (None, Some(after)),
        ChangeKind::Removed(before) => (Some(before), None),
        ChangeKind::Changed { before, after } | ChangeKind::Reordered { before, after } => {
            (Some(before), Some(after))
        }
    };
    let mut members = serde_json::Map::new();
    members.insert("path".into(), change.path.to_string().into());
    members.insert("kind".into(), change.kind.word().into());
    if let Some(before) = before {
        members.insert("before".into(), before.to_value());
    }
    if let Some(after) = after {
        members.insert("after".into(), after.to_value());
    }
    Value::Object(members)
}
