//! A document in a field of a form, written in the editor.

use crate::support::{Console, Key};
use crate::{confirm, run_command};

#[test]
fn the_properties_of_an_instance_are_written_in_the_editor_and_sent() {
    let console = Console::setup()
        .size(80, 24)
        .start(&["--sandbox", "--quiet", "-c", "cm"]);
    console.wait_for("shop-staging");
    run_command(&console, "node-instances");
    console.wait_for("app_dmwvle");
    console.send("/");
    console.wait_for("filter:");
    console.send("app_dmwvle");
    console.send_key(Key::Enter);
    console.wait_for("1 found");
    console.send_key(Key::Enter);
    // It has been read.
    console.wait_for("runtime properties");
    console.send("m");
    console.wait_for("app_dmwvle:");
    console.send("update-inst");
    console.send_key(Key::Enter);
    console.wait_for("ctrl-o editor");
    console.send_key(Key::Control('o'));
    console.wait_for("runtime-properties of app_dmwvle");
    console.wait_for("\"last_step\": \"start\"");
    console.send_key(Key::Down);
    console.send_key(Key::End);
    console.send(",");
    console.send_key(Key::Enter);
    console.send("\"port\": 8080");
    console.wait_for("\"port\": 8080");
    console.send_key(Key::Control('s'));
    console.wait_for("{\"last_step\":\"start\",\"port\":8080}");
    console.send_key(Key::Control('s'));
    confirm(&console, "Type the verb, update-instance:", "update-instance");
    console.wait_for("app_dmwvle is updated: it is at version 9");
    console.send("q");
    assert_eq!(console.exit_code(), 0);
    console.assert_restored();
}
