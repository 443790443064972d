package dev.countersign.core.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.core.json.Canonical;
import dev.countersign.core.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Runs the published vectors, so that they say what this code does. */
class VectorsTest {
    private static final Path VECTORS = Path.of("..", "docs", "vectors", "authority.json");

    @TestFactory
    Stream<DynamicTest> normal() throws IOException { // DESIGN Authority: one normal form
        return each(
                "normal",
                vector -> assertThat(authority(vector, "input").canonical())
                        .isEqualTo(Canonical.string(vector.get("normal"))));
    }

    @TestFactory
    Stream<DynamicTest> invalid() throws IOException { // RFC 9396 §5
        return each(
                "invalid",
                vector -> assertThatExceptionOfType(InvalidAuthority.class)
                        .isThrownBy(() -> AuthorizationDetails.parse(vector.get("input")))
                        .satisfies(refused -> assertThat(refused.path())
                                .isEqualTo(vector.get("path").stringValue())));
    }

    @TestFactory
    Stream<DynamicTest> narrows() throws IOException { // DESIGN Authority: order
        return each(
                "narrows",
                vector -> assertThat(authority(vector, "a").narrows(authority(vector, "b")))
                        .isEqualTo(vector.get("narrows").booleanValue()));
    }

    @TestFactory
    Stream<DynamicTest> meet() throws IOException { // DESIGN Authority: meet
        return each("meet", vector -> {
            Authority a = authority(vector, "a");
            Authority b = authority(vector, "b");
            assertThat(a.meet(b)).isEqualTo(authority(vector, "meet")).isEqualTo(b.meet(a));
        });
    }

    @TestFactory
    Stream<DynamicTest> permits() throws IOException { // DESIGN Authority: permits
        return each(
                "permits",
                vector -> assertThat(authority(vector, "authority").permits(call(vector.get("call"))))
                        .isEqualTo(vector.get("permits").booleanValue()));
    }

    private static Stream<DynamicTest> each(String list, Consumer<JsonNode> check) throws IOException {
        JsonNode vectors = StrictJson.parse(Files.readAllBytes(VECTORS)).get(list);
        assertThat(vectors.isEmpty()).isFalse();
        return vectors.valueStream()
                .map(vector -> DynamicTest.dynamicTest(vector.get("name").stringValue(), () -> check.accept(vector)));
    }

    private static Authority authority(JsonNode vector, String member) {
        return Authority.parse(vector.get(member));
    }

    private static Call call(JsonNode call) {
        return new Call(
                call.get("location").stringValue(),
                Optional.ofNullable(call.get("tool")).map(JsonNode::stringValue),
                Access.ofWireName(call.get("access").stringValue()).orElseThrow(),
                Optional.ofNullable(call.get("arguments")).orElseGet(JsonNodeFactory.instance::objectNode));
    }
}
