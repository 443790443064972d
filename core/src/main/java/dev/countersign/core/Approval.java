package dev.countersign.core;

/** Why a grant may exist. */
public sealed interface Approval {
    /** A human proved presence on this very request. */
    record Presence(Evidence evidence) implements Approval {}

    /** A holder of {@code parent} handed on a part of it, inside the policy a human set. */
    record Delegated(GrantId parent) implements Approval {}

    /** The operator wrote it in the configuration; the digest names the entry. */
    record Configured(String digest) implements Approval {}

    /**
     * An identity provider the operator trusts asserted it (ID-JAG).
     *
     * @param jti of the assertion that it began with
     * @param basis digest of all that was asserted; a later assertion of the same goes on with the grant
     */
    record Asserted(String issuer, String jti, String basis) implements Approval {}
}
