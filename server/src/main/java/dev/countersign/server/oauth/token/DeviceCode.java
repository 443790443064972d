package dev.countersign.server.oauth.token;

import dev.countersign.acts.RedeemDevice;
import dev.countersign.acts.Secrets;
import dev.countersign.core.Asked;
import dev.countersign.core.ClientId;
import dev.countersign.core.TokenKind;
import dev.countersign.core.client.GrantType;
import dev.countersign.server.web.Parameters;
import dev.countersign.server.web.Refusal;
import dev.countersign.store.DeviceRequests.DeviceRequest;
import java.time.Instant;
import java.util.Optional;

/**
 * {@code grant_type=urn:ietf:params:oauth:grant-type:device_code} (RFC 8628 §3.4): a device asks whether its human has
 * decided. While nobody has, it hears {@code authorization_pending}, or {@code slow_down} when it asks too often; a refusal
 * is {@code access_denied}, and a request nobody can decide any more {@code expired_token} (§3.5).
 */
public record DeviceCode(String code, Narrowing narrowing) implements TokenRequest {
    static DeviceCode read(Parameters form) {
        var code = form.one("device_code")
                .orElseThrow(() -> new Refusal.OAuth("invalid_request", "device_code is missing; send it."));
        return new DeviceCode(code, Narrowing.read(form));
    }

    /** The id of the request behind a device code: the code itself is stored nowhere. */
    public static String requestId(String code) {
        return "ask_" + Secrets.hash(code);
    }

    @Override
    public GrantType type() {
        return GrantType.DEVICE_CODE;
    }

    @Override
    public TokenResponse redeem(Presented presented, Issuance issuance) {
        var now = issuance.acts().now();
        var request = issuance.polls()
                .find(requestId(code), now)
                .orElseThrow(() -> refused("the device_code is not known here; ask for another"));
        requireSameClient(request, presented);
        requireSameKey(request, presented);
        return switch (request.ask().state()) {
            case OPEN -> throw waiting(request, now, issuance);
            case DENIED ->
                throw new Refusal.OAuth("access_denied", "The owner said no; do not ask again unless told to.");
            case CANCELLED, FAILED ->
                throw expired("Nobody decided and nobody can any more; ask for another device_code.");
            case APPROVED -> approved(request, presented, now, issuance);
        };
    }

    private static void requireSameClient(DeviceRequest request, Presented presented) {
        if (!request.ask().client().value().equals(presented.client().id())) {
            throw refused("the device_code was given to another client");
        }
    }

    /** A request that came with a DPoP proof is polled for with one (RFC 9449 §5). */
    private static void requireSameKey(DeviceRequest request, Presented presented) {
        if (request.key().isPresent() && !request.key().equals(presented.key())) {
            throw refused("the device_code is bound to a key; send a DPoP proof of that key with each poll");
        }
    }

    private static Refusal.OAuth waiting(DeviceRequest request, Instant now, Issuance issuance) {
        if (!request.ask().open(now)) return expired("Nobody decided in time; ask for another device_code.");
        if (issuance.polls().tooSoon(request, now)) {
            return new Refusal.OAuth(
                    "slow_down", "You poll too often; from now on leave 5 seconds more between polls than before.");
        }
        return new Refusal.OAuth(
                "authorization_pending",
                "The owner has not decided yet; poll again in " + request.interval() + " seconds.");
    }

    private TokenResponse approved(DeviceRequest request, Presented presented, Instant now, Issuance issuance) {
        if (request.redeemed()) throw refused("the device_code was redeemed before; it works once");
        if (!now.isBefore(request.ask().expiresAt())) {
            throw expired("The device_code was approved but not fetched in time; ask for another.");
        }
        // Looked at before the code is used up, so that a wrong resource costs the client nothing.
        request.ask()
                .grant()
                .flatMap(id -> issuance.acts().read(tx -> tx.grants().find(id)))
                .ifPresent(grant -> narrowing.of(grant, presented, issuance.resources()));
        return switch (issuance.acts().perform(act(request, presented, now, issuance), presented.origin())) {
            case RedeemDevice.Outcome.Redeemed redeemed ->
                issuance.answer(
                        presented,
                        redeemed.grant(),
                        narrowing.of(redeemed.grant(), presented, issuance.resources()),
                        redeemed.authTime(),
                        redeemed.lineage().map(issuance::first),
                        Asked.parse(request.ask().request()).scopes().offlineAccess());
            case RedeemDevice.Outcome.Refused(String why) -> throw refused(why);
        };
    }

    private RedeemDevice act(DeviceRequest request, Presented presented, Instant now, Issuance issuance) {
        var refreshes =
                presented.client().may(GrantType.REFRESH_TOKEN) && request.ask().kind() == TokenKind.CLIENT;
        return new RedeemDevice(
                request.ask().id(),
                new ClientId(presented.client().id()),
                refreshes ? Optional.of(Secrets.random(15)) : Optional.empty(),
                presented.proved(),
                now,
                now.plus(issuance.accessTtl()));
    }

    private static Refusal.OAuth expired(String why) {
        return new Refusal.OAuth("expired_token", why);
    }

    private static Refusal.OAuth refused(String why) {
        return new Refusal.OAuth("invalid_grant", why);
    }

    /** The code stays out of logs. */
    @Override
    public String toString() {
        return "DeviceCode[…]";
    }
}
