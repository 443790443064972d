package dev.countersign.server.api;

import dev.countersign.acts.Acts;
import dev.countersign.acts.OwnerAuthorities;
import dev.countersign.core.OwnerScope;
import dev.countersign.core.TokenKind;
import dev.countersign.guard.Bearer;
import dev.countersign.guard.Liveness;
import dev.countersign.guard.Proofs;
import dev.countersign.guard.Verifier;
import dev.countersign.server.ledger.ActivityStream;
import dev.countersign.server.ledger.Readers;
import dev.countersign.server.oauth.Resources;
import dev.countersign.server.web.Exchange;
import dev.countersign.server.web.Refusal;
import dev.countersign.server.web.Reply;
import dev.countersign.server.web.Routes;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The owner API, {@code /v1}: owner tokens only. Its operations are listed once; routes and OpenAPI document follow. */
public final class Api {
    private final Door door;
    private final List<Operation> operations;
    private final String document;

    /**
     * @param proofs verifies proofs of keys, for tokens that are bound to one
     * @param clock what tokens are judged by
     * @param names what clients are called
     * @param activity acts as they happen
     */
    public Api(
            Resources resources,
            Acts acts,
            OwnerAuthorities authorities,
            Verifier verifier,
            Liveness liveness,
            Proofs proofs,
            InstantSource clock,
            ClientNames names,
            ActivityStream activity) {
        var issuer = resources.issuer();
        var metadata = issuer + "/.well-known/oauth-protected-resource/v1";
        this.door = new Door(
                new Bearer(
                                verifier,
                                liveness,
                                clock,
                                resources.ownerApi(),
                                TokenKind.OWNER,
                                metadata,
                                resources.ownerApi())
                        .proving(proofs, Optional.empty()),
                issuer,
                acts);
        this.operations = operations(issuer, resources, acts, authorities, names, activity);
        this.document = OpenApi.document(issuer, operations).toString();
    }

    private static List<Operation> operations(
            String issuer,
            Resources resources,
            Acts acts,
            OwnerAuthorities authorities,
            ClientNames names,
            ActivityStream activity) {
        var grants = new GrantOperations(acts, names);
        var all = new ArrayList<Operation>(grants.all());
        all.add(new NarrowOperation(acts, grants).operation());
        all.addAll(new PartyOperations(acts, names).all());
        all.addAll(new RequestOperations(acts, issuer).all());
        all.addAll(new ServerOperations(acts, resources, authorities).all());
        all.addAll(new AccountOperations(acts).all());
        all.addAll(new TokenOperations(acts).all());
        all.addAll(new RecordOperations(acts, activity).all());
        all.addAll(new SwitchOperations(acts).all());
        return List.copyOf(all);
    }

    /** Every operation, for the document of them and its test. */
    List<Operation> operations() {
        return operations;
    }

    /** Whose entries of the log a request may read: an owner their own, who may see all, all. */
    public Readers.Reader reader(Exchange exchange) {
        var caller = door.admit(exchange, Optional.of(OwnerScope.ACTIVITY_READ));
        return new Readers.Reader(caller.seesAll() ? Optional.empty() : Optional.of(caller.id()));
    }

    /** Adds the routes. */
    public void routes(Routes routes) {
        routes.get(
                "/v1/openapi.json",
                _ -> Reply.bytes(200, "application/json", document.getBytes(StandardCharsets.UTF_8))
                        .with("Cache-Control", "public, max-age=300"));
        for (var operation : operations) {
            routes.on(operation.method(), operation.path(), exchange -> answer(operation, exchange));
        }
    }

    private Reply answer(Operation operation, Exchange exchange) {
        var nonce = door.nonce(exchange);
        try {
            var reply = admitted(operation, exchange);
            return nonce.map(next -> reply.with("DPoP-Nonce", next)).orElse(reply);
        } catch (Refusal.Problem refused) {
            throw nonce.map(refused::nonce).orElse(refused);
        }
    }

    private Reply admitted(Operation operation, Exchange exchange) {
        var caller = door.admit(exchange, operation.scope());
        requireKnown(operation, exchange);
        return operation
                .handler()
                .handle(new Call(caller, exchange, operation, () -> door.still(caller, operation.scope())));
    }

    private static void requireKnown(Operation operation, Exchange exchange) {
        var known = operation.takes().stream().map(Operation.Input::name).toList();
        for (var sent : exchange.query().names()) {
            if (!known.contains(sent)) {
                throw Problems.malformed("There is a query parameter that is not known here; known are "
                        + (known.isEmpty() ? "none" : String.join(", ", known)) + ".");
            }
        }
    }
}
