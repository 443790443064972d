package dev.countersign.server.oauth.token;

import dev.countersign.core.client.GrantType;
import dev.countersign.server.web.Parameters;
import dev.countersign.server.web.Refusal;
import java.util.List;
import java.util.stream.Collectors;

/** A request at the token endpoint, by its {@code grant_type}. The grant types offered are the permitted subtypes. */
public sealed interface TokenRequest
        permits AuthorizationCode, ClientCredentials, DeviceCode, JwtBearer, RefreshToken, TokenExchange {

    /**
     * Reads the request that {@code grant_type} names.
     *
     * @param offered the grant types that are taken here
     * @throws Refusal.OAuth {@code unsupported_grant_type}, or {@code invalid_request} when a parameter is missing
     */
    static TokenRequest read(Parameters form, List<GrantType> offered) {
        var type = form.one("grant_type")
                .orElseThrow(() -> new Refusal.OAuth(
                        "invalid_request", "grant_type is missing; send one of " + names(offered) + "."));
        return switch (GrantType.of(type).filter(offered::contains).orElse(null)) {
            case AUTHORIZATION_CODE -> AuthorizationCode.read(form);
            case REFRESH_TOKEN -> RefreshToken.read(form);
            case CLIENT_CREDENTIALS -> ClientCredentials.read(form);
            case DEVICE_CODE -> DeviceCode.read(form);
            case TOKEN_EXCHANGE -> TokenExchange.read(form);
            case JWT_BEARER -> JwtBearer.read(form);
            case null ->
                throw new Refusal.OAuth(
                        "unsupported_grant_type",
                        "This server offers " + names(offered) + "; the metadata lists them.");
        };
    }

    private static String names(List<GrantType> offered) {
        return offered.stream().map(GrantType::wire).collect(Collectors.joining(", "));
    }

    /** The grant type, which the client must be registered for. */
    GrantType type();

    /**
     * Redeems what the client presents.
     *
     * @throws Refusal.OAuth with the error of RFC 6749 §5.2
     */
    TokenAnswer redeem(Presented presented, Issuance issuance);
}
