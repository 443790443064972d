package dev.countersign.core;

import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.regex.Pattern;

/**
 * The code a human carries from a device to a browser (RFC 8628 §6.1): eight of twenty letters that are hard to confuse and
 * spell no words. Case, dashes and spaces do not matter when it is typed.
 *
 * @param letters the eight letters, upper case, nothing between
 */
public record UserCode(String letters) {
    private static final String ALPHABET = "BCDFGHJKLMNPQRSTVWXZ";
    private static final int LENGTH = 8;
    private static final Pattern LETTERS = Pattern.compile("[" + ALPHABET + "]{" + LENGTH + "}");
    private static final Pattern IGNORED = Pattern.compile("[\\p{Z}\\s\\p{Pd}_]+");
    private static final int LONGEST_TYPED = 40;

    public UserCode {
        if (!LETTERS.matcher(letters).matches()) throw new IllegalArgumentException("not a user code");
    }

    /**
     * A fresh code.
     *
     * @param random gives an even choice from 0 up to its argument, such as {@code SecureRandom::nextInt}
     */
    public static UserCode random(IntUnaryOperator random) {
        var letters = new StringBuilder(LENGTH);
        for (var i = 0; i < LENGTH; i++) letters.append(ALPHABET.charAt(random.applyAsInt(ALPHABET.length())));
        return new UserCode(letters.toString());
    }

    /** The code somebody typed; empty when it cannot be one. */
    public static Optional<UserCode> parse(String typed) {
        if (typed.length() > LONGEST_TYPED) return Optional.empty();
        var letters = IGNORED.matcher(typed).replaceAll("").toUpperCase(java.util.Locale.ROOT);
        return LETTERS.matcher(letters).matches() ? Optional.of(new UserCode(letters)) : Optional.empty();
    }

    /** As it is shown: {@code BCDF-GHJK}. */
    public String shown() {
        return letters.substring(0, LENGTH / 2) + "-" + letters.substring(LENGTH / 2);
    }
}
