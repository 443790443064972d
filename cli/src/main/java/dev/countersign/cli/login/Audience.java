package dev.countersign.cli.login;

/** Whoever shows a login to a person. */
@FunctionalInterface
public interface Audience {
    void hears(Stage stage);
}
