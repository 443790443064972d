package dev.countersign.server.host;

import dev.countersign.core.Approval;

/** Why a grant exists, in the words of the command line. */
final class Reasons {
    private Reasons() {}

    static String of(Approval approval) {
        return switch (approval) {
            case Approval.Presence(var evidence) -> "a human, by " + evidence.method();
            case Approval.Delegated(var parent) -> "delegated from " + parent.value();
            case Approval.Configured _ -> "the configuration";
            case Approval.Asserted asserted -> "asserted by " + asserted.issuer();
        };
    }
}
