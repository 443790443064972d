package dev.countersign.server.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.acts.Deny;
import dev.countersign.acts.Origin;
import dev.countersign.acts.Secrets;
import dev.countersign.acts.upkeep.NoteUse;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Access;
import dev.countersign.gateway.StoredTokens;
import dev.countersign.guard.AccessToken;
import dev.countersign.guard.PersonalTokens;
import dev.countersign.server.config.Config;
import dev.countersign.server.operations.DataFolder;
import dev.countersign.server.operations.Foundation;
import dev.countersign.server.people.Passphrases;
import dev.countersign.store.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Personal access tokens as the host asks for them, on both databases. Issue 4 §2, DESIGN Presence. */
@ParameterizedClass
@EnumSource(Database.class)
class PersonalTokenTest {
    private static final String PASSPHRASE = "plum kettle orbit 41 sunday";
    private static final String OWN = "http://localhost:8420/mcp";
    private static final String WIKI = "https://wiki.example/mcp";

    @TempDir
    Path folder;

    private final Database database;
    private Foundation foundation;
    private Passphrases passphrases;
    private HostDesk desk;

    PersonalTokenTest(Database database) {
        this.database = database;
    }

    @BeforeEach
    void open() {
        begin("");
    }

    private void begin(String more) {
        var config = Config.parse("test", """
                store: %s
                servers: { files: { url: 'https://mcp.example.com/mcp' } }
                resources: { 'https://wiki.example/mcp': { name: Wiki, owners: { ada: read } } }
                %s
                """.formatted(database.url(folder), more), Map.of());
        foundation = Foundation.open(config, DataFolder.at(folder), Map.of(), InstantSource.system());
        passphrases = new Passphrases();
        desk = HostDesk.serving(foundation, DataFolder.at(folder), passphrases);
        if (foundation.acts().read(tx -> tx.owners().named("ada")).isEmpty()) {
            desk.answer(command("owner-create").put("name", "ada").put("passphrase", PASSPHRASE));
        }
    }

    @AfterEach
    void close() {
        passphrases.close();
        foundation.close();
    }

    private static ObjectNode command(String name) {
        return JsonNodeFactory.instance.objectNode().put("command", name);
    }

    private static ObjectNode wish(String secret, String access, String until, String... resources) {
        var request = command("pat-ask")
                .put("owner", "ada")
                .put("access", access)
                .put("until", until)
                .put("name", "backup script")
                .put("hash", Secrets.hash(secret));
        List.of(resources).forEach(request.putArray("resources")::add);
        return request;
    }

    private ObjectNode approve(ObjectNode asked, String passphrase) {
        return desk.answer(command("pat-approve")
                .put("ask", asked.path("ask").asString(""))
                .put("passphrase", passphrase));
    }

    private Optional<AccessToken> standsFor(String secret) {
        try {
            return new StoredTokens(foundation.acts()).find(secret);
        } catch (PersonalTokens.Unavailable e) {
            throw new AssertionError(e);
        }
    }

    @Test // issue 4 §2; DESIGN: presence like every grant, hashed at rest, one event for each act
    void a_token_is_nothing_until_its_owner_proves_presence_and_then_exactly_what_was_asked() {
        var secret = Secrets.secret("pat");
        var asked = desk.answer(wish(secret, "read", "P30D", OWN));
        assertThat(asked.path("passphrase").asBoolean()).isTrue();
        assertThat(asked.path("url").asString("")).startsWith("http://localhost:8420/consent/");
        assertThat(standsFor(secret)).isEmpty();

        var approved = approve(asked, PASSPHRASE);

        assertThat(approved.path("state").asString("")).isEqualTo("approved");
        var token = standsFor(secret).orElseThrow();
        assertThat(token.personal()).isTrue();
        assertThat(token.kind()).isEqualTo(TokenKind.CLIENT);
        assertThat(token.audience()).containsExactly(OWN);
        assertThat(token.authority().actions()).containsExactly(Access.READ);
        assertThat(token.expiresAt()).isEqualTo(asked.path("until").asString(""));
        var grant =
                foundation.acts().read(tx -> tx.grants().find(token.grant())).orElseThrow();
        assertThat(grant.delegation().depth()).as("it hands nothing on").isZero();
        var kinds = foundation.acts().read(tx -> tx.events().after(0, 100)).stream()
                .map(stored -> stored.entry().kind())
                .toList();
        assertThat(kinds).contains("ask", "approve");
        var bodies = foundation.acts().read(tx -> tx.events().after(0, 100)).toString();
        assertThat(bodies).doesNotContain(secret).doesNotContain(Secrets.hash(secret));
    }

    @Test // issue 4 §2: access, resources and end are mandatory, at most a year; there are no owner PATs
    void what_is_missing_or_too_much_is_refused_with_what_to_do() {
        var secret = Secrets.secret("pat");
        for (var wrong : Map.of(
                        wish(secret, "", "P30D", OWN), "--access",
                        wish(secret, "everything", "P30D", OWN), "--access",
                        wish(secret, "read", "", OWN), "--until",
                        wish(secret, "read", "P400D", OWN), "--until",
                        wish(secret, "read", "PT1S", OWN), "--until",
                        wish(secret, "read", "P30D"), "--resource",
                        wish(secret, "read", "P30D", "https://elsewhere.example/mcp"), "not known",
                        wish(secret, "read", "P30D", "http://localhost:8420/v1"), "owner API",
                        wish(secret, "read", "P30D", OWN, WIKI), "name it alone",
                        wish(secret, "read", "P30D", OWN + "/files"), "nobody has seen the tools")
                .entrySet()) {
            assertThatThrownBy(() -> desk.answer(wrong.getKey()))
                    .as(wrong.getKey().toString())
                    .isInstanceOf(HostRefusal.class)
                    .hasMessageContaining(wrong.getValue());
        }
        assertThatThrownBy(() -> desk.answer(wish(secret, "read", "P30D", OWN).put("owner", "bob")))
                .hasMessageContaining("no owner named");
        assertThat(standsFor(secret)).isEmpty();
    }

    @Test // DESIGN Authority: granted is what the owner has and what was asked, both
    void no_token_goes_beyond_what_its_owner_may_give() {
        var secret = Secrets.secret("pat");
        approve(desk.answer(wish(secret, "destructive", "P1D", WIKI)), PASSPHRASE);
        assertThat(standsFor(secret).orElseThrow().authority().actions()).containsExactly(Access.READ);
    }

    @Test // DESIGN Presence, Throttles: a wrong passphrase makes nothing, and five end the request
    void a_wrong_passphrase_makes_nothing_and_five_end_the_request() {
        var secret = Secrets.secret("pat");
        var asked = desk.answer(wish(secret, "read", "P1D", OWN));
        for (var i = 0; i < 5; i++) {
            assertThatThrownBy(() -> approve(asked, "wrong passphrase")).hasMessageContaining("not the passphrase");
        }
        assertThatThrownBy(() -> approve(asked, PASSPHRASE)).hasMessageContaining("decided meanwhile");
        assertThat(desk.answer(command("pat-state").put("ask", asked.path("ask").asString("")))
                        .path("state")
                        .asString(""))
                .isEqualTo("failed");
        assertThat(standsFor(secret)).isEmpty();
    }

    @Test // DESIGN Throttles: guesses are counted across requests
    void guesses_are_counted_across_requests() {
        for (var i = 0; i < 8; i++) {
            var asked = desk.answer(wish(Secrets.secret("pat"), "read", "P1D", OWN));
            assertThatThrownBy(() -> approve(asked, "wrong passphrase")).hasMessageContaining("not the passphrase");
        }
        var last = desk.answer(wish(Secrets.secret("pat"), "read", "P1D", OWN));
        assertThatThrownBy(() -> approve(last, PASSPHRASE)).hasMessageContaining("too many wrong passphrases");
    }

    @Test // DESIGN Consent: consent.presence and consent.admins hold here too
    void where_a_passkey_is_needed_a_passphrase_is_not_asked_for() {
        close();
        begin("consent: { presence: { read: passkey } }");
        var asked = desk.answer(wish(Secrets.secret("pat"), "read", "P1D", OWN));
        assertThat(asked.path("passphrase").asBoolean()).isFalse();
        assertThatThrownBy(() -> approve(asked, PASSPHRASE)).hasMessageContaining("takes a passkey");
    }

    @Test // BEHAVIOURS D1.3: a no is a no
    void a_denied_request_stays_denied() {
        var secret = Secrets.secret("pat");
        var asked = desk.answer(wish(secret, "read", "P1D", OWN));
        var id = asked.path("ask").asString("");
        var owner = foundation.acts().read(tx -> tx.owners().named("ada")).orElseThrow();
        foundation.acts().perform(new Deny(id, owner.id(), foundation.acts().now()), Origin.SELF);
        assertThat(desk.answer(command("pat-state").put("ask", id))
                        .path("state")
                        .asString(""))
                .isEqualTo("denied");
        assertThatThrownBy(() -> approve(asked, PASSPHRASE)).isInstanceOf(HostRefusal.class);
        assertThat(standsFor(secret)).isEmpty();
    }

    @Test // issue 4 §2: listed with its last use, and ended by one command
    void tokens_are_listed_without_their_secret_and_ended_by_id() {
        var secret = Secrets.secret("pat");
        var asked = desk.answer(wish(secret, "read", "P1D", OWN));
        approve(asked, PASSPHRASE);
        var id = asked.path("id").asString("");
        var at = foundation.acts().now();
        foundation.acts().upkeep(new NoteUse(id, new dev.countersign.store.PersonalTokens.Use(at, "192.0.2.7")));
        var listed = desk.answer(command("pat-list")).path("tokens").path(0);
        assertThat(listed.path("name").asString("")).isEqualTo("backup script");
        assertThat(listed.path("owner").asString("")).isEqualTo("ada");
        assertThat(listed.path("standing").asString("")).isEqualTo("alive");
        assertThat(listed.path("last_used_from").asString("")).isEqualTo("192.0.2.7");
        assertThat(listed.toString()).doesNotContain(secret).doesNotContain(Secrets.hash(secret));
        assertThat(desk.answer(command("pat-revoke").put("id", id))
                        .path("standing")
                        .asString(""))
                .isEqualTo("revoked");
        assertThatThrownBy(() -> desk.answer(command("pat-revoke").put("id", "pat_unknown")))
                .hasMessageContaining("no token");
    }

    @Test // DESIGN: its end is never later than what was asked for
    void a_year_is_the_most() {
        var secret = Secrets.secret("pat");
        approve(desk.answer(wish(secret, "read", "P365D", OWN)), PASSPHRASE);
        assertThat(standsFor(secret).orElseThrow().expiresAt())
                .isBeforeOrEqualTo(foundation.acts().now().plus(Duration.ofDays(366)));
    }
}
