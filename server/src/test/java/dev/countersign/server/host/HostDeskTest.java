package dev.countersign.server.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.core.DeviceId;
import dev.countersign.core.OwnerId;
import dev.countersign.server.config.Config;
import dev.countersign.server.operations.DataFolder;
import dev.countersign.server.operations.Foundation;
import dev.countersign.server.people.Passphrases;
import dev.countersign.store.Devices;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the host socket takes. */
class HostDeskTest {
    @TempDir
    private Path folder;

    private static ObjectNode create(String name, String passphrase, String admin) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("command", "owner-create")
                .put("name", name)
                .put("passphrase", "nine grey stones below")
                .put("as", admin)
                .put("as_passphrase", passphrase);
    }

    @Test
    void guesses_at_an_admins_passphrase_are_throttled_here_too() { // DESIGN Throttles: 429 within 10 failures
        var config = Config.parse("test", "issuer: http://localhost:8420\n", Map.of());
        try (var foundation = Foundation.open(config, DataFolder.at(folder), Map.of(), InstantSource.system());
                var passphrases = new Passphrases()) {
            var desk = HostDesk.alone(foundation, DataFolder.at(folder), passphrases);
            var first = JsonNodeFactory.instance
                    .objectNode()
                    .put("command", "owner-create")
                    .put("name", "ada")
                    .put("passphrase", "seven herons over slate");
            desk.answer(first);
            for (var i = 0; i < 8; i++) {
                assertThatThrownBy(() -> desk.answer(create("bob", "a wrong one of many", "ada")))
                        .hasMessageContaining("no admin");
            }
            assertThatThrownBy(() -> desk.answer(create("bob", "seven herons over slate", "ada")))
                    .hasMessageContaining("too many wrong passphrases");
        }
    }

    @Test // DESIGN 5: devices; DESIGN Presence: a name that pages show takes its owner's presence
    void devices_are_listed_and_named_with_their_owners_passphrase() {
        var config = Config.parse("test", "issuer: http://localhost:8420\n", Map.of());
        try (var foundation = Foundation.open(config, DataFolder.at(folder), Map.of(), InstantSource.system());
                var passphrases = new Passphrases()) {
            var desk = HostDesk.alone(foundation, DataFolder.at(folder), passphrases);
            var made = desk.answer(JsonNodeFactory.instance
                    .objectNode()
                    .put("command", "owner-create")
                    .put("name", "ada")
                    .put("passphrase", "seven herons over slate"));
            var now = foundation.acts().now();
            var device = new Devices.Device(
                    new DeviceId("dv_one"), "thumb", new OwnerId(made.path("id").asString()), "", now, now, "10.0.0.1");
            foundation.acts().upkeep(tx -> {
                tx.devices().seen(device);
                return true;
            });
            var name = JsonNodeFactory.instance
                    .objectNode()
                    .put("command", "devices-name")
                    .put("id", "dv_one")
                    .put("name", "laptop");

            assertThatThrownBy(() -> desk.answer(name.deepCopy().put("passphrase", "a wrong one of many")))
                    .isInstanceOf(HostRefusal.class)
                    .hasMessageContaining("not the passphrase of the device's owner, ada");
            desk.answer(name.put("passphrase", "seven herons over slate"));

            var listed = desk.answer(JsonNodeFactory.instance.objectNode().put("command", "devices-list"))
                    .path("devices")
                    .path(0);
            assertThat(listed.path("name").asString()).isEqualTo("laptop");
            assertThat(listed.path("owner").asString()).isEqualTo("ada");
            assertThat(listed.path("last_seen_from").asString()).isEqualTo("10.0.0.1");
        }
    }
}
