package dev.countersign.cli.login;

import java.net.URI;

/** Opens a page in the person's browser. */
@FunctionalInterface
public interface Opener {
    /** Whether a browser was told to open it; that it did cannot be known. */
    boolean open(URI page);
}
