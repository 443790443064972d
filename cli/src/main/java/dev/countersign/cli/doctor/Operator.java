package dev.countersign.cli.doctor;

import dev.countersign.cli.login.Addresses;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** What only the operator can change, and mostly only the host can tell. */
final class Operator {
    private static final Duration OLD = Duration.ofDays(7);
    private static final String ELSEWHERE = "only the server's host knows; run this beside its data folder (--data)";

    private Operator() {}

    /** WebAuthn §5.1.2: a passkey belongs to a name, and browsers give it to secure pages only. */
    static Finding passkeys(String issuer, Optional<ObjectNode> host) {
        URI address = URI.create(issuer);
        String name = address.getHost();
        if (name.startsWith("[") || name.matches("[0-9.]+")) {
            return Finding.warn(
                    "passkeys",
                    "not possible: the issuer " + issuer + " is an IP address, and a passkey belongs to a name",
                    "give the server a name, such as localhost, and set `issuer` to it");
        }
        if (!"https".equals(address.getScheme()) && !Addresses.isLoopback(name)) {
            return Finding.warn(
                    "passkeys",
                    "not possible: browsers allow them over https and on localhost only",
                    "serve the issuer over https");
        }
        boolean nobody = host.isPresent() && !host.get().path("owner").asBoolean(true);
        return nobody
                ? Finding.warn(
                        "passkeys", "possible, and nobody owns this server yet", "open the link of `owner setup`")
                : Finding.ok("passkeys", "possible for " + name);
    }

    static Finding backups(Optional<ObjectNode> host, Instant now) {
        if (host.isEmpty()) {
            return Finding.skipped("backups", ELSEWHERE);
        }
        if (host.get().path("store").asString("").equals("PostgreSQL")) {
            return Finding.skipped("backups", "PostgreSQL has backups of its own; see that they are made and tried");
        }
        String last = host.get().path("last_backup").asString("");
        if (last.isEmpty()) {
            return Finding.warn("backups", "there is none", "run `countersign backup` each day, and keep it elsewhere");
        }
        Duration age = Duration.between(Instant.parse(last), now);
        return age.compareTo(OLD) > 0
                ? Finding.warn(
                        "backups", "the last one was made " + last + ", " + age.toDays() + " days ago", "make one now")
                : Finding.ok("backups", "the last one was made " + last);
    }

    static Finding anchors(Optional<ObjectNode> host) {
        if (host.isEmpty()) {
            return Finding.skipped("anchors", ELSEWHERE);
        }
        if (host.get().path("anchors").isEmpty()) {
            return Finding.warn(
                    "anchors",
                    "the ledger's checkpoints leave this host nowhere, so who holds the host can rewrite it",
                    "name a place under `anchors.to`");
        }
        String failing = host.get()
                .path("anchors")
                .valueStream()
                .filter(anchor -> anchor.has("failing_since"))
                .map(anchor -> anchor.path("target").asString("") + " since "
                        + anchor.path("failing_since").asString("") + " ("
                        + anchor.path("trouble").asString("") + ")")
                .collect(Collectors.joining("; "));
        return failing.isEmpty()
                ? Finding.ok("anchors", host.get().path("anchors").size() + " confirm the ledger's checkpoints")
                : Finding.fail("anchors", "failing: " + failing, "see that the place answers, or take it out");
    }

    static Finding versions(Optional<ObjectNode> host) {
        if (host.isEmpty() || !host.get().has("version")) {
            return Finding.skipped("versions", ELSEWHERE);
        }
        ObjectNode facts = host.get();
        String crypto = facts.path("crypto").asString("");
        String said = "Countersign " + facts.path("version").asString("") + ", schema "
                + facts.path("schema").asString("") + " on "
                + facts.path("store").asString("") + ", Java "
                + facts.path("java").asString("") + ", signatures by " + crypto;
        return crypto.equals("AmazonCorrettoCryptoProvider")
                ? Finding.ok("versions", said)
                : Finding.warn(
                        "versions",
                        said,
                        "start by `run`, which adds the native crypto where there is one: 13 times faster");
    }
}
