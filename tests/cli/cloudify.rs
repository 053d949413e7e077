//! Files of a Cloudify Manager: there and back, over a socket, of both generations.

use flate2::Compression;
use flate2::write::GzEncoder;
use quarterdeck::managers::cloudify::sandbox::fleet::{Settlement, service};
use quarterdeck::managers::cloudify::sandbox::profile::Profile;

use crate::harness::Home;
use crate::service::{Service, fast};

const BLUEPRINT: &str = "tosca_definitions_version: cloudify_dsl_1_3
imports: [http://www.getcloudify.org/spec/cloudify/4.2/types.yaml]
node_templates:
  vm:
    type: cloudify.nodes.Compute
";

/// A manager of this generation, with a context for its administrator and one for a user who may only look.
pub(crate) fn served(profile: Profile, speed: f64) -> Service {
    let router = service(&fast(speed), profile, Settlement::Demonstration).router();
    Service::of(router, |address| {
        let context = |name: &str, user: &str| {
            format!(
                "[contexts.{name}]\nmanager = \"cloudify\"\nurl = \"http://{address}\"\nauth = \"basic\"\n\
                 user = \"{user}\"\nsecret = \"env:KEY\"\nrefresh = \"1s\"\n"
            )
        };
        let contexts = context("cm", "admin") + &context("watch", "viewer1");
        Home::new()
            .env("KEY", "any")
            .config(&format!("use = \"cm\"\n{contexts}"))
    })
}

fn open(profile: Profile) -> Service {
    served(profile, 100.0)
}

impl Service {
    /// Writes a tar.gz of one file, and gives its path.
    fn archive(&self, archive: &str, file: &str, text: &str) -> String {
        let path = self.home.path(archive);
        let out = GzEncoder::new(std::fs::File::create(&path).unwrap(), Compression::default());
        let mut tar = tar::Builder::new(out);
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        tar.append_data(&mut header, format!("top/{file}"), text.as_bytes())
            .unwrap();
        tar.into_inner().unwrap().finish().unwrap();
        path.display().to_string()
    }
}

#[test]
fn a_blueprint_is_uploaded_listed_fetched_and_deleted() {
    for profile in [Profile::V42, Profile::V71] {
        let service = open(profile);
        let archive = service.archive("web.tar.gz", "blueprint.yaml", BLUEPRINT);
        let run = service.at_once(&["upload", "blueprints", &archive]).expect(0);
        assert!(run.out.contains("cm/web: uploaded"), "{}", run.out);
        let again = service
            .at_once(&["upload", "blueprint", "web", &archive])
            .expect(1);
        assert!(again.err.contains("web is there already"), "{}", again.err);
        let list = service.run(&["get", "blueprints"]).expect(0).out;
        assert!(list.contains("web") && list.contains("blueprint.yaml"), "{list}");
        let back = service.home.path("back.tar.gz").display().to_string();
        let run = service
            .run(&["download", "blueprint", "web", "-o", &back])
            .expect(0);
        assert!(run.out.starts_with("web: "), "{}", run.out);
        assert_eq!(std::fs::read(&back).unwrap(), std::fs::read(&archive).unwrap());
        service
            .run(&["download", "blueprint", "web", "-o", &back])
            .expect(1);
        let run = service.at_once(&["delete", "blueprint/web", "--confirm", "web"]);
        assert_eq!(run.code, 0, "{run:?}");
        service.run(&["download", "blueprint", "web"]).expect(3);
    }
}

#[test]
fn a_main_file_stands_for_its_directory_and_gives_the_name() {
    for profile in [Profile::V42, Profile::V71] {
        let service = open(profile);
        let main = service.home.write("shop-front/app.yaml", BLUEPRINT);
        let run = service.at_once(&["upload", "blueprints", &main]).expect(0);
        assert!(run.out.contains("cm/shop-front: uploaded"), "{}", run.out);
        let list = service.run(&["get", "blueprints"]).expect(0).out;
        assert!(list.contains("shop-front") && list.contains("app.yaml"), "{list}");
        let directory = service.home.path("shop-front").display().to_string();
        let run = service
            .at_once(&["upload", "blueprints", "other", &directory])
            .expect(1);
        assert!(run.err.contains("no blueprint.yaml in"), "{}", run.err);
    }
}

#[test]
fn a_plugin_is_uploaded_under_the_name_that_the_manager_gives_it() {
    let service = open(Profile::V42);
    let package = r#"{"package_name": "demo-plugin", "package_version": "1.0.0", "archive_name": "demo_plugin-1.0.0.wgn"}"#;
    let wagon = service.archive("mine.wgn", "package.json", package);
    let named = service.at_once(&["upload", "plugins", "mine", &wagon]).expect(2);
    assert!(named.err.contains("named by the manager"), "{}", named.err);
    let run = service.at_once(&["upload", "plugins", &wagon]).expect(0);
    assert!(run.out.contains("demo-plugin 1.0.0, id "), "{}", run.out);
    let back = service.home.path("back.wgn").display().to_string();
    service
        .run(&["download", "plugin", "demo-plugin", "-o", &back])
        .expect(0);
    assert_eq!(std::fs::read(&back).unwrap(), std::fs::read(&wagon).unwrap());
    let run = service
        .run(&["download", "snapshots", "nothing-like-it"])
        .expect(3);
    assert!(!run.err.is_empty());
}
