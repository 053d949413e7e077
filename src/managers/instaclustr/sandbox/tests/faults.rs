//! What goes wrong, and answers as older and stranger servers give them.

use super::*;
use crate::managers::instaclustr::sandbox::settings::{ErrorShape, Oddities, Outage, OutageKind};
use crate::transport::endpoint::Dropped;

#[tokio::test]
async fn a_request_may_be_carried_out_and_never_answered() {
    let service = Service::empty();
    service.configure(|settings| settings.troubles.drop_after = 1);
    let request = Request::post(format!("{ROOT}/extended/"))
        .header(header::AUTHORIZATION, &service.authorization)
        .header(header::CONTENT_TYPE, "application/json");
    let body = Body::from(sample("create-kafka").to_string());
    let (response, _) = service.response(request.body(body).unwrap()).await;
    assert_eq!(response.extensions().get::<Dropped>(), Some(&Dropped::Cut));
    let (status, list) = service.get("/").await;
    assert_eq!((status, list.as_array().unwrap().len()), (200, 1));
}

#[tokio::test(start_paused = true)]
async fn a_request_may_hang() {
    let service = Service::demonstration();
    service.configure(|settings| settings.troubles.hang = 1);
    let answer = tokio::time::timeout(Duration::from_secs(3_600), service.get("/")).await;
    assert!(answer.is_err());
    assert_eq!(service.get("/").await.0, 200);
    assert_eq!(service.world.traffic().count(), 2);
}

#[tokio::test]
async fn an_outage_lasts_as_long_as_it_lasts() {
    let service = Service::demonstration();
    let outage = |kind| {
        Some(Outage {
            until: Duration::from_secs(300),
            kind,
        })
    };
    service.configure(|settings| settings.troubles.outage = outage(OutageKind::Unavailable));
    let (status, page) = service.get("/").await;
    assert_eq!(status, 503);
    assert!(page.as_str().unwrap().starts_with("<html>"));
    service.configure(|settings| settings.troubles.outage = outage(OutageKind::Unreachable));
    service.advance(299.0);
    let request = Request::get(format!("{ROOT}/")).body(Body::empty()).unwrap();
    let (response, _) = service.response(request).await;
    assert_eq!(response.extensions().get::<Dropped>(), Some(&Dropped::Refused));
    service.advance(1.0);
    assert_eq!(service.get("/").await.0, 200);
    // Nobody was there to count.
    assert_eq!(service.world.traffic().count(), 1);
}

#[tokio::test]
async fn answers_may_be_as_they_were_in_2017() {
    let service = Service::demonstration();
    service.configure(|settings| {
        settings.oddities = Oddities {
            network_as_object: true,
            numbers_as_text: true,
            ..Oddities::default()
        };
    });
    let status = service.status(&service.id("catalogue_prod")).await;
    let centre = &status["dataCentres"][0];
    assert_eq!(
        centre["cdcNetwork"],
        json!({"network": "10.10.0.0", "prefixLength": "16"})
    );
    assert_eq!(centre["nodeCount"], "3");
}

#[tokio::test]
async fn acknowledgements_may_be_empty_but_never_ids_and_reads() {
    let service = Service::demonstration();
    service.configure(|settings| settings.oddities.empty_acknowledgements = true);
    let id = service.id("catalogue_prod");
    let path = format!("/{id}/firewallRules");
    assert_eq!(
        service.post(&path, sample("firewall-request")).await,
        (202, json!(""))
    );
    assert_eq!(service.delete(&format!("/{id}")).await, (202, json!("")));
    assert!(service.status(&id).await["id"].is_string());
    let (_, answer) = service.post("/extended/", sample("create-cassandra")).await;
    assert!(answer["id"].is_string());
}

#[tokio::test]
async fn errors_have_other_shapes_if_asked_for() {
    let service = Service::demonstration();
    let order = with(sample("create-cassandra"), json!({"nodeSize": "t9.tiny"}));
    let words = "Unknown node size 't9.tiny' for AWS_VPC US_WEST_2.";
    for (shape, expected) in [
        (ErrorShape::Map, json!({"errors": {"nodeSize": words}})),
        (ErrorShape::List, sample("error-400-validation-list")),
        (ErrorShape::Simple, json!({"error": words})),
        (ErrorShape::Message, json!({"status": 400, "message": words})),
    ] {
        service.configure(|settings| settings.error_shape = shape);
        assert_eq!(service.post("/extended/", order.clone()).await, (400, expected));
    }
}

#[tokio::test]
async fn faults_of_every_simulated_manager_are_worded_as_the_services_own() {
    let service = Service::demonstration();
    service
        .world
        .faults()
        .push("expired-token@next=1".parse().unwrap());
    assert_eq!(service.get("/").await, (401, json!("")));
    service.world.faults().push("status=503@next=1".parse().unwrap());
    let words = "HTTP 503 Service Unavailable";
    assert_eq!(
        service.get("/").await,
        (503, json!({"status": 503, "message": words}))
    );
}
