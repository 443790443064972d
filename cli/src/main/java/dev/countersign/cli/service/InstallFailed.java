package dev.countersign.cli.service;

/** A step of an installation failed. The message says what to do. */
public final class InstallFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InstallFailed(String message) {
        super(message);
    }
}
