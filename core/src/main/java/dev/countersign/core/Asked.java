package dev.countersign.core;

import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.AuthorizationDetails;
import dev.countersign.core.authority.Scopes;
import dev.countersign.core.client.BuiltIn;
import dev.countersign.core.client.Client;
import dev.countersign.core.client.Configured;
import dev.countersign.core.client.Described;
import dev.countersign.core.client.GrantType;
import dev.countersign.core.client.Registered;
import dev.countersign.core.json.Canonical;
import dev.countersign.core.json.StrictJson;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a client asks a human for, checked and in one spelling, whatever transport it came by. It is stored with the
 * pending request, shown on the consent page and part of the digest that a human's presence is bound to.
 *
 * @param asker who asks, as it was known when it asked
 * @param redirect where the answer goes; empty for transports without a redirect
 * @param resources the known resources it names, in their one spelling; empty means the human picks
 * @param scopes the MCP levels it names; none means all the owner may give
 * @param details the fine-grained authority it asks for, when it does
 * @param ownerScopes scopes of the owner API; empty unless it asks for an owner token
 * @param key the key that what is granted will be bound to, when the request names or proves one
 * @param stepUp the grant it wants to go beyond, when the request carried a living token of it
 * @param heldKey the key that was proved with the token an agent asked with; empty when the token alone was shown, and for
 *     requests that come without one
 */
public record Asked(
        Asker asker,
        Optional<Redirect> redirect,
        List<String> resources,
        Scopes scopes,
        Optional<AuthorizationDetails> details,
        Set<OwnerScope> ownerScopes,
        Optional<BoundKey> key,
        Optional<StepUp> stepUp,
        Optional<HeldKey> heldKey) {

    /** How a client is known; the wire name is the constant's. */
    public enum Known {
        BUILT_IN,
        CONFIGURED,
        DESCRIBED,
        REGISTERED,
        /** Nobody but the person at the host who asks for a personal access token. */
        HOST
    }

    /**
     * A client as a person should hear of it.
     *
     * @param name a claim of the client's own, unless it is configured or built in
     * @param host the host that published its metadata document; only for {@link Known#DESCRIBED}
     * @param mayRefresh whether it can use a refresh token
     */
    public record Asker(String id, String name, Known known, Optional<String> host, boolean mayRefresh) {
        /** What is known of this client now. */
        public static Asker of(Client client) {
            var known = switch (client) {
                case BuiltIn _ -> Known.BUILT_IN;
                case Configured _ -> Known.CONFIGURED;
                case Described _ -> Known.DESCRIBED;
                case Registered _ -> Known.REGISTERED;
            };
            var host = client instanceof Described described ? Optional.of(described.host()) : Optional.<String>empty();
            return new Asker(client.id(), client.name(), known, host, client.may(GrantType.REFRESH_TOKEN));
        }
    }

    /**
     * Where an answer goes.
     *
     * @param uri the redirect URI exactly as it was presented
     * @param state to be returned untouched
     * @param challenge the S256 code challenge
     */
    public record Redirect(String uri, Optional<String> state, String challenge) {}

    /**
     * A key that what is granted will be bound to (RFC 9449 §10).
     *
     * @param thumbprint its RFC 7638 thumbprint
     * @param proved whether the request itself carried a proof of it; otherwise the proof comes when the code is redeemed
     */
    public record BoundKey(String thumbprint, boolean proved) {
        private static final Pattern SHA256 = Pattern.compile("[A-Za-z0-9_-]{43}");

        /** Whether this text can be a {@code dpop_jkt}. */
        public static boolean isThumbprint(String text) {
            return SHA256.matcher(text).matches();
        }
    }

    /**
     * An earlier grant that this request proved with a token of it: what is approved takes its place.
     *
     * @param until the end it wishes, as the agent wrote it; the human decides
     * @param reason why, in the agent's own words
     */
    public record StepUp(GrantId grant, Optional<String> until, Optional<String> reason) {
        /** A proven grant, and no wishes beside those of the request. */
        public static StepUp from(GrantId grant) {
            return new StepUp(grant, Optional.empty(), Optional.empty());
        }
    }

    /**
     * The key that the token an agent asked with is bound to, proved with that very request (RFC 9449 §7). It says where the
     * agent ran when it asked, and binds nothing.
     *
     * @param thumbprint its RFC 7638 thumbprint
     */
    public record HeldKey(String thumbprint) {}

    /** A request that names no key. */
    public Asked(
            Asker asker,
            Optional<Redirect> redirect,
            List<String> resources,
            Scopes scopes,
            Optional<AuthorizationDetails> details,
            Set<OwnerScope> ownerScopes) {
        this(
                asker,
                redirect,
                resources,
                scopes,
                details,
                ownerScopes,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The same request, bound to a key. */
    public Asked boundTo(BoundKey bound) {
        return new Asked(asker, redirect, resources, scopes, details, ownerScopes, Optional.of(bound), stepUp, heldKey);
    }

    /** The same request, which goes beyond a grant that it proved. */
    public Asked beyond(StepUp proven) {
        return new Asked(asker, redirect, resources, scopes, details, ownerScopes, key, Optional.of(proven), heldKey);
    }

    /** The same request, which came with the proof of this key beside a token of a grant. */
    public Asked proving(HeldKey held) {
        return new Asked(asker, redirect, resources, scopes, details, ownerScopes, key, stepUp, Optional.of(held));
    }

    public Asked {
        resources = List.copyOf(resources);
        ownerScopes = Set.copyOf(ownerScopes);
    }

    /** The canonical JSON that is stored. */
    public String json() {
        var object = JsonNodeFactory.instance.objectNode();
        var client = object.putObject("client")
                .put("id", asker.id())
                .put("name", asker.name())
                .put("known", asker.known().name())
                .put("may_refresh", asker.mayRefresh());
        asker.host().ifPresent(host -> client.put("host", host));
        redirect.ifPresent(target -> {
            var to = object.putObject("redirect").put("uri", target.uri()).put("challenge", target.challenge());
            target.state().ifPresent(state -> to.put("state", state));
        });
        resources.forEach(object.putArray("resources")::add);
        scopes.names().forEach(object.putArray("scopes")::add);
        details.ifPresent(asked -> object.set("authorization_details", asked.toJson()));
        var owner = object.putArray("owner_scopes");
        ownerScopes.stream().sorted().map(OwnerScope::wire).forEach(owner::add);
        key.ifPresent(
                bound -> object.putObject("key").put("jkt", bound.thumbprint()).put("proved", bound.proved()));
        stepUp.ifPresent(proven -> {
            var node = object.putObject("step_up").put("grant", proven.grant().value());
            proven.until().ifPresent(end -> node.put("until", end));
            proven.reason().ifPresent(why -> node.put("reason", why));
        });
        heldKey.ifPresent(held -> object.putObject("held_key").put("jkt", held.thumbprint()));
        return Canonical.string(object);
    }

    /** Reads what {@link #json} wrote. */
    public static Asked parse(String json) {
        var object = (ObjectNode) StrictJson.parse(json);
        var client = object.path("client");
        var redirect = object.path("redirect");
        return new Asked(
                new Asker(
                        client.path("id").asString(),
                        client.path("name").asString(),
                        Known.valueOf(client.path("known").asString()),
                        text(client.path("host")),
                        client.path("may_refresh").asBoolean()),
                redirect.isObject()
                        ? Optional.of(new Redirect(
                                redirect.path("uri").asString(),
                                text(redirect.path("state")),
                                redirect.path("challenge").asString()))
                        : Optional.empty(),
                texts(object.path("resources")),
                Scopes.parse(String.join(" ", texts(object.path("scopes")))),
                object.path("authorization_details").isArray()
                        ? Optional.of(AuthorizationDetails.parse(object.path("authorization_details")))
                        : Optional.empty(),
                OwnerScope.parse(String.join(" ", texts(object.path("owner_scopes")))),
                key(object.path("key")),
                stepUp(object.path("step_up")),
                text(object.path("held_key").path("jkt")).map(HeldKey::new));
    }

    private static Optional<BoundKey> key(JsonNode key) {
        return key.isObject()
                ? Optional.of(new BoundKey(
                        key.path("jkt").asString(), key.path("proved").asBoolean()))
                : Optional.empty();
    }

    private static Optional<StepUp> stepUp(JsonNode node) {
        return node.isObject()
                ? Optional.of(new StepUp(
                        new GrantId(node.path("grant").asString()),
                        text(node.path("until")),
                        text(node.path("reason"))))
                : Optional.empty();
    }

    /**
     * The device of the grant an agent asked with a token of, when that very request proved the device's key. Otherwise where
     * the agent runs is unproven, although the grant is on a device.
     */
    public Optional<DeviceId> provedDevice(Grant holder) {
        if (!(holder.subject() instanceof Subject.Owner(OwnerId owner))) return Optional.empty();
        return heldKey.map(held -> DeviceId.of(owner, held.thumbprint()))
                .filter(proved -> holder.device().filter(proved::equals).isPresent());
    }

    /** What kind of token it asks for. */
    public TokenKind kind() {
        return ownerScopes.isEmpty() ? TokenKind.CLIENT : TokenKind.OWNER;
    }

    /** The highest level it names, in scopes or in details; empty when it leaves that to the human. */
    public Optional<Access> highest() {
        if (details.isEmpty()) return scopes.access();
        return details.get().authority().actions().stream().max(Access::compareTo);
    }

    private static Optional<String> text(JsonNode node) {
        return node.isString() ? Optional.of(node.asString()) : Optional.empty();
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }
}
