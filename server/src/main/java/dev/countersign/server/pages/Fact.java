package dev.countersign.server.pages;

/**
 * One labelled value on a page.
 *
 * @param code whether the value is an identifier, shown in fixed width
 */
public record Fact(String label, String value, boolean code) {

    public static Fact of(String label, String value) {
        return new Fact(label, value, false);
    }

    public static Fact code(String label, String value) {
        return new Fact(label, value, true);
    }
}
