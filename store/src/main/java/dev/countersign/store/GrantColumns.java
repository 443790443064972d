package dev.countersign.store;

import dev.countersign.core.Approval;
import dev.countersign.core.DelegationPolicy;
import dev.countersign.core.Evidence;
import dev.countersign.core.GrantId;
import dev.countersign.core.RevocationKey;
import dev.countersign.core.authority.Authority;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The structured columns of a grant, as JSON text. */
final class GrantColumns {
    private static final JsonMapper JSON = JsonMapper.shared();

    private GrantColumns() {}

    static JsonNode json(String text) {
        return JSON.readTree(text);
    }

    static String catalogues(Map<String, String> digests) {
        return JSON.writeValueAsString(new TreeMap<>(digests));
    }

    static Map<String, String> catalogues(String text) {
        return json(text).properties().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().stringValue()));
    }

    static String delegation(DelegationPolicy policy) {
        var node = JSON.createObjectNode().put("depth", policy.depth()).put("until", Times.micros(policy.until()));
        var to = node.putArray("to");
        policy.to().forEach(to::add);
        if (policy.depth() > 0) node.set("share", policy.share().toJson());
        return node.toString();
    }

    static DelegationPolicy delegation(String text) {
        var node = json(text);
        return new DelegationPolicy(
                node.get("depth").intValue(),
                node.get("to").valueStream().map(JsonNode::stringValue).toList(),
                Times.instant(node.get("until").longValue()),
                node.has("share") ? Authority.parse(node.get("share")) : Authority.NONE);
    }

    static String approval(Approval approval) {
        var node = JSON.createObjectNode();
        return switch (approval) {
            case Approval.Presence(Evidence evidence) ->
                node.put("kind", "presence")
                        .put("method", evidence.method())
                        .put("credential", evidence.credential())
                        .put("digest", evidence.digest())
                        .put("at", Times.micros(evidence.at()))
                        .toString();
            case Approval.Delegated(GrantId parent) ->
                node.put("kind", "delegated").put("parent", parent.value()).toString();
            case Approval.Configured(String digest) ->
                node.put("kind", "configured").put("digest", digest).toString();
            case Approval.Asserted(String issuer, String jti, String basis) ->
                node.put("kind", "asserted")
                        .put("issuer", issuer)
                        .put("jti", jti)
                        .put("basis", basis)
                        .toString();
        };
    }

    static Approval approval(String text) {
        var node = json(text);
        return switch (node.get("kind").stringValue()) {
            case "presence" ->
                new Approval.Presence(new Evidence(
                        node.get("method").stringValue(),
                        node.get("credential").stringValue(),
                        node.get("digest").stringValue(),
                        Times.instant(node.get("at").longValue())));
            case "delegated" ->
                new Approval.Delegated(new GrantId(node.get("parent").stringValue()));
            case "configured" -> new Approval.Configured(node.get("digest").stringValue());
            case "asserted" ->
                new Approval.Asserted(
                        node.get("issuer").stringValue(),
                        node.get("jti").stringValue(),
                        node.get("basis").stringValue());
            default -> throw new IllegalStateException("a grant has an approval this Countersign does not know");
        };
    }

    /** Keys stand one a line: no key has a line end in it. */
    static String keys(Collection<RevocationKey> keys) {
        return keys.stream().map(RevocationKey::value).sorted().collect(Collectors.joining("\n"));
    }

    static Set<RevocationKey> keys(String text) {
        return Stream.of(text.split("\n")).map(RevocationKey::new).collect(Collectors.toSet());
    }
}
