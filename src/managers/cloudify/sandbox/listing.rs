//! Lists: projection, filters, order and pages ("Projection, filters, sort", "Pagination").

use std::cmp::Ordering;

use serde_json::{Value, json};

use super::answer::{Answer, Document, Refusal, ok};
use super::asking::Asking;
use super::profile::{Profile, plainly_listed};

/// The members that a kind of resource has, in the order in which the manager names them.
pub type Fields = &'static [&'static str];

/// The most elements of one answer of 4.2, and the size of a page of 7.1 that asks for none.
pub const MOST: usize = 1_000;

/// The members that a request wants to see (`_include`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Projection(Option<Vec<String>>);

/// What a request wants of a list.
#[derive(Debug, Clone)]
pub struct Criteria {
    pub projection: Projection,
    /// Values that are alternatives, by the member that has one of them.
    filters: Vec<(String, Vec<String>)>,
    /// Members to sort by, and whether the greatest comes first.
    order: Vec<(String, bool)>,
    page: Page,
}

/// Which part of a list is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    pub offset: usize,
    /// `None` for everything.
    pub limit: Option<usize>,
}

impl Projection {
    /// All members.
    pub fn all() -> Self {
        Self(None)
    }

    /// Reads `_include`.
    ///
    /// # Errors
    /// 400 for a member that is not among the fields.
    pub fn read(ask: &Asking, fields: Fields) -> Result<Self, Refusal> {
        let projection = Self::read_any(ask);
        let unknown = projection.0.iter().flatten().map(String::as_str);
        let unknown: Vec<&str> = unknown.filter(|name| !fields.contains(name)).collect();
        if unknown.is_empty() {
            return Ok(projection);
        }
        let message = not_among("Include", &ask.profile.listed(unknown), fields);
        Err(Refusal::coded("no_such_include_field_error", message))
    }

    /// Reads `_include` where unknown members are passed over, as of events.
    pub fn read_any(ask: &Asking) -> Self {
        let text = ask.parameter("_include").filter(|text| !text.is_empty());
        Self(text.map(|text| text.split(',').map(str::to_owned).collect()))
    }

    /// Whether a member is wanted.
    pub fn wants(&self, member: &str) -> bool {
        self.0
            .as_ref()
            .is_none_or(|names| names.iter().any(|name| name == member))
    }

    /// What is wanted of a document.
    pub fn of(&self, mut document: Document) -> Document {
        if self.0.is_some() {
            document.retain(|member, _| self.wants(member));
        }
        document
    }
}

impl Criteria {
    /// Reads what a request wants, in the order in which the manager checks it.
    ///
    /// # Errors
    /// 400 for a member that is not among the fields, and for a page that cannot be.
    pub fn read(ask: &Asking, fields: Fields) -> Result<Self, Refusal> {
        let projection = Projection::read(ask, fields)?;
        let filters = read_filters(ask, &columns(fields))?;
        let page = Page::read(ask)?;
        let order = read_order(ask, &columns(fields))?;
        Ok(Self {
            projection,
            filters,
            order,
            page,
        })
    }

    /// The values that a filter accepts, if there is one.
    pub fn filter(&self, member: &str) -> Option<&[String]> {
        let (_, values) = self.filters.iter().find(|(known, _)| known == member)?;
        Some(values)
    }

    /// The answer: those of all elements that are wanted. `member` gives one member of an element, `whole` all.
    ///
    /// # Errors
    /// 400 for a page above the maximum of 4.2.
    pub fn answer<T>(
        &self,
        ask: &Asking,
        elements: impl IntoIterator<Item = T>,
        member: impl Fn(&T, &str) -> Value,
        whole: impl Fn(&T) -> Document,
    ) -> Answer {
        let keeps = |element: &T| {
            let mut filters = self.filters.iter();
            filters.all(|(name, values)| is_one_of(&member(element, name), values))
        };
        let mut kept: Vec<T> = elements.into_iter().filter(keeps).collect();
        if !self.order.is_empty() {
            kept.sort_by_cached_key(|element| {
                let keys = self.order.iter();
                keys.map(|(name, falls)| Key::new(member(element, name), *falls))
                    .collect::<Vec<Key>>()
            });
        }
        self.page.check(ask.profile, kept.len())?;
        let items: Vec<Value> = self
            .page
            .of(&kept)
            .iter()
            .map(|element| Value::Object(self.projection.of(whole(element))))
            .collect();
        ok(self.page.envelope(ask.profile, items, kept.len()))
    }
}

/// A list of whole documents.
///
/// # Errors
/// 400 as of [`Criteria`].
pub fn list(ask: &Asking, fields: Fields, documents: Vec<Document>) -> Answer {
    let member = |document: &Document, name: &str| document.get(name).cloned().unwrap_or_default();
    Criteria::read(ask, fields)?.answer(ask, documents, member, Document::clone)
}

impl Page {
    /// Reads `_size` and `_offset`.
    ///
    /// # Errors
    /// 400 for what is no number of at least 0.
    pub fn read(ask: &Asking) -> Result<Self, Refusal> {
        let (size, offset) = (Number::of(ask, "_size"), Number::of(ask, "_offset"));
        if ask.profile == Profile::V71 {
            let complaints: Vec<String> = [&size, &offset]
                .into_iter()
                .filter_map(Number::complaint)
                .collect();
            if !complaints.is_empty() {
                let plural = if complaints.len() == 1 { "" } else { "s" };
                let count = complaints.len();
                let message = format!(
                    "{count} validation error{plural} for Pagination{}",
                    complaints.concat()
                );
                return Err(Refusal::Terse {
                    code: "bad_parameters_error",
                    message,
                });
            }
        }
        let (size, offset) = (size.checked()?, offset.checked()?);
        let limit = match ask.profile {
            Profile::V71 => Some(size.unwrap_or(MOST)),
            // An offset alone counts as a page of nothing.
            Profile::V42 => size.or(offset.map(|_| 0)),
        };
        Ok(Self {
            offset: offset.unwrap_or(0),
            limit,
        })
    }

    /// The elements of this page.
    pub fn of<T>(self, elements: &[T]) -> &[T] {
        let start = self.offset.min(elements.len());
        let end = self
            .limit
            .map_or(elements.len(), |limit| start.saturating_add(limit));
        elements.get(start..end.min(elements.len())).unwrap_or_default()
    }

    /// The answer around the elements of this page, of so many.
    pub fn envelope(self, profile: Profile, items: Vec<Value>, total: usize) -> Value {
        let (offset, size) = (self.offset, self.limit.unwrap_or(0));
        let pagination = json!({"total": total, "offset": offset, "size": size});
        let metadata = match profile {
            Profile::V42 => json!({"pagination": pagination}),
            Profile::V71 => json!({"pagination": pagination, "filtered": null}),
        };
        json!({"items": items, "metadata": metadata})
    }

    fn check(self, profile: Profile, total: usize) -> Result<(), Refusal> {
        match self.limit {
            _ if profile == Profile::V71 => Ok(()),
            Some(size) if size > MOST => Err(Refusal::illegal(format!(
                "Invalid pagination size: {size}. Max allowed: {MOST}"
            ))),
            None if total > MOST => Err(Refusal::illegal(format!(
                "Response size ({total}) bigger than max allowed ({MOST}), please use pagination."
            ))),
            Some(_) | None => Ok(()),
        }
    }
}

/// A number of the query.
struct Number<'a> {
    name: &'static str,
    text: Option<&'a str>,
}

impl<'a> Number<'a> {
    fn of(ask: &'a Asking, name: &'static str) -> Self {
        let text = ask.parameter(name);
        Self { name, text }
    }

    fn checked(&self) -> Result<Option<usize>, Refusal> {
        let read = |text: &str| {
            text.parse().map_err(|_| {
                let name = self.name;
                Refusal::bad(format!("`{name}` is expected to be a positive integer"))
            })
        };
        self.text.map(read).transpose()
    }

    /// As 7.1 complains.
    fn complaint(&self) -> Option<String> {
        let (name, text) = (self.name, self.text?);
        let why = match text.parse::<i64>() {
            Err(_) => "value is not a valid integer (type=type_error.integer)",
            Ok(number) if number < 0 => {
                "ensure this value is greater than or equal to 0 (type=value_error.number.not_ge; limit_value=0)"
            }
            Ok(_) => return None,
        };
        Some(format!("\n{name}\n  {why}"))
    }
}

/// What can be filtered and sorted by: not what 7.1 keeps beside a resource.
fn columns(fields: Fields) -> Vec<&'static str> {
    let beside = ["labels", "upload_execution"];
    let fields = fields.iter().copied();
    fields.filter(|name| !beside.contains(name)).collect()
}

fn read_filters(ask: &Asking, fields: &[&str]) -> Result<Vec<(String, Vec<String>)>, Refusal> {
    let mut filters: Vec<(String, Vec<String>)> = Vec::new();
    for (name, value) in ask.query.iter().filter(|(name, _)| !name.starts_with('_')) {
        match filters.iter_mut().find(|(known, _)| known == name) {
            Some((_, values)) => values.push(value.clone()),
            None => filters.push((name.clone(), vec![value.clone()])),
        }
    }
    // Such as the name of an archive's address: parameters of another kind are no filters.
    let unknown = filters.iter().map(|(name, _)| name.as_str());
    let unknown: Vec<&str> = unknown.filter(|name| !fields.contains(name)).collect();
    if unknown.is_empty() {
        return Ok(filters);
    }
    Err(Refusal::bad(not_among(
        "Filter",
        &plainly_listed(unknown),
        fields,
    )))
}

fn read_order(ask: &Asking, fields: &[&str]) -> Result<Vec<(String, bool)>, Refusal> {
    let mut order = Vec::new();
    let mut unknown = Vec::new();
    for text in ask.parameters("_sort").flat_map(|text| text.split(',')) {
        // A plus sign of a query reads as a space.
        let name = text.trim_start_matches(['+', '-', ' ']);
        if !fields.contains(&name) {
            unknown.push(name);
        }
        order.push((name.to_owned(), text.starts_with('-')));
    }
    if unknown.is_empty() {
        return Ok(order);
    }
    Err(Refusal::bad(not_among(
        "Sort",
        &ask.profile.listed(unknown),
        fields,
    )))
}

fn not_among(what: &str, unknown: &str, fields: &[&str]) -> String {
    let allowed = plainly_listed(fields.iter().copied());
    format!("{what} keys '{unknown}' do not exist. Allowed keys are: {allowed}")
}

fn is_one_of(value: &Value, accepted: &[String]) -> bool {
    accepted.iter().any(|text| match value {
        Value::String(known) => known == text,
        Value::Bool(known) => text.eq_ignore_ascii_case(&known.to_string()),
        Value::Number(known) => *text == known.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => false,
    })
}

/// One member to sort by: null comes last, whatever the direction, as the manager's database has it rising.
#[derive(PartialEq, Eq)]
struct Key {
    rank: Rank,
    falls: bool,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Truth(bool),
    Number(i64),
    Text(String),
    Null,
}

impl Key {
    fn new(value: Value, falls: bool) -> Self {
        let rank = match value {
            Value::Null => Rank::Null,
            Value::Bool(truth) => Rank::Truth(truth),
            Value::Number(number) => Rank::Number(number.as_i64().unwrap_or(i64::MAX)),
            Value::String(text) => Rank::Text(text),
            other => Rank::Text(other.to_string()),
        };
        Self { rank, falls }
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        let rising = self.rank.cmp(&other.rank);
        if self.falls { rising.reverse() } else { rising }
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
