package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code doctor} and {@code why} against real servers. */
class DoctorTest {
    @Test // issue 3.8: what is healthy is found so, by people and by programs; two never run at once
    void a_healthy_deployment_fails_no_check_and_one_doctor_at_a_time_looks_at_it() {
        try (CommandLineScene scene = new CommandLineScene()) {
            RunningServer server = scene.server;
            assertThat(server.command("backup", server.folder() + "/b.zip").code())
                    .isZero();
            Finished json = server.command("doctor", server.issuer(), "--json");

            assertThat(json.code()).as(json.out() + json.err()).isZero();
            JsonNode report = Http.JSON.readTree(json.out());
            assertThat(report.path("healthy").asBoolean()).isTrue();
            assertThat(results(report))
                    .containsEntry("tls", "ok")
                    .containsEntry("challenge", "ok")
                    .containsEntry("clock", "ok")
                    .containsEntry("discovery", "ok")
                    .containsEntry("documents", "ok")
                    .containsEntry("issuer", "ok")
                    .containsEntry("keys", "ok")
                    .containsEntry("ready", "ok")
                    .containsEntry("device flow", "ok")
                    .containsEntry("owner token", "ok")
                    .containsEntry("passkeys", "ok")
                    .containsEntry("backups", "ok")
                    .containsEntry("anchors", "warn")
                    .containsKey("versions");
            assertThat(json.out()).doesNotContain("eyJ", "cs_dc_");

            List<String> approving = new ArrayList<>(List.of("doctor", scene.notes(), "--approve", "--data"));
            approving.add(server.data().toString());
            try (Pty first = scene.terminal(Map.of(), scene.store(), approving.toArray(String[]::new))) {
                URI page = URI.create(first.sees("(http://localhost:\\d+/device\\?user_code=\\S+)"));
                Finished second = server.command("doctor", server.issuer());
                assertThat(second.code()).isEqualTo(1);
                assertThat(second.err()).contains("is being examined by").contains("since");

                scene.decides(page, "approve");
                assertThat(first.ends()).as(first.text()).isZero();
                assertThat(first.text()).contains("given back, and refused from then on");
            }
            assertThat(server.command("doctor", server.issuer()).code())
                    .as("the lock is given back")
                    .isZero();
        }
    }

    @Test // issue 3.8: what is broken is found, and what is off is said
    void a_broken_deployment_is_told_what_is_wrong() {
        try (RunningServer server = RunningServer.configured("device: { enabled: false }\n")) {
            Finished off = server.command("doctor", server.issuer() + "/mcp", "--json");
            assertThat(results(Http.JSON.readTree(off.out())))
                    .containsEntry("device flow", "warn")
                    .containsEntry("backups", "warn");
            Finished alias = server.command("doctor", "http://127.0.0.1:" + server.port(), "--json");
            assertThat(alias.code()).isEqualTo(1);
            assertThat(results(Http.JSON.readTree(alias.out())).values()).contains("fail");
            server.stop();
            Finished gone = server.command("doctor", server.issuer(), "--timeout", "30s");
            assertThat(gone.code()).isEqualTo(1);
            assertThat(gone.out()).contains("fail", "answers").contains("cannot be reached");
        }
    }

    @Test // issue 3.8: TLS; each certificate that a client would refuse is named with its reason
    void a_certificate_is_looked_at_as_clients_do() {
        try (Certificates certificates = new Certificates("dns:localhost", 90);
                RunningServer server = RunningServer.overHttps(certificates.tls())) {
            String trusting = certificates.trust();
            Finished good = examined(server.issuer(), trusting, "");
            assertThat(check(good, "tls"))
                    .as(good.out() + good.err())
                    .startsWith("ok TLSv1.3, certificate good until ");
            assertThat(check(good, "discovery")).startsWith("ok ");
            assertThat(check(good, "clock")).startsWith("ok ");

            Finished soon = examined(server.issuer(), trusting, "+80d");
            assertThat(check(soon, "tls")).startsWith("warn ");
            Finished ended = examined(server.issuer(), trusting, "+100d");
            assertThat(ended.code()).isEqualTo(1);
            assertThat(check(ended, "tls")).startsWith("fail the certificate of localhost has ended (NotAfter");
            Finished early = examined(server.issuer(), trusting, "-3d");
            assertThat(check(early, "tls")).startsWith("fail the certificate of localhost is not good yet (NotBefore");

            Finished otherName = examined("https://127.0.0.1:" + server.port(), trusting, "");
            assertThat(check(otherName, "tls")).startsWith("fail the certificate is not for 127.0.0.1");
            Finished stranger = examined(server.issuer(), "", "");
            assertThat(check(stranger, "tls"))
                    .isEqualTo("fail the certificate of localhost is from an authority this computer does not trust");
            assertThat(check(stranger, "answers")).contains("no certificate this computer trusts");
        }
    }

    @Test // issue 3.8: TLS
    void https_where_plain_http_is_spoken_is_said() {
        try (RunningServer server = RunningServer.plain()) {
            Finished plain = examined(server.issuer().replace("http:", "https:"), "", "");
            assertThat(plain.code()).isEqualTo(1);
            assertThat(check(plain, "tls")).startsWith("fail no TLS connection to localhost");
        }
    }

    @Test // issue 3.8: clock; issue 3, proof: clock skewed
    void clocks_that_are_apart_are_told_by_how_much() {
        try (RunningServer server = RunningServer.plain()) {
            Finished behind = examined(server.issuer(), "", "+120s");
            assertThat(check(behind, "clock"))
                    .startsWith("fail the server's is 1")
                    .endsWith(" s behind this computer's");
            assertThat(behind.code()).isEqualTo(1);
            Finished ahead = examined(server.issuer(), "", "-120s");
            assertThat(check(ahead, "clock")).startsWith("fail").endsWith(" s ahead of this computer's");
            Finished slightly = examined(server.issuer(), "", "+15s");
            assertThat(check(slightly, "clock")).startsWith("warn the server's is 1");
            assertThat(slightly.code()).as(slightly.out() + slightly.err()).isZero();
        }
    }

    /** A stranger's look, by a Java with these options and with a clock that is so far off. */
    private static Finished examined(String url, String options, String offset) {
        List<String> command = new ArrayList<>();
        if (!offset.isEmpty()) {
            command.addAll(List.of("faketime", "-f", offset));
        }
        command.addAll(Distribution.java("doctor", url, "--json", "--data", "/nowhere"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_TOOL_OPTIONS", options);
        builder.environment().put("DONT_FAKE_MONOTONIC", "1");
        return Finished.of(builder);
    }

    private static String check(Finished examined, String name) {
        return Http.JSON
                .readTree(examined.out())
                .path("checks")
                .valueStream()
                .filter(check -> check.path("check").asString().equals(name))
                .map(check -> check.path("result").asString() + " "
                        + check.path("said").asString())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no check " + name + ": " + examined.out() + examined.err()));
    }

    @Test // issue 5.5: which permission, and whose; the same words as the gateway's; nothing prints the token
    void why_says_who_decided() {
        try (CommandLineScene scene = new CommandLineScene()) {
            RunningServer server = scene.server;
            String token = scene.token("notes", "read");

            Finished allowed = server.command("why", token, "read_note");
            assertThat(allowed.code()).as(allowed.out() + allowed.err()).isZero();
            assertThat(allowed.out()).contains("permitted: read_note (read)").doesNotContain(token);
            Finished beyond = server.command("why", token, "notes/delete_note", "--json");
            assertThat(beyond.code()).isEqualTo(1);
            JsonNode reason = Http.JSON.readTree(beyond.out());
            assertThat(reason.path("by").asString()).isEqualTo("grant");
            assertThat(new Mcp(server.mcp("notes"), token)
                            .initialized()
                            .call("delete_note", "{\"name\":\"x\"}")
                            .body())
                    .as("one explanation for both")
                    .contains(reason.path("words").asString());
            assertThat(server.command("why", token, "notes/none").out()).contains("no tool of this name");
            assertThat(server.command("why", token, "files/x").out()).contains("another resource");
            assertThat(server.command("why", token + "x", "notes/read_note").out())
                    .contains("not one of this server's");
            server.command("grants", "suspend", "owner:ada");
            assertThat(server.command("why", token, "read_note").out())
                    .contains("refused by the grant's state", "held by an admin or the operator since", "by owner:");
        }
    }

    private static Map<String, String> results(JsonNode report) {
        Map<String, String> results = new LinkedHashMap<>();
        report.path("checks")
                .valueStream()
                .forEach(check -> results.put(
                        check.path("check").asString(), check.path("result").asString()));
        return results;
    }
}
