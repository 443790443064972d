package dev.countersign.server.pages;

import java.util.List;
import java.util.Optional;

/**
 * A page that says one thing and perhaps offers one way on.
 *
 * @param destination the host the button leads to, shown large when it is a foreign one
 */
public record NoticeView(
        Chrome chrome,
        Tone tone,
        String heading,
        List<String> sentences,
        List<Fact> facts,
        Optional<String> destination,
        Optional<Link> onward) {

    /** How the page feels before it is read. */
    public enum Tone {
        GOOD,
        PLAIN,
        BAD
    }

    /** The one way on. */
    public record Link(String href, String label) {}
}
