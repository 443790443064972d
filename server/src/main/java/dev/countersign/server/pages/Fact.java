package dev.countersign.server.pages;

/**
 * One labelled value on a page.
 *
 * @param code whether the value is an identifier, shown in fixed width
 */
public record Fact(String label, Told value, boolean code) {

    public static Fact of(String label, String value) {
        return of(label, Told.of(value));
    }

    public static Fact of(String label, Told value) {
        return new Fact(label, value, false);
    }

    public static Fact code(String label, String value) {
        return new Fact(label, Told.of(value), true);
    }
}
