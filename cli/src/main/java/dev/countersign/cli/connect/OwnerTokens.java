package dev.countersign.cli.connect;

import dev.countersign.cli.credentials.CredentialStore;
import dev.countersign.cli.credentials.TokenKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds owner credentials that lie about, to say why they are not used. They are for the owner API and nothing else. */
final class OwnerTokens {
    static final String TOKEN = "COUNTERSIGN_TOKEN";
    static final String OWNER_TOKEN = "COUNTERSIGN_OWNER_TOKEN";

    private OwnerTokens() {}

    /** A sentence for each owner credential in the environment or the store; it repeats no secret. */
    static List<String> found(Map<String, String> environment, CredentialStore store) {
        List<String> sentences = new ArrayList<>();
        if (!environment.getOrDefault(OWNER_TOKEN, "").isBlank()) {
            sentences.add(sentence(OWNER_TOKEN));
        }
        if (TokenKind.claimedBy(environment.getOrDefault(TOKEN, "")) == TokenKind.OWNER) {
            sentences.add(sentence(TOKEN));
        }
        if (store.all().stream().anyMatch(found -> found.kind() == TokenKind.OWNER)) {
            sentences.add(sentence("the credential store"));
        }
        return sentences;
    }

    private static String sentence(String where) {
        return "The owner credential in " + where
                + " is ignored: it is for the owner API, and MCP servers refuse it by design.";
    }
}
