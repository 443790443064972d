package dev.countersign.cli.login;

/** What came of a login: tokens, and who they were given to. */
public record Granted(ClientIdentity client, Tokens tokens) {}
