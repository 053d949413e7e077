//! Deployments with what their state is derived from: their instances, and their newest executions.
//!
//! A page of deployments takes three requests, or a few more where there are many instances. What belongs to one
//! deployment becomes one element, so that an equal one is the same text.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::managers::{ElementSink, ManagerError};

use super::super::client::{LARGEST_PAGE, Page, PageOf};
use super::super::kinds::deployment::{self, Around};
use super::super::lenient;
use super::super::words;
use super::Reader;
use super::pages::page_size;

/// What a list needs of a deployment, of a manager of any version.
const LISTED: &str = "id,blueprint_id,created_at,updated_at";

/// The same with what 7.x knows.
const LISTED_NEWER: &str = "id,blueprint_id,created_at,updated_at,display_name";

/// What says how a deployment is, of an execution.
const TELLING: &str = "id,workflow_id,deployment_id,status,created_at";

/// The same with how far it has come, which 7.x knows.
const TELLING_NEWER: &str =
    "id,workflow_id,deployment_id,status,created_at,total_operations,finished_operations";

/// How many of the newest executions of a page of deployments are looked at.
const NEWEST: u64 = 500;

/// Statuses that every version has: another one, as a filter, is a 500 (§1.4).
const ACTIVE: [&str; 4] = ["pending", "started", "cancelling", "force_cancelling"];

/// So many characters of ids in one query: web servers take addresses of some 8 KB.
const IDS_IN_QUERY: usize = 4_000;

/// What is read of an execution to see whose it is, and how it stands.
#[derive(Debug, Deserialize)]
struct Standing {
    #[serde(default, deserialize_with = "lenient::text")]
    deployment_id: String,
    #[serde(default, deserialize_with = "lenient::text")]
    status: String,
}

/// The executions of one deployment that say how it is.
#[derive(Debug, Default)]
struct Telling {
    raw: Vec<String>,
    has_newest: bool,
    has_ended: bool,
}

impl Reader<'_> {
    /// Reads deployments, as far as `sink` wants them.
    pub(super) async fn deployments(
        self,
        first: PageOf,
        sink: &mut (dyn ElementSink + '_),
    ) -> Result<(), ManagerError> {
        let include = if self.generation().await?.is_newer() {
            LISTED_NEWER
        } else {
            LISTED
        };
        let mut asked = first.with(include);
        let mut given = 0;
        loop {
            asked.size = page_size(sink.wanted(), given);
            let page = self.client.send(self.client.calls().deployments(&asked)).await?;
            if let Some(total) = page.total {
                sink.total(total);
            }
            self.page_of_deployments(&page, sink).await?;
            given += page.items.len();
            if given >= sink.wanted() || page.is_last(asked.offset, asked.size) {
                return Ok(());
            }
            asked.offset += page.items.len() as u64;
        }
    }

    async fn page_of_deployments(
        self,
        page: &Page,
        sink: &mut (dyn ElementSink + '_),
    ) -> Result<(), ManagerError> {
        let ids: Vec<String> = page.items.iter().map(|item| id_of(item)).collect();
        let mut states = HashMap::new();
        let mut executions = HashMap::new();
        for ids in in_queries(&ids) {
            let (counted, told) =
                futures_util::future::join(self.states_of(ids), self.executions_of(ids)).await;
            states.extend(counted?);
            executions.extend(told?);
        }
        for (item, id) in page.items.iter().zip(&ids) {
            let counted = states.remove(id).unwrap_or_default();
            let counted = Around::count(counted.iter().map(String::as_str));
            let telling = executions
                .remove(id)
                .map(|it: Telling| it.raw)
                .unwrap_or_default();
            let element = format!(
                r#"{{"deployment":{},"instances":{},"executions":[{}]}}"#,
                item.get(),
                serde_json::to_string(&counted).unwrap_or_default(),
                telling.join(",")
            );
            sink.element(&element, deployment::row_of_element);
        }
        Ok(())
    }

    /// The states of all instances of these deployments, by deployment.
    async fn states_of(self, ids: &[String]) -> Result<HashMap<String, Vec<String>>, ManagerError> {
        #[derive(Deserialize)]
        struct Instance {
            #[serde(default, deserialize_with = "lenient::text")]
            deployment_id: String,
            #[serde(default, deserialize_with = "lenient::text")]
            state: String,
        }
        let mut states = HashMap::<String, Vec<String>>::new();
        let mut asked = of_deployments(PageOf::sorted("id"), ids)
            .with("id,deployment_id,state")
            .of_size(LARGEST_PAGE);
        loop {
            let page = self
                .client
                .send(self.client.calls().node_instances(&asked))
                .await?;
            for Instance { deployment_id, state } in page.read() {
                states.entry(deployment_id).or_default().push(state);
            }
            if page.is_last(asked.offset, asked.size) {
                return Ok(states);
            }
            asked.offset += page.items.len() as u64;
        }
    }

    /// The executions that say how these deployments are: of each the newest, the newest that ended, and those under
    /// way.
    async fn executions_of(self, ids: &[String]) -> Result<HashMap<String, Telling>, ManagerError> {
        let mut telling = HashMap::<String, Telling>::new();
        let include = match self.generation().await?.is_newer() {
            true => TELLING_NEWER,
            false => TELLING,
        };
        let newest = of_deployments(PageOf::sorted("-created_at"), ids)
            .with(include)
            .of_size(NEWEST);
        let page = self.executions_page(&newest).await?;
        page.items.iter().for_each(|item| keep(&mut telling, item));
        if !page.is_last(0, NEWEST) {
            let active = ACTIVE
                .into_iter()
                .fold(newest, |page, word| page.only("status", word));
            let active = active.of_size(LARGEST_PAGE);
            let page = self.executions_page(&active).await?;
            page.items.iter().for_each(|item| keep(&mut telling, item));
        }
        Ok(telling)
    }

    /// 4.2 answers 404 if one of the deployments is gone by now (§4.5): then nothing is said of any.
    async fn executions_page(self, page: &PageOf) -> Result<Page, ManagerError> {
        match self
            .client
            .send(self.client.calls().executions(page, false))
            .await
        {
            Err(ManagerError::NotFound { .. }) => Ok(Page::default()),
            other => other,
        }
    }
}

fn keep(telling: &mut HashMap<String, Telling>, item: &RawValue) {
    let Ok(standing) = serde_json::from_str::<Standing>(item.get()) else {
        return;
    };
    let of_deployment = telling.entry(standing.deployment_id).or_default();
    let has_ended = words::has_ended(&standing.status);
    let is_told = !of_deployment.has_newest
        || words::is_active(&standing.status)
        || (has_ended && !of_deployment.has_ended);
    of_deployment.has_newest = true;
    of_deployment.has_ended |= has_ended;
    let raw = item.get().to_owned();
    if is_told && !of_deployment.raw.contains(&raw) {
        of_deployment.raw.push(raw);
    }
}

fn of_deployments(page: PageOf, ids: &[String]) -> PageOf {
    ids.iter().fold(page, |page, id| page.only("deployment_id", id))
}

fn id_of(item: &RawValue) -> String {
    #[derive(Deserialize)]
    struct Named {
        #[serde(default, deserialize_with = "lenient::text")]
        id: String,
    }
    serde_json::from_str::<Named>(item.get()).map_or_else(|_| String::new(), |named| named.id)
}

/// The ids in as many parts as there must be queries.
fn in_queries(ids: &[String]) -> Vec<&[String]> {
    let mut parts = Vec::new();
    let mut rest = ids;
    while !rest.is_empty() {
        let mut characters = 0;
        let fit = rest.iter().take_while(|id| {
            characters += id.len() + "deployment_id=&".len();
            characters <= IDS_IN_QUERY
        });
        let (part, after) = rest.split_at(fit.count().max(1));
        parts.push(part);
        rest = after;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_go_in_as_few_queries_as_an_address_is_long() {
        let short: Vec<String> = (0..100).map(|number| format!("web-{number}")).collect();
        assert_eq!(in_queries(&short).len(), 1);
        let long: Vec<String> = (0..40)
            .map(|number| format!("{number}{}", "x".repeat(200)))
            .collect();
        let parts = in_queries(&long);
        assert_eq!(parts.len(), 3);
        assert_eq!(parts.concat(), long);
        assert!(in_queries(&[]).is_empty());
    }
}
