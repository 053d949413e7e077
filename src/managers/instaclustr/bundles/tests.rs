//! The catalogue holds together, and what is known to be refused is told.

use super::bundle::{Bundle, BundleOption, Form, NO, Sent, YES, YES_NO};
use super::catalogue::{BUNDLES, CADENCE, CASSANDRA, KAFKA, OPENSEARCH, POSTGRESQL, REDIS};
use super::forms::{MOST, name, parameters};
use super::rules::{self, in_words};
use super::{Told, counting, forms};
use crate::resource::{Arguments, Parameter, Takes};

fn all_parameters(bundle: &Bundle) -> Vec<Parameter> {
    let parameters: [Parameter; MOST] = parameters(bundle);
    parameters.into_iter().take(forms::count(bundle)).collect()
}

fn said(pairs: &[(&'static str, &str)]) -> Arguments {
    let arguments = Arguments::default();
    pairs
        .iter()
        .fold(arguments, |arguments, (name, value)| arguments.with(name, value))
}

fn offences(bundle: &Bundle, pairs: &[(&'static str, &str)]) -> String {
    let (arguments, parameters) = (said(pairs), all_parameters(bundle));
    in_words(&rules::offences(bundle, &Told::new(&arguments, &parameters))).unwrap_or_default()
}

/// `usePrivateBroadcastRPCAddress` and `s3.bucket.name` as words with hyphens.
fn kebab(field: &str) -> String {
    let letters: Vec<char> = field.chars().collect();
    let mut words = String::new();
    for (at, letter) in letters.iter().enumerate() {
        let follows_lower = at > 0 && letters[at - 1].is_ascii_lowercase();
        let ends_capitals = at > 0
            && letters[at - 1].is_ascii_uppercase()
            && letters.get(at + 1).is_some_and(char::is_ascii_lowercase);
        match letter {
            '.' => words.push('-'),
            letter if letter.is_ascii_uppercase() => {
                if follows_lower || ends_capitals {
                    words.push('-');
                }
                words.push(letter.to_ascii_lowercase());
            }
            letter => words.push(*letter),
        }
    }
    words
}

fn options(bundle: &Bundle) -> impl Iterator<Item = &BundleOption> {
    let added = bundle.add_ons.iter().flat_map(|add_on| add_on.options);
    bundle.options.iter().chain(added)
}

#[test]
fn a_parameter_is_called_as_the_field_reads() {
    assert_eq!(
        kebab("usePrivateBroadcastRPCAddress"),
        "use-private-broadcast-rpc-address"
    );
    for bundle in BUNDLES {
        for option in options(bundle) {
            let (field, name) = (kebab(option.field), option.parameter.name);
            // Spark has options of the names that Cassandra has.
            assert!(name == field || name == format!("spark-{field}"), "{name}");
        }
    }
}

#[test]
fn a_flag_is_yes_or_no_and_every_choice_has_a_default() {
    for option in BUNDLES.into_iter().flat_map(options) {
        let parameter = option.parameter;
        match parameter.takes {
            Takes::Choice(words) => {
                assert!(words.contains(&parameter.default), "{}", parameter.name);
                assert_eq!(words == YES_NO, option.form == Form::Flag, "{}", parameter.name);
            }
            _ => assert_ne!(option.form, Form::Flag, "{}", parameter.name),
        }
    }
}

#[test]
fn conditions_name_flags_of_the_same_bundle() {
    for bundle in BUNDLES {
        for option in options(bundle) {
            let Sent::With(condition) = option.sent else {
                continue;
            };
            let mut flags = bundle.options.iter().filter(|flag| flag.form == Form::Flag);
            assert!(flags.any(|flag| flag.parameter.name == condition), "{condition}");
        }
    }
}

#[test]
fn a_form_asks_for_what_is_needed_first_and_names_nothing_twice() {
    for bundle in BUNDLES {
        let parameters = all_parameters(bundle);
        let needed = |parameter: &Parameter| parameter.is_required && parameter.default.is_empty();
        let last_needed = parameters.iter().rposition(needed).unwrap();
        let first_other = parameters
            .iter()
            .position(|parameter| !needed(parameter))
            .unwrap();
        assert!(last_needed < first_other, "{}", bundle.title);
        let mut names: Vec<_> = parameters.iter().map(|parameter| parameter.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), parameters.len(), "{}", bundle.title);
        assert!(parameters.len() < MOST);
    }
}

#[test]
fn every_hint_and_every_default_passes_its_own_check() {
    for parameter in BUNDLES.into_iter().flat_map(all_parameters) {
        for hint in parameter.hints {
            assert_eq!(parameter.judge(hint), Ok(()), "{}", parameter.name);
        }
        assert!(parameter.default.is_empty() || parameter.judge(parameter.default).is_ok());
    }
}

#[test]
fn nothing_is_refused_before_anything_was_said() {
    for bundle in BUNDLES {
        assert_eq!(offences(bundle, &[]), "", "{}", bundle.title);
    }
}

const COMPLIANT: [(&str, &str); 6] = [
    (name::PCI_COMPLIANT, YES),
    (name::PROVIDER, "AWS_VPC"),
    (name::PRIVATE_NETWORK, YES),
    ("client-encryption", YES),
    ("authn-authz", YES),
    (name::NODE_SIZE, "m5l-250-v2"),
];

#[test]
fn pci_compliance_wants_all_that_the_manager_wants() {
    assert_eq!(offences(&CASSANDRA, &COMPLIANT), "");
    let without = |parameter, value| {
        let changed = COMPLIANT.map(|(name, old)| (name, if name == parameter { value } else { old }));
        offences(&CASSANDRA, &changed)
    };
    assert!(without(name::PROVIDER, "GCP").contains("needs the provider AWS_VPC, not GCP"));
    assert_eq!(
        without(name::PRIVATE_NETWORK, NO),
        "PCI compliance needs private-network"
    );
    assert_eq!(
        without("client-encryption", NO),
        "PCI compliance needs client-encryption"
    );
    assert_eq!(without("authn-authz", NO), "PCI compliance needs authn-authz");
    for small in ["CAS-DEV-t4g.small-5", "t3.small", "t2.small"] {
        assert!(
            without(name::NODE_SIZE, small).contains("developer size"),
            "{small}"
        );
    }
    let mut with_spark = COMPLIANT.to_vec();
    with_spark.push(("spark-version", "2.3.2"));
    assert_eq!(
        offences(&CASSANDRA, &with_spark),
        "PCI compliance goes without SPARK"
    );
    let redis = offences(&REDIS, &[(name::PCI_COMPLIANT, YES)]);
    assert!(redis.contains("not for Redis"), "{redis}");
    let kafka: Vec<_> = COMPLIANT
        .into_iter()
        .filter(|(name, _)| *name != "authn-authz")
        .collect();
    assert_eq!(offences(&KAFKA, &kafka), "");
}

#[test]
fn add_ons_of_two_vendors_and_options_without_their_bundle_are_refused() {
    let both = [
        ("karapace-rest-proxy-version", "3.2.0"),
        ("kafka-schema-registry-version", "5.0.4"),
    ];
    assert_eq!(
        offences(&KAFKA, &both),
        "kafka-schema-registry-version and karapace-rest-proxy-version do not go together"
    );
    let alone = [("integrate-rest-proxy-with-schema-registry", YES)];
    assert_eq!(
        offences(&KAFKA, &alone),
        "integrate-rest-proxy-with-schema-registry needs kafka-rest-proxy-version"
    );
    for proxy in ["kafka-rest-proxy-version", "karapace-rest-proxy-version"] {
        assert_eq!(offences(&KAFKA, &[alone[0], (proxy, "3.2.0")]), "");
    }
    let pool = [("pool-mode", "SESSION")];
    assert_eq!(offences(&POSTGRESQL, &pool), "pool-mode needs pgbouncer-version");
    let zookeeper = [("zookeeper-node-size", "zk-production-m5.large-60")];
    assert_eq!(
        offences(&KAFKA, &zookeeper),
        "zookeeper-node-size needs dedicated-zookeeper"
    );
}

#[test]
fn disk_encryption_is_for_aws_and_production_takes_no_developer_sizes() {
    let key = (name::ENCRYPTION_KEY, "0b4702d2-5e05-4990-abe9-94f2baa2919c");
    assert!(offences(&KAFKA, &[key, (name::PROVIDER, "GCP")]).contains("AWS_VPC"));
    assert_eq!(offences(&KAFKA, &[key, (name::PROVIDER, "AWS_VPC")]), "");
    let t2 = [key, (name::PROVIDER, "AWS_VPC"), (name::NODE_SIZE, "t2.small")];
    assert!(offences(&CASSANDRA, &t2).contains("cannot be encrypted"));
    let tier = (name::SLA_TIER, "PRODUCTION");
    let small = offences(&OPENSEARCH, &[tier, ("master-node-size", "SRH-DEV-t4g.small-5")]);
    assert!(
        small.contains("SRH-DEV-t4g.small-5 is a developer size"),
        "{small}"
    );
    assert_eq!(
        offences(&CADENCE, &[tier, (name::NODE_SIZE, "CAD-PRD-m5ad.large-75")]),
        ""
    );
}

#[test]
fn nodes_are_counted_with_all_that_cost_money() {
    let words = |bundle: &Bundle, pairs: &[(&'static str, &str)]| {
        let (arguments, parameters) = (said(pairs), all_parameters(bundle));
        counting::in_words(&counting::groups(bundle, &Told::new(&arguments, &parameters)))
    };
    let kafka = [
        (name::NODE_SIZE, "r5.large"),
        (name::NODES_PER_RACK, "2"),
        ("dedicated-zookeeper", YES),
        ("zookeeper-node-size", "zk-small"),
    ];
    assert_eq!(
        words(&KAFKA, &kafka).as_deref(),
        Some("6 nodes of r5.large and 3 dedicated ZooKeeper nodes of zk-small")
    );
    let redis = [
        (name::NODE_SIZE, "t3.small-20-r"),
        ("master-nodes", "3"),
        ("replica-nodes", "3"),
    ];
    assert_eq!(words(&REDIS, &redis).as_deref(), Some("6 nodes of t3.small-20-r"));
    let search = [
        ("master-node-size", "a"),
        ("data-node-size", "b"),
        ("dedicated-master-nodes", YES),
        ("open-search-dashboards-node-size", "c"),
    ];
    assert_eq!(
        words(&OPENSEARCH, &search).as_deref(),
        Some("3 data nodes of b and dedicated master nodes of a and 1 Dashboards node of c")
    );
    let many = [
        (name::NODE_SIZE, "x"),
        (name::RACKS, "5"),
        (name::NODES_PER_RACK, "21"),
    ];
    assert!(offences(&CASSANDRA, &many).contains("105 nodes are asked for"));
}
