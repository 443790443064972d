package dev.countersign.server.pages;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;

/**
 * What the console says, all in one bundle, {@code phrases.properties}: a translation is another file beside it. A phrase
 * is a {@link MessageFormat}; apostrophes are typographic, for a straight one would quote. Immutable.
 */
public final class Phrases {
    private static final ResourceBundle BUNDLE =
            ResourceBundle.getBundle("dev.countersign.server.pages.phrases", Locale.ENGLISH);

    /** A phrase around something that is not text, such as a moment in the reader's zone. */
    public record Around(String before, String after) {}

    private Phrases() {}

    /**
     * The phrase with its values.
     *
     * @throws java.util.MissingResourceException when there is none of that key
     */
    public static String say(String key, Object... values) {
        return new MessageFormat(BUNDLE.getString(key), Locale.ENGLISH).format(values);
    }

    /**
     * The parts of a phrase before and after its one value.
     *
     * @throws IllegalArgumentException when the phrase has no place for a value
     */
    public static Around around(String key) {
        var phrase = BUNDLE.getString(key);
        var place = phrase.indexOf("{0}");
        if (place < 0) throw new IllegalArgumentException("the phrase " + key + " has no {0}");
        return new Around(phrase.substring(0, place), phrase.substring(place + 3));
    }

    /** Whether there is such a phrase. */
    public static boolean has(String key) {
        return BUNDLE.containsKey(key);
    }

    /** Every key, for the tests that hold the bundle and the pages together. */
    static Set<String> keys() {
        return BUNDLE.keySet();
    }
}
