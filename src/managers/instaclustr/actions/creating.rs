//! New clusters: a form for each bundle, or one JSON object.

use crate::resource::action::Consequences;
use crate::resource::kind::CLUSTERS;
use crate::resource::{Action, Availability, Cell, Following, On, Parameter, StateClass, Takes, Target};

use super::super::bundles::forms::{self, CLUSTER_NAME, name};
use super::super::bundles::{Bundle, Told, catalogue, checks, counting, rules};
use super::super::drafts::create::{REQUEST, misnamed};
use super::super::words;
use super::{
    CREATE_CADENCE, CREATE_CASSANDRA, CREATE_FROM_JSON, CREATE_KAFKA, CREATE_KAFKA_CONNECT,
    CREATE_OPENSEARCH, CREATE_POSTGRESQL, CREATE_REDIS, CREATE_ZOOKEEPER,
};

/// Index of the column of the servers that run, of all.
const SERVERS: usize = 3;

/// What all of them have in common.
const PLAIN: Action = Action {
    past: "created",
    on: On::New {
        kind: CLUSTERS,
        name: CLUSTER_NAME,
    },
    following: created,
    ..Action::PLAIN
};

static CASSANDRA_FORM: [Parameter; forms::count(&catalogue::CASSANDRA)] =
    forms::parameters(&catalogue::CASSANDRA);
static KAFKA_FORM: [Parameter; forms::count(&catalogue::KAFKA)] = forms::parameters(&catalogue::KAFKA);
static KAFKA_CONNECT_FORM: [Parameter; forms::count(&catalogue::KAFKA_CONNECT)] =
    forms::parameters(&catalogue::KAFKA_CONNECT);
static OPENSEARCH_FORM: [Parameter; forms::count(&catalogue::OPENSEARCH)] =
    forms::parameters(&catalogue::OPENSEARCH);
static REDIS_FORM: [Parameter; forms::count(&catalogue::REDIS)] = forms::parameters(&catalogue::REDIS);
static ZOOKEEPER_FORM: [Parameter; forms::count(&catalogue::ZOOKEEPER)] =
    forms::parameters(&catalogue::ZOOKEEPER);
static POSTGRESQL_FORM: [Parameter; forms::count(&catalogue::POSTGRESQL)] =
    forms::parameters(&catalogue::POSTGRESQL);
static CADENCE_FORM: [Parameter; forms::count(&catalogue::CADENCE)] = forms::parameters(&catalogue::CADENCE);

pub const CASSANDRA: Action = Action {
    id: CREATE_CASSANDRA,
    title: "Create Cassandra cluster",
    help: "Create a cluster of Apache Cassandra, with Spark if you like",
    parameters: &CASSANDRA_FORM,
    available: |target| can(&catalogue::CASSANDRA, &CASSANDRA_FORM, target),
    consequences: |target| does(&catalogue::CASSANDRA, &CASSANDRA_FORM, target),
    ..PLAIN
};

pub const KAFKA: Action = Action {
    id: CREATE_KAFKA,
    title: "Create Kafka cluster",
    help: "Create a cluster of Apache Kafka, with registry and REST proxy if you like",
    parameters: &KAFKA_FORM,
    available: |target| can(&catalogue::KAFKA, &KAFKA_FORM, target),
    consequences: |target| does(&catalogue::KAFKA, &KAFKA_FORM, target),
    ..PLAIN
};

pub const KAFKA_CONNECT: Action = Action {
    id: CREATE_KAFKA_CONNECT,
    title: "Create Kafka Connect cluster",
    help: "Create a cluster of Kafka Connect for a Kafka cluster",
    parameters: &KAFKA_CONNECT_FORM,
    available: |target| can(&catalogue::KAFKA_CONNECT, &KAFKA_CONNECT_FORM, target),
    consequences: |target| does(&catalogue::KAFKA_CONNECT, &KAFKA_CONNECT_FORM, target),
    ..PLAIN
};

pub const OPENSEARCH: Action = Action {
    id: CREATE_OPENSEARCH,
    title: "Create OpenSearch cluster",
    help: "Create a cluster of OpenSearch",
    parameters: &OPENSEARCH_FORM,
    available: |target| can(&catalogue::OPENSEARCH, &OPENSEARCH_FORM, target),
    consequences: |target| does(&catalogue::OPENSEARCH, &OPENSEARCH_FORM, target),
    ..PLAIN
};

pub const REDIS: Action = Action {
    id: CREATE_REDIS,
    title: "Create Redis cluster",
    help: "Create a cluster of Redis",
    parameters: &REDIS_FORM,
    available: |target| can(&catalogue::REDIS, &REDIS_FORM, target),
    consequences: |target| does(&catalogue::REDIS, &REDIS_FORM, target),
    ..PLAIN
};

pub const ZOOKEEPER: Action = Action {
    id: CREATE_ZOOKEEPER,
    title: "Create ZooKeeper cluster",
    help: "Create a cluster of Apache ZooKeeper",
    parameters: &ZOOKEEPER_FORM,
    available: |target| can(&catalogue::ZOOKEEPER, &ZOOKEEPER_FORM, target),
    consequences: |target| does(&catalogue::ZOOKEEPER, &ZOOKEEPER_FORM, target),
    ..PLAIN
};

pub const POSTGRESQL: Action = Action {
    id: CREATE_POSTGRESQL,
    title: "Create PostgreSQL cluster",
    help: "Create a cluster of PostgreSQL, with PgBouncer if you like",
    parameters: &POSTGRESQL_FORM,
    available: |target| can(&catalogue::POSTGRESQL, &POSTGRESQL_FORM, target),
    consequences: |target| does(&catalogue::POSTGRESQL, &POSTGRESQL_FORM, target),
    ..PLAIN
};

pub const CADENCE: Action = Action {
    id: CREATE_CADENCE,
    title: "Create Cadence cluster",
    help: "Create a cluster of Cadence",
    parameters: &CADENCE_FORM,
    available: |target| can(&catalogue::CADENCE, &CADENCE_FORM, target),
    consequences: |target| does(&catalogue::CADENCE, &CADENCE_FORM, target),
    ..PLAIN
};

/// A request that is complete but for its name.
const EXAMPLE: &str = r#"{"bundles": [{"bundle": "APACHE_CASSANDRA", "version": "3.11.8"}], "provider": {"name": "AWS_VPC"}, "nodeSize": "m5l-250-v2", "dataCentre": "US_EAST_1", "rackAllocation": {"numberOfRacks": 3, "nodesPerRack": 1}}"#;

const REQUEST_FORM: &[Parameter] = &[Parameter::new(
    REQUEST,
    "The whole request as the Provisioning API documents it, a JSON object; the base bundle first",
    Takes::Json,
)
.required()
.such_as(&[EXAMPLE])
.checked(checks::object)];

pub const FROM_JSON: Action = Action {
    id: CREATE_FROM_JSON,
    title: "Create cluster from JSON",
    help: "Create any cluster, several data centres included, from the whole request as JSON",
    parameters: REQUEST_FORM,
    available: |target| {
        let told = Told::new(target.arguments, REQUEST_FORM);
        misnamed(&target.row.name, &told).map_or(Availability::Offered, Availability::NotNow)
    },
    consequences: |target| costing("ask for what the request says".into(), target),
    ..PLAIN
};

fn can(bundle: &Bundle, parameters: &[Parameter], target: &Target<'_>) -> Availability {
    let told = Told::new(target.arguments, parameters);
    let words = rules::in_words(&rules::offences(bundle, &told));
    words.map_or(Availability::Offered, Availability::NotNow)
}

fn does(bundle: &Bundle, parameters: &[Parameter], target: &Target<'_>) -> Consequences {
    let told = Told::new(target.arguments, parameters);
    let said = |name, otherwise: &'static str| told.text(name).unwrap_or(otherwise).to_owned();
    let nodes = counting::in_words(&counting::groups(bundle, &told));
    let nodes = nodes.unwrap_or_else(|| "nodes".into());
    let will = format!(
        "ask for {nodes} with {} {} in {} of {}, tier {}",
        bundle.title,
        said(name::VERSION, "of some version"),
        said(name::DATA_CENTRE, "a region"),
        said(name::PROVIDER, "a cloud"),
        said(name::SLA_TIER, "not said"),
    );
    costing(will, target)
}

/// What every creation does besides.
fn costing(will: String, target: &Target<'_>) -> Consequences {
    let is_long = target.row.name.len() > checks::SURE_NAME;
    let long = match is_long {
        true => format!(
            "; its name is longer than {} characters, which some clients of the vendor refuse",
            checks::SURE_NAME
        ),
        false => String::new(),
    };
    Consequences {
        will: format!(
            "{will}; that COSTS MONEY from then on until it is deleted; each node takes some 5 min to come up{long}"
        ),
        will_not: "say what it costs: the vendor's price list does; or take a name that another cluster has"
            .into(),
        undo: "delete it, with all that is in it by then".into(),
    }
}

/// By status and nodes that run.
pub fn created(_: &Target<'_>, now: &Target<'_>) -> Following {
    let state = &now.row.state;
    let nodes = match now.row.cell(SERVERS) {
        Cell::Ratio { ok, total } => format!(", {ok} of {total} nodes run"),
        _ => String::new(),
    };
    let seen = format!("{}{nodes}", state.text);
    match state.class {
        StateClass::Up if words::is_running(&state.text) => Following::Done(seen),
        StateClass::Bad if is_deferred(&state.text) => Following::Running(format!(
            "{seen}: it waits for the vendor, who acts on it or writes to you; nothing can be done here"
        )),
        StateClass::Bad | StateClass::GoingDown | StateClass::Down => Following::Failed(seen),
        StateClass::Up | StateClass::Busy | StateClass::Neutral => Following::Running(seen),
    }
}

/// The one bad state that may end well.
pub fn is_deferred(word: &str) -> bool {
    word.eq_ignore_ascii_case("DEFERRED")
}
