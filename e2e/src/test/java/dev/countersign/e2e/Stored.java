package dev.countersign.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What the command line keeps after a login, used by somebody who can read that file. */
record Stored(JsonNode credential) {
    /** The one credential in this folder. */
    static Stored in(Path store) {
        try {
            return new Stored(Http.JSON.readTree(Files.readString(
                    CommandLineScene.files(store, ".credential.json").getFirst())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String token() {
        return credential.path("access_token").asString();
    }

    /** What the token is bound to. */
    Optional<ProvenKey> key() {
        return credential.has("key") ? Optional.of(new ProvenKey(credential.path("key"))) : Optional.empty();
    }

    /** Where the login was for. */
    Mcp mcp() {
        return mcp(credential.path("resource").asString());
    }

    Mcp mcp(String url) {
        return new Mcp(url, token(), key());
    }

    /** A GET with it. */
    HttpResponse<String> get(String url) {
        var request = Http.to(url).header("Authorization", (key().isPresent() ? "DPoP " : "Bearer ") + token());
        key().ifPresent(bound -> request.header("DPoP", bound.proof("GET", url, token())));
        return Http.send(request.GET());
    }
}
