package dev.countersign.cli.example;

/** What was asked of a note cannot be done; the message is for the agent. */
final class NoteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoteException(String message) {
        super(message);
    }
}
