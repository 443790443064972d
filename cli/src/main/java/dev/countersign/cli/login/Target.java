package dev.countersign.cli.login;

import java.net.URI;

/**
 * What a login is for, as discovery found it.
 *
 * @param address the MCP URL the person gave
 * @param resource what the token is for (RFC 8707), as the resource itself spells it
 * @param name of the resource, for people
 * @param scope what to ask for; empty for nothing in particular
 * @param bound whether it takes only tokens that are bound to a key (RFC 9728 §2)
 * @param server who gives the token
 */
public record Target(URI address, String resource, String name, String scope, boolean bound, ServerMetadata server) {}
