//! What PCI mode demands of a cluster ("PCI").

use super::super::account::Account;
use super::super::catalogue::{self, CASSANDRA, KAFKA, SPARK, ZEPPELIN};
use super::super::checks::Checks;
use super::super::{reader, regions};
use super::{CentreOrder, Order};

/// Complains about everything that PCI mode does not allow.
pub fn check(order: &Order, account: Account, checks: &mut Checks) {
    checks.require(
        account.has_pci(),
        "pciCompliantCluster",
        "PCI mode is not enabled for this account.",
    );
    let mut centres = order.centres.iter();
    let is_aws = centres.all(|centre| centre.provider == regions::AWS);
    checks.require(
        is_aws,
        "provider.name",
        "A PCI cluster needs the provider AWS_VPC.",
    );
    checks.require(
        order.is_private,
        "privateNetworkCluster",
        "A PCI cluster needs a private network.",
    );
    let Some(base) = order.bundles.first() else {
        return;
    };
    let is_possible = matches!(base.name, CASSANDRA | KAFKA);
    checks.require(
        is_possible,
        "bundles[0].bundle",
        format!("{} is not possible in PCI mode.", base.name),
    );
    let is_on = |option: &str| base.options.get(option).and_then(reader::truth) == Some(true);
    for option in ["clientEncryption", "authnAuthz"] {
        let is_needed = option == "clientEncryption" || base.name == CASSANDRA;
        let words = format!("A PCI cluster needs {option}.");
        checks.require(
            !is_needed || is_on(option),
            &format!("bundles[0].options.{option}"),
            words,
        );
    }
    for (index, bundle) in order.bundles.iter().enumerate() {
        let is_excluded = matches!(bundle.name, SPARK | ZEPPELIN);
        let words = format!("{} is not possible in PCI mode.", bundle.name);
        checks.require(!is_excluded, &format!("bundles[{index}].bundle"), words);
    }
    let mut groups = order.centres.iter().flat_map(|centre| &centre.groups);
    let is_small = groups.any(|group| catalogue::is_developer_size(&group.size));
    checks.require(
        !is_small,
        "nodeSize",
        "A PCI cluster needs production node sizes.",
    );
}

/// The same for a data centre that is added to a cluster.
pub fn check_added(is_pci: bool, order: &CentreOrder, checks: &mut Checks) {
    if !is_pci {
        return;
    }
    checks.require(
        order.provider == regions::AWS,
        "provider.name",
        "A PCI cluster needs the provider AWS_VPC.",
    );
    checks.require(!order.has_spark, "bundles", "SPARK is not possible in PCI mode.");
    let is_small = order
        .groups
        .iter()
        .any(|group| catalogue::is_developer_size(&group.size));
    checks.require(
        !is_small,
        "nodeSize",
        "A PCI cluster needs production node sizes.",
    );
}
