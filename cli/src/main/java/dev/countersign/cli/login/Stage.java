package dev.countersign.cli.login;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** What happens during a login, for whoever shows it. */
public sealed interface Stage {
    /**
     * A person is to open this address in a browser.
     *
     * @param launched whether a browser was told to open it
     * @param remote whether the browser is elsewhere, so that its last address has to be brought back by hand
     */
    record Page(URI address, boolean launched, boolean remote, Duration life) implements Stage {}

    /**
     * A person is to type this code on that page (RFC 8628 §3.2).
     *
     * @param complete the page with the code in it, if the server gives one
     */
    record Code(URI page, String userCode, Optional<URI> complete, Duration life) implements Stage {}

    /**
     * Nobody has decided yet. Told about once a second.
     *
     * @param left until the login ends by itself
     * @param interval between two questions to the server; zero when a browser brings the answer
     * @param asked how often the server was asked
     */
    record Waiting(Duration left, Duration interval, int asked, Pace pace) implements Stage {}

    /** The server asked to be asked less often ({@code slow_down}); from now on it is asked at this interval. */
    record Slower(Duration interval) implements Stage {}

    /** The server stopped answering; it is tried again. */
    record Lost(String why) implements Stage {}

    /** Something worth a line. */
    record Note(String text) implements Stage {}

    /** How the waiting goes. */
    enum Pace {
        /** The server answers that nobody has decided. */
        PENDING,
        /** The server asked for fewer questions ({@code slow_down}). */
        SLOWED,
        /** The server does not answer; it is tried again, less and less often. */
        UNREACHABLE
    }
}
