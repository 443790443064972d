package dev.countersign.cli.credentials;

import dev.countersign.cli.login.Answer;
import dev.countersign.cli.login.Bound;
import dev.countersign.cli.login.Discovery;
import dev.countersign.cli.login.LoginException;
import dev.countersign.cli.login.ServerMetadata;
import dev.countersign.cli.login.Web;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gives stored credentials back (RFC 7009) and removes them. */
public final class Parting {
    /**
     * What became of one.
     *
     * @param trouble why the server could not be told; empty when the grant has ended there
     */
    public record Parted(Credential credential, Optional<String> trouble) {}

    private final CredentialStore store;
    private final Web web;
    private final Bound bound;

    public Parting(CredentialStore store, Web web, Bound bound) {
        this.store = store;
        this.web = web;
        this.bound = bound;
    }

    /** The credentials that an address names: as the MCP URL, as the resource, or as the issuer of several. */
    public List<Credential> named(String address) {
        String plain = plain(address);
        return store.all().stream()
                .filter(one -> List.of(plain(one.address()), plain(one.resource()), plain(one.issuer()))
                        .contains(plain))
                .toList();
    }

    private static String plain(String address) {
        return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    }

    /** Removes a credential whatever the server says: nobody who logs out expects to be logged in afterwards. */
    public Parted from(Credential credential) throws LoginException {
        return store.locked(credential.issuer(), credential.resource(), bound, () -> {
            Credential now =
                    store.find(credential.issuer(), credential.resource()).orElse(credential);
            Optional<String> trouble = givenBack(now);
            store.forget(now);
            return new Parted(now, trouble);
        });
    }

    private Optional<String> givenBack(Credential credential) {
        try {
            ServerMetadata server = new Discovery(web, bound).server(credential.issuer());
            Optional<URI> endpoint = server.revocationEndpoint();
            if (endpoint.isEmpty()) {
                return Optional.of(credential.issuer() + " takes no tokens back");
            }
            Map<String, String> form = new LinkedHashMap<>();
            boolean refresh = credential.refreshToken().isPresent();
            form.put("token", credential.refreshToken().orElse(credential.accessToken()));
            form.put("token_type_hint", refresh ? "refresh_token" : "access_token");
            credential.client().into(form);
            Answer answer =
                    web.postForm(endpoint.get(), form, credential.client().headers(), bound);
            return answer.status() == 200
                    ? Optional.empty()
                    : Optional.of(credential.issuer() + " answered " + answer.status());
        } catch (LoginException failure) {
            return Optional.of(failure.sentence());
        } catch (Web.Silent silent) {
            return Optional.of(String.valueOf(silent.getMessage()));
        }
    }
}
