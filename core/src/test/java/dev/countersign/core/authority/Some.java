package dev.countersign.core.authority;

import dev.countersign.core.json.StrictJson;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Arbitrary authorities and calls over alphabets so small that they often have something to do with each other. */
public class Some extends DomainContextBase {
    static final String FILES = "https://h.example/mcp/files";
    static final String MAIL = "https://h.example/mcp/mail";

    /** Values that arguments have and that constraints speak about, the hostile ones included. */
    static final List<JsonNode> VALUES = parsed(
            "null",
            "true",
            "0",
            "1",
            "1.0",
            "2",
            "2.5",
            "-1",
            "1e400",
            "12345678901234567890",
            "\"\"",
            "\"a\"",
            "\"1\"",
            "\"/\"",
            "\"/s\"",
            "\"/s/\"",
            "\"/s/a\"",
            "\"/s/a/b\"",
            "\"/sx\"",
            "\"/t\"",
            "\"/s/../t\"",
            "\"/s//a\"",
            "\"/s/./a\"",
            "\"/s/%2e%2e/t\"",
            "\"/s/a\\\\..\\\\t\"",
            "\"s/a\"",
            "\"/s/\\u0000a\"",
            "[]",
            "[\"/s/a\"]",
            "{}",
            "{\"p\":\"/s/a\"}",
            "{\"p\":1,\"q\":2}");

    static final List<Constraint> CONSTRAINTS = constraints();

    private static final Arbitrary<String> TOOLS = Arbitraries.of("read_file", "write_file", "send");

    private static List<JsonNode> parsed(String... texts) {
        return List.of(texts).stream().map(StrictJson::parse).toList();
    }

    private static List<Constraint> constraints() {
        List<Constraint> all = new ArrayList<>(List.of(
                Constraint.Under.of("/"),
                Constraint.Under.of("/s"),
                Constraint.Under.of("/s/a/"),
                Constraint.Under.of("/t"),
                Constraint.Under.of("/s", "/t"),
                Constraint.Under.of("/s/a", "/t/u"),
                Constraint.Under.of("/s/a", "/s/b", "/sx"),
                Constraint.Max.of(0),
                Constraint.Max.of(1),
                new Constraint.Max(new BigDecimal("2.50")),
                new Constraint.Max(new BigDecimal("1e30")),
                Constraint.In.NOTHING));
        for (String values : List.of(
                "[1]",
                "[1,2]",
                "[0,1,2,-1]",
                "[null,true]",
                "[\"/s/a\"]",
                "[\"/s/a\",\"/t\",1]",
                "[\"/s/../t\",\"a\"]",
                "[\"/s/a\",\"/s/a/b\"]",
                "[{\"q\":2,\"p\":1},[]]",
                "[{\"p\":\"/s/a\"},{}]")) {
            all.add(Constraint.In.of(
                    List.copyOf(StrictJson.parse(values).valueStream().toList())));
        }
        return List.copyOf(all);
    }

    @Provide
    static Arbitrary<Constraint> constraint() {
        return Arbitraries.of(CONSTRAINTS);
    }

    @Provide
    static Arbitrary<Permission> permission() {
        Arbitrary<Set<Access>> actions =
                Arbitraries.of(Access.class).set().ofMinSize(1).ofMaxSize(3);
        Arbitrary<Optional<SortedSet<String>>> tools = TOOLS.set()
                .ofMinSize(1)
                .ofMaxSize(3)
                .<SortedSet<String>>map(TreeSet::new)
                .optional(0.6);
        Arbitrary<ToolLimits> limits = Arbitraries.maps(
                        Arbitraries.of("", "/p", "/q", "/q/0").map(Pointer::new), constraint())
                .ofMaxSize(3)
                .map(map -> new ToolLimits(new TreeMap<>(map)));
        Arbitrary<Map<String, ToolLimits>> arguments =
                Arbitraries.maps(TOOLS, limits).ofMaxSize(2);
        return Combinators.combine(Arbitraries.of(FILES, FILES, MAIL), actions, tools, arguments)
                .as((location, what, which, how) -> new Permission(location, what, which, new TreeMap<>(how)))
                .withoutEdgeCases(); // their combinations would crowd out the random ones
    }

    @Provide
    static Arbitrary<Authority> authority() {
        return permission()
                .list()
                .ofMaxSize(4)
                .map(permissions -> Authority.of(permissions))
                .withoutEdgeCases();
    }

    /** For tests of other packages. */
    public static Arbitrary<Authority> authorities() {
        return authority();
    }

    /** All there is. */
    public static List<Permission> everywhere() {
        return List.of(
                Permission.everything(FILES, Access.DESTRUCTIVE), Permission.everything(MAIL, Access.DESTRUCTIVE));
    }

    @Provide
    static Arbitrary<Call> call() {
        Arbitrary<JsonNode> values = Arbitraries.of(VALUES);
        Arbitrary<ObjectNode> arguments = Arbitraries.maps(Arbitraries.of("p", "q"), values)
                .ofMaxSize(2)
                .map(members -> JsonNodeFactory.instance.objectNode().setAll(members));
        return Combinators.combine(
                        Arbitraries.of(FILES, FILES, MAIL),
                        TOOLS.optional(0.9),
                        Arbitraries.of(Access.class),
                        arguments)
                .as(Call::new)
                .withoutEdgeCases();
    }

    static Permission nothing() {
        return new Permission(FILES, Set.of(), Optional.empty(), Collections.emptySortedMap());
    }
}
