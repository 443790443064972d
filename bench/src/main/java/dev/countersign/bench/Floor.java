package dev.countersign.bench;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.countersign.server.operations.NativeCrypto;
import dev.countersign.server.pages.Pages;
import dev.countersign.server.web.Errors;
import dev.countersign.server.web.Networks;
import dev.countersign.server.web.Reply;
import dev.countersign.server.web.Routes;
import dev.countersign.server.web.Web;
import dev.countersign.store.Store;
import java.net.URI;
import java.nio.file.Files;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The floor: a server that parses a form, makes one ES256 signature and one durable commit, and nothing else. What
 * Countersign adds to it is what its rules cost. Prints its port.
 */
final class Floor {
    private final ECDSASigner signer;
    private final Store store;

    private Floor(ECDSASigner signer, Store store) {
        this.signer = signer;
        this.store = store;
    }

    static void main() throws Exception {
        NativeCrypto.installBeside();
        var folder = Files.createTempDirectory("countersign-floor");
        var store = Store.open("jdbc:sqlite:" + folder.resolve("floor.db"), InstantSource.system());
        var floor = new Floor(new ECDSASigner(new ECKeyGenerator(Curve.P_256).generate()), store);
        var routes = new Routes()
                .get("/ready", _ -> Reply.empty(200))
                .post(
                        "/signed",
                        exchange ->
                                floor.signed(exchange.form().one("client_id").orElse("")))
                .post(
                        "/durable",
                        exchange ->
                                floor.durable(exchange.form().one("client_id").orElse("")))
                .post(
                        "/both",
                        exchange -> floor.both(exchange.form().one("client_id").orElse("")))
                .post(
                        "/parsed",
                        exchange -> parsed(exchange.form().one("client_id").orElse("")));
        var errors = new Errors(new Pages(URI.create("http://localhost")));
        var server = new Server(new VirtualThreadPool());
        var connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Web(routes, errors, Networks.none()));
        server.start();
        System.out.println(connector.getLocalPort());
        server.join();
    }

    private static Reply parsed(String client) {
        return Reply.json(400, JsonNodeFactory.instance.objectNode().put("error", client));
    }

    private Reply signed(String client) {
        return Reply.json(200, JsonNodeFactory.instance.objectNode().put("access_token", token(client)));
    }

    private Reply both(String client) {
        durable(client);
        return signed(client);
    }

    private Reply durable(String client) {
        var id = UUID.randomUUID().toString();
        boolean done = store.write(tx -> {
            tx.settings().put(id, client);
            return true;
        });
        return Reply.json(
                200, JsonNodeFactory.instance.objectNode().put("id", id).put("durable", done));
    }

    private String token(String client) {
        var now = Instant.now().getEpochSecond();
        var claims = JsonNodeFactory.instance
                .objectNode()
                .put("iss", "http://localhost")
                .put("sub", client)
                .put("aud", "http://localhost/mcp")
                .put("iat", now)
                .put("exp", now + 300)
                .put("jti", UUID.randomUUID().toString());
        var token = new JWSObject(new JWSHeader(JWSAlgorithm.ES256), new Payload(claims.toString()));
        try {
            token.sign(signer);
        } catch (JOSEException failure) {
            throw new IllegalStateException(failure);
        }
        return token.serialize();
    }
}
