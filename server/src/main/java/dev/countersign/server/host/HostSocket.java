package dev.countersign.server.host;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Takes host commands over a Unix socket that only this server's user, and root, may use. */
public final class HostSocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HostSocket.class);

    private final ServerSocketChannel listening;
    private final Path path;
    private final UserPrincipal user;
    private final HostDesk desk;

    private HostSocket(ServerSocketChannel listening, Path path, UserPrincipal user, HostDesk desk) {
        this.listening = listening;
        this.path = path;
        this.user = user;
        this.desk = desk;
    }

    /** Begins to listen; empty, with a warning, where there are no Unix sockets or the path is too long for one. */
    public static Optional<HostSocket> open(Path path, HostDesk desk) {
        try {
            // What is left of a server that was killed; the store's lock says that none runs now.
            Files.deleteIfExists(path);
            ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            listening.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            HostSocket socket = new HostSocket(listening, path, Files.getOwner(path), desk);
            Thread.ofVirtual().name("host-socket").start(socket::accept);
            return Optional.of(socket);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn("host commands cannot reach this server while it runs ({}): {}", path, e.getMessage());
            return Optional.empty();
        }
    }

    private void accept() {
        while (listening.isOpen()) {
            try {
                SocketChannel peer = listening.accept();
                Thread.ofVirtual().name("host-command").start(() -> serve(peer));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(SocketChannel peer) {
        try (peer) {
            UserPrincipal caller =
                    peer.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
            if (!caller.equals(user) && !caller.getName().equals("root")) {
                LOG.warn("a host command of the user {} was refused", caller.getName());
                return;
            }
            Wire.write(peer, answer(Wire.read(peer)));
        } catch (IOException | RuntimeException e) {
            LOG.warn("a host command could not be answered: {}", e.toString());
        }
    }

    private ObjectNode answer(ObjectNode request) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        try {
            answer.set("done", desk.answer(request));
        } catch (HostRefusal refusal) {
            answer.put("refused", refusal.getMessage());
        } catch (RuntimeException failed) {
            LOG.error("the host command {} failed", request.path("command"), failed);
            answer.put("refused", "the server failed; its log says why");
        }
        return answer;
    }

    @Override
    public void close() {
        try {
            listening.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warn("the socket {} could not be removed: {}", path, e.getMessage());
        }
    }
}
