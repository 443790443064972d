package dev.countersign.server.pages;

import dev.countersign.server.web.Refusal;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;

/**
 * What every page says, all in one bundle, {@code phrases.properties}: a translation is another file beside it. A phrase
 * is a {@link MessageFormat}; apostrophes are typographic, for a straight one would quote. Immutable.
 */
public final class Phrases {
    private static final ResourceBundle BUNDLE =
            ResourceBundle.getBundle("dev.countersign.server.pages.phrases", Locale.ENGLISH);
    private static final String PLACE = "\uFFFF";

    /** A phrase around something that is not text, such as a moment in the reader's zone. */
    public record Around(String before, String after) {}

    private Phrases() {}

    /**
     * The phrase with its values.
     *
     * @throws java.util.MissingResourceException when there is none of that key
     */
    public static String say(String key, Object... values) {
        return format(key).format(values);
    }

    /** The phrase with its values, of which those that are {@link Told} keep their moments. */
    public static Told tell(String key, Object... values) {
        var run = format(key).formatToCharacterIterator(values);
        var parts = new ArrayList<Told.Part>();
        while (run.getIndex() < run.getEndIndex()) {
            var from = run.getIndex();
            var end = run.getRunLimit(MessageFormat.Field.ARGUMENT);
            var value = run.getAttribute(MessageFormat.Field.ARGUMENT) instanceof Integer place ? values[place] : null;
            var text = new StringBuilder(end - from);
            for (var at = from; at < end; at++) text.append(run.setIndex(at));
            run.setIndex(end);
            parts.addAll(value instanceof Told told ? told.parts() : List.of(new Told.Part.Words(text.toString())));
        }
        return new Told(parts);
    }

    /**
     * The parts of a phrase before and after its value <code>{0}</code>.
     *
     * @param values of <code>{1}</code> and so on
     * @throws IllegalArgumentException when the phrase has no place for a value
     */
    public static Around around(String key, Object... values) {
        var all = new Object[values.length + 1];
        all[0] = PLACE;
        System.arraycopy(values, 0, all, 1, values.length);
        var phrase = say(key, all);
        var place = phrase.indexOf(PLACE);
        if (place < 0) throw new IllegalArgumentException("the phrase " + key + " has no {0}");
        return new Around(phrase.substring(0, place), phrase.substring(place + PLACE.length()));
    }

    /**
     * A page that refuses: {@code KEY.heading} says what is wrong, {@code KEY.sentence} what to do.
     *
     * @param values for both
     */
    public static Refusal.Page refusal(int status, String key, Object... values) {
        return new Refusal.Page(status, say(key + ".heading", values), say(key + ".sentence", values));
    }

    /** Whether there is such a phrase. */
    public static boolean has(String key) {
        return BUNDLE.containsKey(key);
    }

    /** Every key, for the tests that hold the bundle and the pages together. */
    static Set<String> keys() {
        return BUNDLE.keySet();
    }

    private static MessageFormat format(String key) {
        return new MessageFormat(BUNDLE.getString(key), Locale.ENGLISH);
    }
}
