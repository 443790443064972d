package dev.countersign.server.consent;

import dev.countersign.server.pages.Chrome;
import dev.countersign.server.pages.Fact;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.Problem;
import dev.countersign.server.pages.QrCode;
import dev.countersign.server.pages.Told;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The consent page as its template needs it. Foreign text in it has been made harmless.
 *
 * @param shown names what is shown, so that a decision on an older page counts not
 * @param carried what to compare, when the request came from a device by its code
 * @param opening how the page begins
 * @param verified what Countersign can say of its own knowledge, good or not
 * @param says what the protocol says: parameters as they came
 * @param resources the resources to choose from; empty when the request names exactly one
 * @param accesses the access levels within what was asked and what the owner may give
 * @param before what the owner allowed this program before, as far as it matters here
 * @param call the one call that is asked for; then there is nothing to choose
 * @param kept what was chosen before the page was shown again; empty the first time
 */
public record ConsentView(
        Chrome chrome,
        String action,
        String csrf,
        String shown,
        Opening opening,
        List<Told> notices,
        List<Problem> problems,
        Optional<Carried> carried,
        Claims claims,
        List<Finding> verified,
        Optional<Destination> destination,
        List<Fact> says,
        Fact waits,
        String resourceHint,
        List<ResourceChoice> resources,
        List<Choice> scopes,
        List<Choice> accesses,
        List<ServerTools> servers,
        List<UntilChoice> untils,
        String exampleDate,
        Optional<Delegation> delegation,
        Optional<Before> before,
        Proof proof,
        Optional<OneCall> call,
        Map<String, List<String>> kept) {

    /**
     * How the page begins, which says what kind of request this is.
     *
     * @param warning what everybody must have read
     */
    public record Opening(String heading, String lead, Optional<String> warning) {
        static final Opening USUAL =
                new Opening(Phrases.say("ask.usual"), Phrases.say("ask.usual.lead"), Optional.empty());

        static final Opening MORE =
                new Opening(Phrases.say("ask.more"), Phrases.say("ask.more.lead"), Optional.empty());
    }

    /**
     * A request that came from a device.
     *
     * @param code to be compared with the device's
     * @param facts where and when it was asked
     * @param elsewhere what to think of when it did not come from the reader's own address
     * @param qr the link, for another device of the reader's
     */
    public record Carried(String code, List<Fact> facts, Optional<String> elsewhere, Optional<QrCode> qr) {}

    /**
     * What the program says of itself.
     *
     * @param heading says whose words these are
     * @param said the words around the name, which say how far it may be believed
     */
    public record Claims(String heading, Phrases.Around said, String name, List<Fact> facts) {}

    /**
     * One thing Countersign looked into.
     *
     * @param proved whether it is proved, as against known to be unproven
     */
    public record Finding(boolean proved, Told sentence) {
        static Finding proved(String key, Object... values) {
            return new Finding(true, Phrases.tell(key, values));
        }

        static Finding open(String key, Object... values) {
            return new Finding(false, Phrases.tell(key, values));
        }
    }

    /**
     * Where the answer goes.
     *
     * @param warning what to be careful about, such as a destination that any local program could hold
     */
    public record Destination(String host, String uri, Optional<String> warning) {}

    /** A resource to tick. */
    public record ResourceChoice(String uri, String name) {}

    /** One radio button or box: its wire value, what it is called and what it means. */
    public record Choice(String value, Told label, Told meaning) {
        static Choice of(String value, String label, String meaning) {
            return new Choice(value, Told.of(label), Told.of(meaning));
        }
    }

    /** One offered end: an ISO 8601 duration, its words, and the moment it leads to. */
    public record UntilChoice(String value, String label, Told end) {}

    /**
     * A server's tools, by access class.
     *
     * @param classified who said which class its tools belong to, when one says it of all
     * @param open whether the list is shown unfolded
     */
    public record ServerTools(
            String name, String summary, Optional<String> classified, boolean open, List<ToolGroup> groups) {}

    /** The tools of one access class. */
    public record ToolGroup(String access, String meaning, List<ToolChoice> tools) {}

    /**
     * One tool.
     *
     * @param value {@code SERVER/TOOL}
     * @param classified who said that it belongs to its class
     * @param description the server's own words
     */
    public record ToolChoice(String value, String name, String classified, String description) {}

    /**
     * A single call.
     *
     * @param access the class of the tool
     * @param description the server's own words
     */
    public record OneCall(
            String server, String tool, String access, String meaning, String description, List<Argument> arguments) {}

    /**
     * One argument of a call.
     *
     * @param value the whole value as JSON
     * @param preview the beginning of a value that is long, which is then folded away
     */
    public record Argument(String name, String value, Optional<String> preview) {}

    /**
     * The delegation part of the form.
     *
     * @param shares the levels of the largest share
     */
    public record Delegation(boolean open, String sentence, int deepest, List<Choice> shares) {}

    /**
     * How this owner can prove presence.
     *
     * @param off why passkeys are not offered, when they are off here
     */
    public record Proof(boolean passphrase, boolean passkeys, Optional<String> off) {}

    /** The text a field held before, or nothing. */
    public String text(String field) {
        return String.join(" ", kept.getOrDefault(field, List.of()));
    }

    /** {@code "true"} when that box was ticked before; null leaves the attribute away. */
    public @Nullable String kept(String field, String value) {
        return kept.getOrDefault(field, List.of()).contains(value) ? "true" : null;
    }

    /** An end that was typed instead of picked. */
    public String otherUntil() {
        return kept.getOrDefault("until", List.of()).stream()
                .filter(value ->
                        untils.stream().noneMatch(until -> until.value().equals(value)))
                .findFirst()
                .orElse("");
    }
}
