package dev.countersign.server.oauth;

import com.nimbusds.jose.jwk.JWKSet;
import dev.countersign.acts.Refresh;
import dev.countersign.core.Digest;
import dev.countersign.core.authority.Access;
import dev.countersign.core.client.Configured;
import dev.countersign.core.client.GrantType;
import dev.countersign.core.client.SecretHash;
import dev.countersign.server.config.Config;
import dev.countersign.server.config.ConfiguredClient;
import dev.countersign.server.oauth.token.TrustedIssuer;
import dev.countersign.server.web.Networks;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the operator decided about OAuth.
 *
 * @param servers the declared resources that may ask about tokens
 * @param deepest how many times a grant may be handed on at most; 0 offers no token exchange
 * @param issuers the identity providers whose assertions are accepted; none offers no way in by assertion
 * @param pushedOnly whether every authorization request must be pushed first
 * @param openRegistration whether anybody may register a client
 * @param pinned whether the shipped client metadata documents are used
 * @param loopbackDocuments whether client metadata documents may be fetched from this computer
 * @param deviceCodes how long a device code lives; empty when the device grant is switched off
 * @param onboarding from where an owner's own agent may ask
 */
public record OAuthSettings(
        URI issuer,
        Resources resources,
        ResourceServers servers,
        List<Configured> clients,
        boolean pushedOnly,
        boolean openRegistration,
        boolean pinned,
        boolean loopbackDocuments,
        Optional<Duration> deviceCodes,
        OwnerOnboarding onboarding,
        int deepest,
        List<TrustedIssuer> issuers,
        Duration accessTtl,
        Refresh.Window refresh) {

    public OAuthSettings {
        clients = List.copyOf(clients);
        issuers = List.copyOf(issuers);
    }

    /** Reads them out of the configuration. */
    public static OAuthSettings of(Config config) {
        var declared = new LinkedHashMap<String, String>();
        var secrets = new LinkedHashMap<String, SecretHash>();
        var keys = new LinkedHashMap<String, JWKSet>();
        var proving = new LinkedHashMap<String, Access>();
        config.servers().forEach((name, server) -> {
            server.requireDpop().from().ifPresent(from -> proving.put(name, from));
        });
        config.resources().forEach((url, resource) -> {
            resource.requireDpop().from().ifPresent(from -> proving.put(url.toString(), from));
            declared.put(url.toString(), resource.name());
            var secret = resource.secret();
            if (secret != null) secrets.put(url.toString(), SecretHash.of(secret.value()));
            var file = resource.jwks();
            if (file != null) keys.put(url.toString(), ClientKeys.parse(ClientKeys.read("resources." + url, file)));
        });
        var resources =
                new Resources(config.issuer().toString(), config.servers().keySet(), declared, proving);
        return new OAuthSettings(
                config.issuer(),
                resources,
                new ResourceServers(resources, secrets, keys),
                config.clients().entrySet().stream().map(OAuthSettings::client).toList(),
                config.par().required(),
                config.openRegistration(),
                config.cimd().pinned(),
                config.cimd().allowLoopback() && config.loopback(),
                Optional.of(config.consent().timeout())
                        .filter(_ -> config.device().enabled()),
                new OwnerOnboarding(
                        config.loopback(), Networks.of(config.ownerAgent().from())),
                config.delegation().maxDepth(),
                config.assertions().entrySet().stream()
                        .map(entry -> issuer(entry.getKey(), entry.getValue()))
                        .toList(),
                config.tokens().accessTtl(),
                new Refresh.Window(
                        config.tokens().refreshGrace(), config.tokens().refreshTimeout()));
    }

    /** The grant types the token endpoint takes, in the order to list them. */
    List<GrantType> grantTypes() {
        return Stream.of(
                        GrantType.AUTHORIZATION_CODE,
                        GrantType.REFRESH_TOKEN,
                        GrantType.CLIENT_CREDENTIALS,
                        GrantType.DEVICE_CODE,
                        GrantType.TOKEN_EXCHANGE,
                        GrantType.JWT_BEARER)
                .filter(type -> type != GrantType.DEVICE_CODE || deviceCodes.isPresent())
                .filter(type -> type != GrantType.TOKEN_EXCHANGE || deepest > 0)
                .filter(type -> type != GrantType.JWT_BEARER || !issuers.isEmpty())
                .toList();
    }

    private static TrustedIssuer issuer(URI issuer, Config.Assertion written) {
        return new TrustedIssuer(
                issuer.toString(),
                written.jwks(),
                written.owners(),
                written.access().access(),
                written.until());
    }

    private static Configured client(Map.Entry<String, ConfiguredClient> entry) {
        var written = entry.getValue();
        var grantTypes = EnumSet.noneOf(GrantType.class);
        written.grantTypes().stream()
                .map(GrantType::of)
                .flatMap(Optional::stream)
                .forEach(grantTypes::add);
        var client = Configured.of(
                entry.getKey(),
                Optional.ofNullable(written.clientName()).orElse(entry.getKey()),
                written.redirectUris().stream().map(URI::toString).toList(),
                Optional.ofNullable(written.clientSecret()).map(secret -> secret.value()),
                grantTypes,
                Optional.ofNullable(written.resources()).orElse(List.of()).stream()
                        .map(URI::toString)
                        .toList());
        var keys = written.jwks();
        var keyed = keys == null ? client : client.holding(ClientKeys.read("clients." + entry.getKey(), keys));
        var known = written.dpopBoundAccessTokens() ? keyed.alwaysProving() : keyed;
        return grantTypes.contains(GrantType.CLIENT_CREDENTIALS) ? known.acting(own(written)) : known;
    }

    private static Configured.OwnGrant own(ConfiguredClient written) {
        var resources = Optional.ofNullable(written.resources()).orElse(List.of());
        var delegate = Optional.ofNullable(written.delegate());
        var digest = Digest.of(written.access() + "\n" + written.until() + "\n" + resources
                + delegate.map(entry -> "\n" + entry).orElse(""));
        return new Configured.OwnGrant(
                written.access().access(),
                written.until(),
                delegate.map(entry -> new Configured.HandsOn(
                        entry.depth(), entry.recipients(), entry.access().access())),
                digest.base64url());
    }
}
