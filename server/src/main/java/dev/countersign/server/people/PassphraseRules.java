package dev.countersign.server.people;

import dev.countersign.server.pages.Phrases;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a new passphrase must be: long enough, and not one that everybody thinks of (NIST SP 800-63B §3.1.1.2: length, a
 * list of common ones and context words; no rules of composition, no expiry). Immutable.
 */
public final class PassphraseRules {
    /** The least number of Unicode code points. */
    public static final int SHORTEST = 12;

    /** The most; hashing takes the same time for all, but a form need not carry more. */
    public static final int LONGEST = 1024;

    private static final int FEWEST_DIFFERENT = 5;
    private static final Set<String> COMMON = load();

    private PassphraseRules() {}

    /**
     * Why this passphrase will not do, as a sentence for the person who chose it; empty when it will.
     *
     * @param context words an attacker tries first: the owner's name, the host
     */
    public static Optional<String> objection(String passphrase, List<String> context) {
        if (Passphrases.tooLong(passphrase)) {
            return Optional.of(Phrases.say("new.long", LONGEST));
        }
        var prepared = Passphrases.prepare(passphrase);
        var length = prepared.codePointCount(0, prepared.length());
        if (length < SHORTEST) {
            return Optional.of(Phrases.say("new.shorter", length, SHORTEST));
        }
        if (length > LONGEST) {
            return Optional.of(Phrases.say("new.longer", length, LONGEST));
        }
        var folded = fold(prepared);
        if (folded.codePoints().distinct().count() < FEWEST_DIFFERENT || runs(folded)) {
            return Optional.of(Phrases.say("new.repeats"));
        }
        var stripped = withoutTail(folded);
        if (COMMON.contains(folded) || COMMON.contains(stripped) || repeats(folded)) {
            return Optional.of(Phrases.say("new.common"));
        }
        for (var word : context) {
            var known = fold(word);
            if (known.length() > 2 && folded.replace(known, "").length() < FEWEST_DIFFERENT + 1) {
                return Optional.of(Phrases.say("new.name"));
            }
        }
        return Optional.empty();
    }

    /** Lower case, letters and digits only, with the usual substitutions undone. */
    private static String fold(String text) {
        var kept = new StringBuilder();
        text.toLowerCase(Locale.ROOT).codePoints().forEach(point -> {
            switch (point) {
                case '@' -> kept.append('a');
                case '$' -> kept.append('s');
                case '!' -> {}
                default -> {
                    if (Character.isLetterOrDigit(point)) kept.appendCodePoint(point);
                }
            }
        });
        // A passphrase of symbols or pictures alone is judged as it stands.
        return kept.length() < FEWEST_DIFFERENT ? text : kept.toString();
    }

    private static String withoutTail(String folded) {
        var end = folded.length();
        while (end > 0 && Character.isDigit(folded.charAt(end - 1))) end--;
        return folded.substring(0, end);
    }

    /** One piece of at most half the length, again and again. */
    private static boolean repeats(String folded) {
        for (var size = 1; size <= Math.min(folded.length() / 2, 8); size++) {
            var piece = folded.substring(0, size);
            if (piece.repeat(folded.length() / size + 1).startsWith(folded)) return true;
        }
        return false;
    }

    /** Letters or digits that count up or down from the beginning to the end. */
    private static boolean runs(String folded) {
        return steps(folded, 1) || steps(folded, -1);
    }

    private static boolean steps(String folded, int step) {
        var broken = 0;
        for (var i = 1; i < folded.length(); i++) {
            if (folded.charAt(i) - folded.charAt(i - 1) != step) broken++;
        }
        return broken <= 1;
    }

    private static Set<String> load() {
        try (var in = PassphraseRules.class.getResourceAsStream("common-passphrases.txt")) {
            if (in == null) throw new IllegalStateException("the list of common passphrases is missing from the build");
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(PassphraseRules::fold)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
