//! Where data centres can be: the regions of each provider, and the racks of a region.

pub const AWS: &str = "AWS_VPC";
pub const AZURE: &str = "AZURE_AZ";
pub const GCP: &str = "GCP";

const AWS_REGIONS: &[&str] = &[
    "US_EAST_1",
    "US_EAST_2",
    "US_WEST_1",
    "US_WEST_2",
    "CA_CENTRAL_1",
    "CA_WEST_1",
    "SA_EAST_1",
    "EU_WEST_1",
    "EU_WEST_2",
    "EU_WEST_3",
    "EU_CENTRAL_1",
    "EU_CENTRAL_2",
    "EU_NORTH_1",
    "EU_SOUTH_1",
    "EU_SOUTH_2",
    "AP_EAST_1",
    "AP_SOUTH_1",
    "AP_SOUTH_2",
    "AP_SOUTHEAST_1",
    "AP_SOUTHEAST_2",
    "AP_SOUTHEAST_3",
    "AP_SOUTHEAST_4",
    "AP_SOUTHEAST_5",
    "AP_SOUTHEAST_6",
    "AP_SOUTHEAST_7",
    "AP_NORTHEAST_1",
    "AP_NORTHEAST_2",
    "AP_NORTHEAST_3",
    "ME_SOUTH_1",
    "ME_CENTRAL_1",
    "IL_CENTRAL_1",
    "AF_SOUTH_1",
];

const AZURE_REGIONS: &[&str] = &[
    "AUSTRALIA_EAST",
    "CANADA_CENTRAL",
    "CENTRAL_US",
    "EAST_US",
    "EAST_US_2",
    "GERMANY_WEST_CENTRAL",
    "NORTH_EUROPE",
    "SOUTH_CENTRAL_US",
    "SOUTHEAST_ASIA",
    "SWITZERLAND_NORTH",
    "UK_SOUTH",
    "WEST_EUROPE",
    "WEST_US_2",
];

const GCP_REGIONS: &[&str] = &[
    "us-east1",
    "us-east4",
    "us-central1",
    "us-west1",
    "us-west2",
    "northamerica-northeast1",
    "southamerica-east1",
    "europe-north1",
    "europe-central2",
    "europe-southwest1",
    "europe-west1",
    "europe-west2",
    "europe-west3",
    "europe-west4",
    "europe-west6",
    "europe-west8",
    "europe-west9",
    "asia-east1",
    "asia-northeast1",
    "asia-south1",
    "asia-southeast1",
    "asia-southeast2",
    "australia-southeast1",
    "me-central2",
];

/// The regions of a provider as requests name it; `None` for an unknown one.
pub fn of_provider(provider: &str) -> Option<&'static [&'static str]> {
    match provider {
        AWS => Some(AWS_REGIONS),
        AZURE => Some(AZURE_REGIONS),
        GCP => Some(GCP_REGIONS),
        _ => None,
    }
}

/// How answers name a provider: not always as requests do.
pub fn provider_in_answers(provider: &str) -> &str {
    if provider == AZURE { "AZURE" } else { provider }
}

/// The name of a region's rack, as its provider writes zones (`us-east-1a`).
pub fn rack(region: &str, index: usize) -> String {
    let letter = char::from(b'a' + u8::try_from(index % 26).unwrap_or(0));
    format!("{}{letter}", region.to_ascii_lowercase().replace('_', "-"))
}
