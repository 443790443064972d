package dev.countersign.server.pages;

import java.util.List;

/**
 * The page that waits for a passkey. What will happen stands on it, because that is what the passkey signs.
 *
 * @param kind {@code get} to use a passkey, {@code create} to make one
 * @param options the JSON the browser's credential call takes
 * @param field the form field that carries the credential's JSON back
 * @param hidden further fields to send back
 * @param decisions whether the form offers approve, deny and cancel instead of one button
 */
public record ConfirmView(
        Chrome chrome,
        String heading,
        String sentence,
        List<Problem> problems,
        List<Fact> facts,
        String action,
        String csrf,
        String kind,
        String options,
        String field,
        List<Fact> hidden,
        boolean decisions,
        String back) {}
