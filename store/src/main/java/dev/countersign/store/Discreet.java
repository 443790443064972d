package dev.countersign.store;

import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;

/** A failed statement is logged; the values it was to write are hashes of secrets, names and addresses, and are not. */
final class Discreet {
    private Discreet() {}

    /** The same, with statements whose failures do not repeat their arguments. */
    static Jdbi of(Jdbi jdbi) {
        jdbi.configure(StatementExceptions.class, failures -> failures.setMessageRendering(MessageRendering.NONE));
        return jdbi;
    }
}
