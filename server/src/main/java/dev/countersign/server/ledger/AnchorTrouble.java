package dev.countersign.server.ledger;

/** A place did not confirm a checkpoint. */
final class AnchorTrouble extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean diverged;

    private AnchorTrouble(String message, boolean diverged) {
        super(message, null, false, false);
        this.diverged = diverged;
    }

    static AnchorTrouble missing(String message) {
        return new AnchorTrouble(message, false);
    }

    /** The place saw another log than this one: somebody rewrote history here, or forged it there. */
    static AnchorTrouble diverging(String message) {
        return new AnchorTrouble("diverging: " + message, true);
    }

    boolean diverged() {
        return diverged;
    }
}
