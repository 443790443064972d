package dev.countersign.server.host;

import dev.countersign.acts.CreateOwner;
import dev.countersign.acts.Origin;
import dev.countersign.acts.Secrets;
import dev.countersign.acts.Standing;
import dev.countersign.core.DeviceId;
import dev.countersign.core.Digest;
import dev.countersign.core.Evidence;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.OwnerId;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.RevocationKey;
import dev.countersign.core.Role;
import dev.countersign.core.Subject;
import dev.countersign.core.json.StrictJson;
import dev.countersign.server.operations.DataFolder;
import dev.countersign.server.operations.Foundation;
import dev.countersign.server.people.OwnerNames;
import dev.countersign.server.people.PassphraseRules;
import dev.countersign.server.people.Passphrases;
import dev.countersign.server.people.Throttle;
import dev.countersign.store.Owners;
import dev.countersign.store.PersonalTokens;
import dev.countersign.store.Transaction;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Carries out host commands, with the same acts as everything else. Requests and answers are JSON objects. */
public final class HostDesk {
    private static final int SHOWN = 1000;

    private final Foundation foundation;
    private final Passphrases passphrases;
    private final SetupLinks links;
    private final AuditDesk audit;
    private final Switches switches;
    private final Throttle throttle;
    private final PersonalTokenDesk personal;
    private final BackupDesk backups;
    private final DoctorDesk doctor;
    private final WhyDesk why;
    private final DeviceDesk devices;

    private HostDesk(Foundation foundation, DataFolder data, Passphrases passphrases, boolean pages) {
        this.devices = new DeviceDesk(foundation.acts(), passphrases);
        this.why = new WhyDesk(foundation);
        this.doctor = new DoctorDesk(foundation, pages);
        this.backups = new BackupDesk(foundation, data);
        this.personal = new PersonalTokenDesk(foundation, passphrases, pages);
        this.foundation = foundation;
        this.passphrases = passphrases;
        this.audit = new AuditDesk(foundation);
        this.switches =
                new Switches(foundation.acts(), foundation.config().issuer().toString());
        this.throttle = new Throttle(foundation.acts());
        this.links = new SetupLinks(foundation.acts(), foundation.config().issuer());
    }

    /** Beside a server that answers. */
    public static HostDesk serving(Foundation foundation, DataFolder data, Passphrases passphrases) {
        return new HostDesk(foundation, data, passphrases, true);
    }

    /** Without a server in this process; on a shared store others may serve. */
    static HostDesk alone(Foundation foundation, DataFolder data, Passphrases passphrases) {
        return new HostDesk(foundation, data, passphrases, foundation.store().shared());
    }

    /**
     * Does what {@code command} names.
     *
     * @throws HostRefusal when it may not or cannot be done; the message says what to do
     */
    ObjectNode answer(ObjectNode request) {
        return switch (request.path("command").asString("")) {
            case "owner-create" -> createOwner(request);
            case "owner-setup" -> setup();
            case "owner-reset" -> resetOwner(named(request, "name"));
            case "keys-rotate" -> object().put("kid", foundation.keys().rotate(Origin.HOST));
            case "backup-take" -> backups.take();
            case "backup-done" -> backups.done(request);
            case "devices-list" -> devices.list();
            case "devices-name" ->
                devices.name(new DeviceId(named(request, "id")), named(request, "name"), named(request, "passphrase"));
            case "why" -> why.answer(request);
            case "doctor-begin" -> doctor.begin(request);
            case "doctor-end" -> doctor.end(request);
            case "pat-ask" -> personal.ask(request);
            case "pat-approve" -> personal.approve(request);
            case "pat-state" -> personal.state(named(request, "ask"));
            case "pat-list" -> listTokens();
            case "pat-revoke" -> ended(grantOfToken(named(request, "id")));
            case "grants-list" -> listGrants();
            case "grants-show" -> shown(grant(request));
            case String command when command.startsWith("audit-") -> audit.answer(command, request);
            case "grants-tree" -> new TreeDesk(foundation).answer(request, this::shown);
            case "grants-narrow" -> switches.narrow(grant(request), request);
            case "grants-revoke" -> switches.revoke(switches.key(request));
            case "grants-suspend" -> switches.suspend(switches.key(request));
            case "grants-resume" -> switches.resume(switches.key(request));
            case "bar" -> switches.bar(switches.key(request));
            case "unbar" -> switches.unbar(switches.key(request));
            default ->
                throw new HostRefusal("the running server does not know this command; it may be older, restart it");
        };
    }

    private ObjectNode createOwner(ObjectNode request) {
        String name = named(request, "name");
        OwnerNames.objection(name).ifPresent(objection -> {
            throw new HostRefusal(objection);
        });
        String passphrase = named(request, "passphrase");
        PassphraseRules.objection(
                        passphrase, List.of(name, foundation.config().issuer().getHost()))
                .ifPresent(objection -> {
                    throw new HostRefusal(objection);
                });
        Optional<OwnerId> admin = admin(request);
        CreateOwner act = new CreateOwner(
                new OwnerId(Secrets.id("ow")),
                name,
                admin.map(OwnerId::value).orElse("host"),
                Optional.empty(),
                Optional.of(passphrases.hash(passphrase)),
                Optional.empty(),
                foundation.acts().now(),
                admin.map(_ -> new Evidence(
                        "passphrase",
                        "",
                        Digest.of("owner-create " + name).base64url(),
                        foundation.acts().now())),
                Optional.empty());
        return switch (foundation.acts().perform(act, Origin.HOST)) {
            case CREATED -> object().put("id", act.id().value()).put("name", name);
            case NAME_TAKEN ->
                throw new HostRefusal("there is an owner named \"" + name + "\" already; choose another name");
            case OWNER_EXISTS, TICKET_SPENT ->
                throw new HostRefusal("there is an owner already, so an admin must agree: add --as ADMIN");
        };
    }

    /** The operator adds the first owner; later it takes an admin's presence: the admin who proved it here. */
    private Optional<OwnerId> admin(ObjectNode request) {
        String admin = request.path("as").asString("");
        if (admin.isEmpty()) {
            return Optional.empty();
        }
        Optional<Owners.Owner> found = read(tx -> tx.owners().named(admin));
        Optional<String> hash = found.flatMap(owner -> read(tx -> tx.owners().passphrase(owner.id())));
        String account = found.map(owner -> owner.id().value())
                .orElseGet(() -> "name:" + Digest.of(admin).base64url());
        // Whoever reaches the socket may be an agent of the operator's: guesses count here as they do on a page.
        throttle.take(account, "host").ifPresent(seconds -> {
            throw new HostRefusal("too many wrong passphrases; wait " + seconds + " seconds, then try again");
        });
        boolean present = passphrases.verify(named(request, "as_passphrase"), hash);
        if (!present || found.isEmpty() || found.get().role() != Role.ADMIN) {
            throw new HostRefusal("\"" + admin + "\" is no admin, or this is not that admin's passphrase");
        }
        throttle.clear(account, "host");
        return Optional.of(found.get().id());
    }

    private ObjectNode setup() {
        if (read(tx -> tx.owners().any())) {
            throw new HostRefusal(
                    "there is an owner already; `owner reset NAME` makes a link for that one, `owner create` adds another");
        }
        return linked(links.setup());
    }

    private ObjectNode resetOwner(String name) {
        Owners.Owner owner = read(tx -> tx.owners().named(name))
                .orElseThrow(() -> new HostRefusal("there is no owner named \"" + name + "\""));
        return linked(links.reset(owner.id()));
    }

    private static ObjectNode linked(URI link) {
        return object().put("link", link.toString()).put("expires_in", SetupLinks.LIFETIME.toSeconds());
    }

    private ObjectNode listGrants() {
        ObjectNode answer = object();
        ArrayNode list = answer.putArray("grants");
        read(tx -> tx.grants().newest(SHOWN)).forEach(grant -> list.add(shown(grant)));
        return answer;
    }

    private ObjectNode listTokens() {
        ObjectNode answer = object();
        ArrayNode list = answer.putArray("tokens");
        read(tx -> tx.personalTokens().newest(SHOWN))
                .forEach(token -> token.grant()
                        .flatMap(id -> read(tx -> tx.grants().find(id)))
                        .ifPresent(grant -> list.add(shown(token, grant))));
        return answer;
    }

    private ObjectNode shown(PersonalTokens.Token token, Grant grant) {
        ObjectNode shown = shown(grant).put("id", token.id()).put("name", token.name());
        shown.put("grant", grant.id().value());
        shown.remove(List.of("client", "agent"));
        token.lastUsed()
                .ifPresent(use -> shown.put("last_used_at", use.at().toString()).put("last_used_from", use.address()));
        return shown;
    }

    private Grant grantOfToken(String id) {
        return read(tx -> tx.personalTokens().newest(SHOWN).stream()
                        .filter(token -> token.id().equals(id))
                        .findFirst()
                        .flatMap(PersonalTokens.Token::grant)
                        .flatMap(tx.grants()::find))
                .orElseThrow(() -> new HostRefusal("there is no token " + id + "; `pat list` names them"));
    }

    private ObjectNode ended(Grant grant) {
        switches.revoke(RevocationKey.of(grant.id()));
        return shown(grant);
    }

    private Grant grant(ObjectNode request) {
        GrantId id = new GrantId(named(request, "id"));
        return read(tx -> tx.grants().find(id))
                .orElseThrow(() -> new HostRefusal("there is no grant " + id + "; `grants list` names them"));
    }

    private ObjectNode shown(Grant grant) {
        Standing standing = read(tx -> Standing.of(
                grant, tx.revocations().of(grant.keys()), foundation.acts().now()));
        String owner = grant.subject() instanceof Subject.Owner(OwnerId id)
                ? read(tx -> tx.owners().find(id)).map(Owners.Owner::name).orElse(id.value())
                : grant.subject().sub();
        ObjectNode shown = object().put("id", grant.id().value())
                .put("standing", standing.name().toLowerCase(Locale.ROOT))
                .put("owner", owner)
                .put("parent", grant.parent().map(GrantId::value).orElse(null))
                .put("kind", grant.kind().wire())
                .put("client", grant.client().value())
                .put("agent", grant.agent().value())
                .put("approval", Reasons.of(grant.approval()))
                .put("approved_at", grant.approvedAt().toString())
                .put("until", grant.until().toString());
        shown.put("owner_scopes", OwnerScope.render(grant.ownerScopes()));
        shown.set(
                "authorization_details",
                StrictJson.parse(grant.authority().canonical().getBytes(StandardCharsets.UTF_8)));
        return shown;
    }

    private <R> R read(Transaction<R> body) {
        return foundation.acts().read(body);
    }

    private static String named(ObjectNode request, String field) {
        return request.path(field)
                .stringValueOpt()
                .filter(value -> !value.isBlank())
                .orElseThrow(() -> new HostRefusal("\"" + field + "\" is missing"));
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
