package dev.countersign.core;

/** Whose authority a grant carries. The two kinds have disjoint {@code sub} spaces (RFC 9068 §5). */
public sealed interface Subject {
    /** A human account. */
    record Owner(OwnerId id) implements Subject {
        @Override
        public String sub() {
            return id.value();
        }
    }

    /** A configured client acting for itself. */
    record Service(ClientId client) implements Subject {
        @Override
        public String sub() {
            return "client:" + client.value();
        }
    }

    /** The {@code sub} claim. */
    String sub();
}
