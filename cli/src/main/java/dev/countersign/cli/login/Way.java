package dev.countersign.cli.login;

/** How a human is asked. */
public enum Way {
    /** Whatever fits the place and the server. */
    AUTO,
    /** A browser that brings the answer back. */
    BROWSER,
    /** A code that is typed on any device. */
    DEVICE
}
