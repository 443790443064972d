package dev.countersign.server.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;

/** What this computer is called. */
final class Hosts {
    private Hosts() {}

    /** Its host name, in lower case; {@code localhost} when it has none. */
    static String name() {
        try {
            return InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
        } catch (UnknownHostException nameless) {
            return Optional.ofNullable(System.getenv("HOSTNAME"))
                    .orElse("localhost")
                    .toLowerCase(Locale.ROOT);
        }
    }
}
