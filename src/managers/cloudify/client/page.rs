//! Which part of a list is asked for, and what comes of it (§1.4, §1.5).

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::transport::Call;

use super::super::lenient;

/// How many rows one request asks for.
pub const PAGE: u64 = 100;

/// The largest page that a manager of any version gives.
pub const LARGEST_PAGE: u64 = 1000;

/// A part of a list. Size, offset and sort are always sent: without them 4.x gives nothing, everything, or no order
/// (§1.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageOf {
    /// `field`, or `-field` for the largest first.
    pub sort: &'static str,
    /// Members that are wanted, with commas; empty for all.
    pub include: &'static str,
    /// `field=value`: those of one field are alternatives, those of different fields all hold.
    pub filters: Vec<(&'static str, String)>,
    pub size: u64,
    pub offset: u64,
}

/// A part of a list: the elements as sent, and how many there are in all.
#[derive(Debug, Default)]
pub struct Page {
    pub items: Vec<Box<RawValue>>,
    /// Of the filtered list; `None` where the manager does not say.
    pub total: Option<u64>,
}

impl PageOf {
    /// The first page in this order.
    pub fn sorted(sort: &'static str) -> Self {
        Self {
            sort,
            include: "",
            filters: Vec::new(),
            size: PAGE,
            offset: 0,
        }
    }

    /// With these members alone.
    #[must_use]
    pub fn with(self, include: &'static str) -> Self {
        Self { include, ..self }
    }

    /// Only what has this value.
    #[must_use]
    pub fn only(mut self, field: &'static str, value: impl Into<String>) -> Self {
        self.filters.push((field, value.into()));
        self
    }

    #[must_use]
    pub fn of_size(self, size: u64) -> Self {
        Self { size, ..self }
    }

    #[must_use]
    pub fn from(self, offset: u64) -> Self {
        Self { offset, ..self }
    }

    /// The call with this part in its query.
    pub(super) fn asked_with(&self, call: Call) -> Call {
        let call = self
            .filters
            .iter()
            .fold(call, |call, (field, value)| call.query(*field, value));
        let call = match self.include {
            "" => call,
            include => call.query("_include", include),
        };
        call.query("_sort", self.sort)
            .query("_size", self.size)
            .query("_offset", self.offset)
    }
}

impl Page {
    /// The elements that can be read.
    pub fn read<T: DeserializeOwned>(&self) -> Vec<T> {
        self.items
            .iter()
            .filter_map(|item| serde_json::from_str(item.get()).ok())
            .collect()
    }

    /// Whether nothing comes after this page, which began at `offset` and was to have `size` elements.
    pub fn is_last(&self, offset: u64, size: u64) -> bool {
        let got = self.items.len() as u64;
        match self.total {
            Some(total) => got == 0 || offset + got >= total,
            None => got < size,
        }
    }
}

impl<'de> Deserialize<'de> for Page {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Envelope {
            items: Vec<Box<RawValue>>,
            #[serde(default)]
            metadata: Value,
        }
        let envelope = Envelope::deserialize(deserializer)?;
        let total = envelope.metadata.pointer("/pagination/total");
        let total = total.and_then(lenient::as_count);
        Ok(Self {
            items: envelope.items,
            total: total.and_then(|total| u64::try_from(total).ok()),
        })
    }
}
