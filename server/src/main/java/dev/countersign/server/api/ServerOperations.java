package dev.countersign.server.api;

import static dev.countersign.core.OwnerScope.SERVERS_READ;

import dev.countersign.acts.Acts;
import dev.countersign.acts.OwnerAuthorities;
import dev.countersign.core.authority.Access;
import dev.countersign.core.catalogue.Catalogue;
import dev.countersign.core.catalogue.Tool;
import dev.countersign.server.oauth.Resources;
import dev.countersign.server.web.Reply;
import dev.countersign.store.Tx;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The guarded servers and what their tools can do, to those who may let agents use them. */
final class ServerOperations {
    private static final Shape SERVER = Shape.named("Server")
            .text("id", "Its name")
            .text("resource", "What tokens for it name as aud")
            .text("access", "The most you may let an agent do there")
            .text("catalogue", "Digest of the tools it shows now; absent = nobody has seen them yet")
            .sometimes()
            .number("tools", "How many tools it shows");

    private static final Shape TOOL = Shape.named("Tool")
            .text("name", "The tool")
            .text("title", "What the server calls it")
            .sometimes()
            .text("description", "What the server says of it")
            .sometimes()
            .text("access", "What a call of it can do: read, write or destructive")
            .text("said_by", "Who says so: operator, annotations or unclassified")
            .text("definition", "SHA-256 of its definition");

    private static final Shape CATALOGUE = Shape.named("Catalogue")
            .text("server", "The server's name")
            .text("digest", "Names exactly these tools")
            .many("tools", TOOL, "The tools it shows now");

    private final Acts acts;
    private final Resources resources;
    private final OwnerAuthorities authorities;

    ServerOperations(Acts acts, Resources resources, OwnerAuthorities authorities) {
        this.acts = acts;
        this.resources = resources;
        this.authorities = authorities;
    }

    List<Operation> all() {
        return List.of(
                Operation.get("/v1/servers", SERVERS_READ, Reach.LOOK, "Guarded servers", SERVER, this::list)
                        .paged(),
                Operation.get("/v1/servers/{id}", SERVERS_READ, Reach.LOOK, "One guarded server", SERVER, this::show),
                Operation.get(
                        "/v1/servers/{id}/catalogue",
                        SERVERS_READ,
                        Reach.LOOK,
                        "Its tools, their classes, and who said so",
                        CATALOGUE,
                        this::catalogue));
    }

    private Reply list(Call call) {
        var paging = Paging.of(call);
        return acts.read(tx -> paging.reply(
                visible(call, tx).stream()
                        .filter(server -> server.name().compareTo(paging.after().orElse("")) > 0)
                        .limit(paging.fetch())
                        .toList(),
                Resources.Resource::name,
                server -> view(server, call, tx)));
    }

    private Reply show(Call call) {
        return call.one(acts.read(tx -> view(named(call, tx), call, tx)));
    }

    private Reply catalogue(Call call) {
        return call.one(acts.read(tx -> {
            var server = named(call, tx).name();
            var digest = tx.catalogues().current(server).orElseThrow(() -> Problems.missing("catalogue yet"));
            var node = Views.object().put("server", server).put("digest", digest);
            var tools = node.putArray("tools");
            current(server, tx).ifPresent(found -> found.tools().forEach(tool -> tools.add(view(tool))));
            return node;
        }));
    }

    private List<Resources.Resource> visible(Call call, Tx tx) {
        var mine = authorities.of(call.caller().id(), tx);
        return resources.mcp().stream()
                .filter(resource -> resource.kind() == Resources.Kind.SERVER)
                .filter(resource -> call.caller().seesAll() || mine.locations().contains(resource.id()))
                .sorted(java.util.Comparator.comparing(Resources.Resource::name))
                .toList();
    }

    private Resources.Resource named(Call call, Tx tx) {
        return visible(call, tx).stream()
                .filter(resource -> resource.name().equals(call.id()))
                .findFirst()
                .orElseThrow(() -> Problems.missing("server"));
    }

    private ObjectNode view(Resources.Resource server, Call call, Tx tx) {
        var access = authorities.of(call.caller().id(), tx).at(server.id()).actions().stream()
                .max(Access::compareTo)
                .map(Access::wireName)
                .orElse("none");
        var node = Views.object()
                .put("id", server.name())
                .put("resource", server.id())
                .put("access", access);
        tx.catalogues().current(server.name()).ifPresent(digest -> node.put("catalogue", digest));
        return node.put(
                "tools",
                current(server.name(), tx).map(found -> found.tools().size()).orElse(0));
    }

    private static Optional<Catalogue> current(String server, Tx tx) {
        return tx.catalogues().current(server).flatMap(tx.catalogues()::body).map(Catalogue::parse);
    }

    private static ObjectNode view(Tool tool) {
        var node = Views.object().put("name", tool.name());
        tool.title().ifPresent(title -> node.put("title", title));
        tool.description().ifPresent(text -> node.put("description", text));
        return node.put("access", tool.access().wireName())
                .put("said_by", tool.source().wireName())
                .put("definition", tool.definition().base64url());
    }
}
