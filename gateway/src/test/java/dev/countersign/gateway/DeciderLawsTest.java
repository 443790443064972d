package dev.countersign.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.core.ClientId;
import dev.countersign.core.Grant;
import dev.countersign.core.SampleGrants;
import dev.countersign.core.TokenKind;
import dev.countersign.core.authority.Access;
import dev.countersign.core.authority.Authority;
import dev.countersign.core.authority.Call;
import dev.countersign.core.authority.Constraint;
import dev.countersign.core.authority.Permission;
import dev.countersign.core.authority.ToolLimits;
import dev.countersign.core.catalogue.Catalogue;
import dev.countersign.core.catalogue.Classification;
import dev.countersign.core.json.StrictJson;
import dev.countersign.gateway.Decider.Ruling;
import dev.countersign.gateway.upstream.Upstream;
import dev.countersign.gateway.wire.Envelope;
import dev.countersign.gateway.wire.Revision;
import dev.countersign.guard.AccessToken;
import dev.countersign.guard.Bearer;
import dev.countersign.guard.Bearer.Admission.Admitted;
import dev.countersign.guard.Holding;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.eclipse.jetty.http.HttpFields;

/** What the gateway lets through is what the algebra permits, for every chain of grants. */
class DeciderLawsTest {
    private static final String NOTES = "https://h.example/mcp/notes";
    private static final Map<String, Access> CLASSES =
            Map.of("read_note", Access.READ, "write_note", Access.WRITE, "delete_note", Access.DESTRUCTIVE);
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

    private static final Catalogue CATALOGUE = Catalogue.of(
            "notes",
            CLASSES.keySet().stream()
                    .map(name -> StrictJson.parse("{\"name\":\"" + name + "\"}"))
                    .toList(),
            new Classification(CLASSES, false));

    /** A guarded server of which only the tools matter. */
    private record Notes() implements Site {
        @Override
        public String name() {
            return "notes";
        }

        @Override
        public String location() {
            return NOTES;
        }

        @Override
        public String address() {
            return NOTES;
        }

        @Override
        public Bearer door() {
            throw new IllegalStateException("everybody here has come in");
        }

        @Override
        public Upstream behind(Admitted who) {
            throw new IllegalStateException("nothing is called");
        }

        @Override
        public List<Revision> revisions() {
            return List.of(Revision.R2025_11_25);
        }

        @Override
        public Tools tools(Admitted who) {
            return new PinnedTools(CATALOGUE, new Seen(CATALOGUE, Map.of(), revisions()), () -> {});
        }
    }

    @Property(tries = 1000) // issue 5 Proof: what the gateway allows is exactly what the algebra allows
    void the_gateway_lets_through_exactly_what_token_every_grant_and_owner_permit(
            @ForAll("authorities") Authority token,
            @ForAll("chains") @Size(min = 1, max = 4) List<Authority> grants,
            @ForAll("authorities") Authority owner,
            @ForAll("tools") String tool,
            @ForAll("names") String name)
            throws Exception {
        String arguments = "{\"name\":\"" + name + "\"}";
        Call call = Call.ofTool(NOTES, tool, CLASSES.getOrDefault(tool, Access.WRITE), StrictJson.parse(arguments));
        boolean permitted =
                Stream.concat(Stream.of(token, owner), grants.stream()).allMatch(authority -> authority.permits(call));
        String message = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\",\"arguments\":" + arguments + "}}";

        Ruling ruling = new Decider(new Notes(), new Tasks())
                .decide(
                        Envelope.parse(message.getBytes(StandardCharsets.UTF_8)),
                        Revision.R2025_11_25,
                        HttpFields.EMPTY,
                        who(token, grants, owner));

        assertThat(ruling instanceof Ruling.Pass).isEqualTo(permitted);
    }

    private static Admitted who(Authority token, List<Authority> authorities, Authority owner) {
        List<Grant> grants = authorities.stream()
                .map(authority -> SampleGrants.adas("gr_1", authority, NOW))
                .toList();
        Holding holding = new Holding(grants.getFirst(), grants.subList(1, grants.size()), owner);
        return new Admitted(
                new AccessToken(
                        "jti",
                        grants.getFirst().id(),
                        TokenKind.CLIENT,
                        "ow_ada",
                        new ClientId("agent"),
                        Set.of(NOTES),
                        token,
                        Set.of(),
                        NOW.plusSeconds(300),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        false),
                holding);
    }

    @Provide
    static Arbitrary<List<Authority>> chains() {
        return authorities().list().ofMinSize(1).ofMaxSize(4);
    }

    /** Generous ones, so that about as many calls pass as are refused. */
    @Provide
    static Arbitrary<Authority> authorities() {
        Arbitrary<String> places = Arbitraries.frequency(
                net.jqwik.api.Tuple.of(8, NOTES), net.jqwik.api.Tuple.of(1, "https://h.example/mcp/mail"));
        Arbitrary<Set<Access>> actions = Arbitraries.of(Access.values()).set().ofMinSize(2);
        Arbitrary<Optional<Set<String>>> only = tools().set().ofMinSize(2).optional(0.3);
        Arbitrary<Optional<Set<String>>> limits = names().set().ofMinSize(1).optional(0.3);
        Arbitrary<Permission> permission = Combinators.combine(places, actions, only, limits, tools())
                .as((place, may, named, values, limited) -> new Permission(
                        place,
                        may,
                        named.map(TreeSet::new),
                        values.map(allowed -> new TreeMap<>(Map.of(
                                        limited,
                                        ToolLimits.of(
                                                "/name",
                                                Constraint.In.of(allowed.stream()
                                                        .map(text -> StrictJson.parse("\"" + text + "\""))
                                                        .toList())))))
                                .orElseGet(TreeMap::new)));
        return permission.list().ofMinSize(1).ofMaxSize(3).map(Authority::of);
    }

    @Provide
    static Arbitrary<String> tools() {
        return Arbitraries.of(CLASSES.keySet().stream().sorted().toList());
    }

    @Provide
    static Arbitrary<String> names() {
        return Arbitraries.of("plan", "diary", "list");
    }
}
