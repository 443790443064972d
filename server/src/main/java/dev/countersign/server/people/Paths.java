package dev.countersign.server.people;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where sign-in may lead: a page of this server that wants somebody signed in. */
public final class Paths {
    /** The page after sign-in when nothing else was wanted. */
    static final String HOME = "/console";

    private static final List<String> WANTING = List.of("/consent/", "/device", "/console", "/stop");
    private static final Pattern PLAIN = Pattern.compile("/[A-Za-z0-9/._~?=&%+-]*");

    private Paths() {}

    /** The address of the sign-in page that leads on to {@code next}. */
    public static String signIn(String next) {
        return "/login?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
    }

    /** The path when it is one of ours; anything else, and above all another host, is dropped. */
    static Optional<String> own(String next) {
        var fine = PLAIN.matcher(next).matches()
                && !next.contains("//")
                && WANTING.stream().anyMatch(next::startsWith);
        return fine ? Optional.of(next) : Optional.empty();
    }
}
