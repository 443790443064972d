package dev.countersign.server.host;

import dev.countersign.server.config.Config;
import dev.countersign.server.operations.DataFolder;
import dev.countersign.server.operations.Foundation;
import dev.countersign.server.people.Passphrases;
import dev.countersign.store.StoreInUse;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Carries out a host command: by a running server, or, when none runs on this data, here. */
public final class HostCommands {
    private final Config config;
    private final DataFolder data;
    private final Map<String, String> environment;

    public HostCommands(Config config, DataFolder data, Map<String, String> environment) {
        this.config = config;
        this.data = data;
        this.environment = environment;
    }

    /**
     * @throws HostRefusal when it was refused, or a server has the data and does not answer
     */
    public ObjectNode perform(ObjectNode request) {
        return byServer(request).orElseGet(() -> here(request));
    }

    private Optional<ObjectNode> byServer(ObjectNode request) {
        if (!Files.exists(data.socket())) {
            return Optional.empty();
        }
        ObjectNode answer;
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(data.socket()))) {
            Wire.write(channel, request);
            answer = Wire.read(channel);
        } catch (IOException nobodyListens) {
            return Optional.empty();
        }
        if (answer.get("done") instanceof ObjectNode done) {
            return Optional.of(done);
        }
        throw new HostRefusal(answer.path("refused").asString("the server gave no answer"));
    }

    private ObjectNode here(ObjectNode request) {
        try (Foundation foundation = Foundation.open(config, data, environment, InstantSource.system());
                Passphrases passphrases = new Passphrases()) {
            return HostDesk.alone(foundation, data, passphrases).answer(request);
        } catch (StoreInUse e) {
            throw new HostRefusal("a server runs on this data and does not answer at " + data.socket()
                    + "; run this as its user, or stop it first");
        }
    }
}
