package dev.countersign.gateway;

import dev.countersign.core.catalogue.Catalogue;
import dev.countersign.core.catalogue.Tool;
import dev.countersign.gateway.upstream.Upstream;
import dev.countersign.gateway.wire.Revision;
import dev.countersign.guard.Bearer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** A guarded server. */
record GuardedSite(
        String name,
        String location,
        String address,
        Bearer door,
        Upstream upstream,
        Catalogues catalogues,
        Optional<Evidence> evidence)
        implements Site {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** What a grant without a catalogue of this server has: nobody saw its tools, so there are none. */
    private static final Tools NONE = new Tools() {
        @Override
        public Optional<Tool> find(String name) {
            return Optional.empty();
        }

        @Override
        public Optional<Tool> defined(JsonNode definition) {
            return Optional.empty();
        }

        @Override
        public JsonNode schema(String name) {
            return MissingNode.getInstance();
        }
    };

    @Override
    public Upstream behind(Bearer.Admission.Admitted who) {
        return upstream;
    }

    @Override
    public List<Revision> revisions() throws Unready {
        return seen().revisions();
    }

    @Override
    public Tools tools(Bearer.Admission.Admitted who) throws Unready {
        String digest = who.holding().grant().catalogues().get(name);
        Optional<Catalogue> pinned = digest == null ? Optional.empty() : catalogues.pinned(digest);
        return pinned.isEmpty() ? NONE : new PinnedTools(pinned.get(), seen(), () -> catalogues.changed(name));
    }

    private Seen seen() throws Unready {
        return catalogues
                .known(name, PATIENCE)
                .orElseThrow(() -> new Unready("The guarded server \"" + name
                        + "\" could not be reached yet; try again, or ask its operator to look into the log"));
    }
}
