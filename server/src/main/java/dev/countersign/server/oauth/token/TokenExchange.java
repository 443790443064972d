package dev.countersign.server.oauth.token;

import static dev.countersign.server.oauth.token.GivenTokens.unacceptable;

import dev.countersign.core.client.GrantType;
import dev.countersign.server.web.Parameters;
import dev.countersign.server.web.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code grant_type=urn:ietf:params:oauth:grant-type:token-exchange} (RFC 8693): one agent hands a part of what it holds to
 * another, inside what the human allowed.
 *
 * <ol>
 *   <li>The receiver presents the token it was given and gets a child grant's own.
 *   <li>The delegator presents its own token and gets a ticket for a receiver that it names.
 *   <li>The receiver presents that ticket.
 *   <li>The holder of a child grant presents its own live token and gets its next one.
 * </ol>
 *
 * Nothing is widened: not the authority, not the audience, not the time, not the depth. There is no refresh token (§2.2.1).
 *
 * @param receiver whom a ticket is for: a client_id, and a key's thumbprint
 * @param lifetime the most the receiver wishes
 */
public record TokenExchange(
        String subjectToken,
        String subjectType,
        Optional<String> actorToken,
        boolean ticketWanted,
        Optional<String> receiver,
        Optional<String> receiverKey,
        Narrowing narrowing,
        List<String> audience,
        Optional<Duration> lifetime)
        implements TokenRequest {
    private static final int MOST_SECONDS = 9;

    static TokenExchange read(Parameters form) {
        var subject = needed(form, "subject_token");
        var subjectType = needed(form, "subject_token_type");
        if (!TokenType.accessToken(subjectType) && !subjectType.equals(TokenType.TICKET)) {
            throw unacceptable("subject_token_type is none that is exchanged here; send " + TokenType.ACCESS_TOKEN
                    + " or " + TokenType.TICKET + ".");
        }
        var actor = form.one("actor_token");
        var actorType = form.one("actor_token_type");
        // RFC 8693 §2.1: required with an actor_token, and forbidden without one.
        if (actor.isPresent() != actorType.isPresent()) {
            throw unacceptable("actor_token and actor_token_type come together or not at all.");
        }
        if (actorType.filter(type -> !TokenType.accessToken(type)).isPresent()) {
            throw unacceptable("actor_token_type is none that is taken here; send " + TokenType.ACCESS_TOKEN + ".");
        }
        return new TokenExchange(
                subject,
                subjectType,
                actor,
                ticketWanted(form, subjectType),
                form.one("requested_actor"),
                form.one("requested_actor_jkt"),
                Narrowing.read(form),
                form.all("audience"),
                form.one("expires_in").map(TokenExchange::seconds));
    }

    private static boolean ticketWanted(Parameters form, String subjectType) {
        var wanted = form.one("requested_token_type").orElse(TokenType.ACCESS_TOKEN);
        var ticket = wanted.equals(TokenType.TICKET);
        if (!ticket && !TokenType.accessToken(wanted)) {
            throw unacceptable("requested_token_type is none that is issued here; send " + TokenType.ACCESS_TOKEN
                    + " or " + TokenType.TICKET + ".");
        }
        if (ticket && subjectType.equals(TokenType.TICKET)) {
            throw unacceptable("A ticket is exchanged for an access token only.");
        }
        var named = form.has("requested_actor") || form.has("requested_actor_jkt");
        if (ticket && form.one("requested_actor").isEmpty()) {
            throw unacceptable("requested_actor is missing; name the client that the ticket is for.");
        }
        if (!ticket && named) {
            throw unacceptable("requested_actor names whom a ticket is for; ask with requested_token_type="
                    + TokenType.TICKET + ".");
        }
        return ticket;
    }

    private static String needed(Parameters form, String name) {
        return form.one(name).orElseThrow(() -> unacceptable(name + " is missing; send it."));
    }

    private static Duration seconds(String text) {
        if (!text.matches("[1-9][0-9]{0," + (MOST_SECONDS - 1) + "}")) {
            throw unacceptable("expires_in is a whole number of seconds from 1.");
        }
        return Duration.ofSeconds(Long.parseLong(text));
    }

    /** What is asked for, with each {@code audience} as the resource it names. */
    Narrowing asked(Delegations delegations) {
        if (audience.isEmpty()) return narrowing;
        var all = new ArrayList<>(narrowing.resources());
        audience.forEach(name -> all.add(delegations.resource(name)));
        return new Narrowing(all, narrowing.scope(), narrowing.details());
    }

    @Override
    public GrantType type() {
        return GrantType.TOKEN_EXCHANGE;
    }

    @Override
    public TokenAnswer redeem(Presented presented, Issuance issuance) {
        var delegations = issuance.delegations();
        actorToken.ifPresent(actor -> delegations
                .tokens()
                .requireOwn(
                        actor,
                        presented.client(),
                        presented.key(),
                        issuance.acts().now()));
        if (subjectType.equals(TokenType.TICKET)) return delegations.redeemed(this, presented, issuance);
        var given = delegations
                .tokens()
                .subject(
                        subjectToken,
                        presented.client(),
                        presented.key(),
                        issuance.acts().now());
        if (ticketWanted) return delegations.offered(this, given, presented, issuance);
        return delegations.isHolder(given, presented)
                ? delegations.renewed(this, given, presented, issuance)
                : delegations.received(this, given, presented, issuance);
    }

    /** Both tokens stay out of logs. */
    @Override
    public String toString() {
        return "TokenExchange[…]";
    }

    static Refusal.OAuth foreignTarget(String name) {
        return new Refusal.OAuth(
                "invalid_target",
                "There is no resource “" + name + "” that could be asked for; check resource and audience.");
    }
}
