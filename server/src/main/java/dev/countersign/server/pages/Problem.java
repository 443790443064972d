package dev.countersign.server.pages;

/**
 * Something a person has to mend in a form.
 *
 * @param field the id of the element on the page that the message is about
 * @param message what is wrong and what to do, one sentence
 */
public record Problem(String field, String message) {}
