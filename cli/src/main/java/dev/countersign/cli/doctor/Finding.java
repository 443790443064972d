package dev.countersign.cli.doctor;

/**
 * What one check found.
 *
 * @param said what was seen, in one plain sentence without a secret
 * @param remedy what to do; empty when there is nothing to do
 */
public record Finding(String check, Level level, String said, String remedy) {
    /** How bad it is. */
    public enum Level {
        /** As it should be. */
        OK,
        /** It works, and something about it should change. */
        WARN,
        /** It does not work, or is not safe. */
        FAIL,
        /** It could not be looked at; the sentence says why. */
        SKIPPED
    }

    static Finding ok(String check, String said) {
        return new Finding(check, Level.OK, said, "");
    }

    static Finding warn(String check, String said, String remedy) {
        return new Finding(check, Level.WARN, said, remedy);
    }

    static Finding fail(String check, String said, String remedy) {
        return new Finding(check, Level.FAIL, said, remedy);
    }

    static Finding skipped(String check, String why) {
        return new Finding(check, Level.SKIPPED, why, "");
    }
}
