package dev.countersign.core.delegation;

import static dev.countersign.core.delegation.Trees.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.ClientId;
import dev.countersign.core.DelegationPolicy;
import dev.countersign.core.DeviceId;
import dev.countersign.core.Grant;
import dev.countersign.core.GrantId;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.Recipients;
import dev.countersign.core.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** docs/vectors/chains.json: a chain is valid exactly when every link of it can be made by the rules. */
class ChainVectorsTest {
    private static final Path VECTORS = Path.of("..", "docs", "vectors", "chains.json");

    @TestFactory
    Stream<DynamicTest> chains() throws IOException { // issue 5 point 10: vectors that any language can run
        JsonNode vectors = StrictJson.parse(Files.readAllBytes(VECTORS)).get("chains");
        assertThat(vectors.isEmpty()).isFalse();
        return vectors.valueStream()
                .map(vector -> DynamicTest.dynamicTest(
                        vector.get("name").stringValue(),
                        () -> assertThat(derivable(vector))
                                .isEqualTo(vector.get("objection").isNull())));
    }

    private static boolean derivable(JsonNode vector) {
        var owner = Authority.parse(vector.get("owner"));
        var links = vector.get("chain").valueStream().toList();
        var first = links.getFirst();
        var root = Trees.root(text(first, "client"), authority(first), NOW.plusSeconds(seconds(first)), policy(first));
        if (!root.authority().narrows(owner)) return false;
        var chain = Chain.of(root);
        for (var link : links.subList(1, links.size())) {
            var ruling = new Delegation(chain, owner, 4)
                    .to(
                            receiver(link),
                            wish(link),
                            new GrantId("gr_" + chain.grants().size()),
                            NOW);
            if (!(ruling instanceof Ruling.Allowed(Grant child)) || !is(child, link)) return false;
            chain = Trees.longer(chain, child);
        }
        return true;
    }

    /** Whether the rules make exactly this link, and not less. */
    private static boolean is(Grant child, JsonNode link) {
        return child.authority().equals(authority(link))
                && child.until().equals(NOW.plusSeconds(seconds(link)))
                && child.subject().sub().equals(text(link, "subject"))
                && child.delegation().depth() == policy(link).depth();
    }

    private static Wish wish(JsonNode link) {
        var policy = policy(link);
        return new Wish(
                authority(link),
                OptionalInt.of(policy.depth()),
                policy.recipients(),
                Optional.of(NOW.plusSeconds(seconds(link))));
    }

    private static Receiver receiver(JsonNode link) {
        var device = link.path("device");
        return new Receiver(
                new ClientId(text(link, "client")),
                device.isString() ? Optional.of(new DeviceId(device.stringValue())) : Optional.empty(),
                link.get("proven").booleanValue() ? Receiver.Proof.CREDENTIAL : Receiver.Proof.NONE,
                link.get("known").booleanValue() ? Receiver.Known.CONFIGURED : Receiver.Known.STRANGER);
    }

    private static DelegationPolicy policy(JsonNode link) {
        var policy = link.path("policy");
        if (policy.isMissingNode()) return DelegationPolicy.OFF;
        List<String> to =
                policy.get("to").valueStream().map(JsonNode::stringValue).toList();
        return DelegationPolicy.of(
                policy.get("depth").intValue(),
                to.equals(List.of("any")) ? new Recipients.Any() : Recipients.of(to),
                NOW.plusSeconds(policy.get("until").longValue()),
                Authority.parse(policy.get("share")));
    }

    private static Authority authority(JsonNode link) {
        return Authority.parse(link.get("authority"));
    }

    private static long seconds(JsonNode link) {
        return link.get("until").longValue();
    }

    private static String text(JsonNode link, String member) {
        return link.get(member).stringValue();
    }
}
