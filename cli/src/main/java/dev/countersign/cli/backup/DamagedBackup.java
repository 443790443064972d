package dev.countersign.cli.backup;

/** A backup that is not what it was when it was made; the message says where. */
public final class DamagedBackup extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DamagedBackup(String message) {
        super(message);
    }
}
