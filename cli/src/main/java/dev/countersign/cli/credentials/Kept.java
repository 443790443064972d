package dev.countersign.cli.credentials;

/** What became of a stored credential when somebody needed its token. */
public sealed interface Kept {
    /** Its access token can be used. */
    record Good(Credential credential) implements Kept {}

    /** It is over: only a human can give a new one. */
    record Ended(String why) implements Kept {}

    /** Nobody can tell now: the authorization server does not answer. */
    record Silent(String why) implements Kept {}
}
