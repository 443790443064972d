package dev.countersign.gateway.upstream;

/**
 * For whom a message goes up.
 *
 * @param grant the id of the grant that calls
 * @param root the id of the grant at the root of its delegation tree; the same where nothing was delegated
 */
public record Caller(String grant, String root) {}
