package dev.countersign.gateway;

import dev.countersign.gateway.upstream.Upstream;
import dev.countersign.gateway.wire.Revision;
import dev.countersign.guard.Bearer;
import java.util.List;
import java.util.Optional;

/** One address under {@code /mcp}: who may come in, what is behind it. */
interface Site {
    /** The name in the log. */
    String name();

    /** The resource identifier, where permissions hold. */
    String location();

    /** The URL it is called at, made from the issuer. */
    String address();

    /** Who may come in. */
    Bearer door();

    /** What is behind the door for one who came in. */
    Upstream behind(Bearer.Admission.Admitted who);

    /**
     * The revisions that are spoken, newest first.
     *
     * @throws Unready when that cannot be told yet
     */
    List<Revision> revisions() throws Unready;

    /**
     * The tools that exist for a grant.
     *
     * @throws Unready when that cannot be told yet
     */
    Tools tools(Bearer.Admission.Admitted who) throws Unready;

    /** What goes up beside messages and back beside answers; empty where the operator did not switch it on. */
    default Optional<Evidence> evidence() {
        return Optional.empty();
    }

    /** The server behind the door could not be asked yet. */
    final class Unready extends Exception {
        private static final long serialVersionUID = 1L;

        Unready(String message) {
            super(message, null, false, false);
        }
    }
}
