//! Kafka Connect: a cluster that works on a Kafka cluster.

use super::super::bundle::{Bundle, BundleOption, Layout, Pci, Sent};
use super::super::checks;
use super::{node_size, version};

pub static KAFKA_CONNECT: Bundle = Bundle {
    name: "KAFKA_CONNECT",
    title: "Kafka Connect",
    version: version(
        "The version of Kafka Connect",
        &["3.1.2", "3.0.2", "2.8.2", "2.7.1"],
    ),
    node_size: Some(node_size(&["KCN-PRD-m5.large-100", "t3.medium-10-gp2"])),
    layout: Layout::Racks,
    options: &[
        BundleOption::word(
            "targetKafkaClusterId",
            "target-kafka-cluster-id",
            "The id of the Kafka cluster that it works on; without one, say bootstrap servers",
        )
        .checked(checks::id),
        BundleOption::choice(
            "vpcType",
            "vpc-type",
            "Where it runs, seen from that Kafka cluster",
            &["KAFKA_VPC", "VPC_PEERED", "SEPARATE_VPC"],
            "KAFKA_VPC",
        ),
        BundleOption::word(
            "bootstrap.servers",
            "bootstrap-servers",
            "Brokers of a Kafka cluster elsewhere",
        ),
        BundleOption::choice(
            "security.protocol",
            "security-protocol",
            "How it speaks to them",
            &["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"],
            "PLAINTEXT",
        )
        .sent(Sent::IfOther),
        BundleOption::word(
            "s3.bucket.name",
            "s3-bucket-name",
            "The S3 bucket with connectors of your own",
        ),
        BundleOption::word(
            "aws.s3.role.arn",
            "aws-s3-role-arn",
            "The role that may read that bucket",
        ),
        BundleOption::word(
            "aws.access.key.id",
            "aws-access-key-id",
            "Or else the access key that may",
        ),
        BundleOption::secret(
            "aws.secret.access.key",
            "aws-secret-access-key",
            "The secret of that access key",
        ),
        BundleOption::word(
            "azure.storage.container.name",
            "azure-storage-container-name",
            "The Azure container with connectors of your own",
        ),
        BundleOption::word(
            "azure.storage.account.name",
            "azure-storage-account-name",
            "The storage account of that container",
        ),
        BundleOption::secret(
            "azure.storage.account.key",
            "azure-storage-account-key",
            "The key of that storage account",
        ),
    ],
    add_ons: &[],
    services: &["KAFKA_CONNECT"],
    pci: Pci::Never,
};
