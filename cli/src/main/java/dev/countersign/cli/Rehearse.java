package dev.countersign.cli;

import dev.countersign.server.Countersign;
import dev.countersign.server.config.Config;
import dev.countersign.server.operations.DataFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * Starts a server on a folder of its own, asks it what every server is asked first, and stops it. The build runs this while
 * the JVM writes down which classes that took (JEP 514), so that later starts find them ready. Touches nothing of anybody's.
 */
@Command(name = "rehearse", hidden = true, description = "Start once for the sake of later starts.")
final class Rehearse implements Callable<Integer> {
    private static final String CLIENT = "rehearsal";

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("countersign-rehearsal");
        String issuer = "http://localhost:" + freePort();
        String secret = UUID.randomUUID().toString();
        Config config = Config.parse("rehearsal", """
                issuer: %1$s
                clients:
                  %2$s: { client_secret: %3$s, grant_types: [client_credentials], access: read, resources: [ "%1$s/mcp" ] }
                """.formatted(issuer, CLIENT, secret), Map.of());
        try (Countersign running = Countersign.start(config, DataFolder.at(folder), Map.of())) {
            running.setupLink().ifPresent(link -> get(link.toString()));
            for (String path : List.of(
                    "/.well-known/oauth-authorization-server",
                    "/.well-known/oauth-protected-resource/mcp",
                    "/.well-known/jwks.json",
                    "/login",
                    "/device",
                    "/mcp",
                    "/readyz",
                    "/metrics")) {
                get(issuer + path);
            }
            post(
                    issuer + "/oauth/device_authorization",
                    "client_id=mcp-agent&scope=mcp:read&resource=" + issuer + "/mcp");
            String form = "grant_type=client_credentials&client_id=" + CLIENT + "&client_secret=" + secret;
            for (int i = 0; i < 3; i++) post(issuer + "/oauth/token", form);
        } finally {
            remove(folder);
        }
        return 0;
    }

    private static void get(String url) {
        send(url, "");
    }

    private static void post(String url, String form) {
        send(url, form);
    }

    /** What is answered does not matter, only that it was. */
    private static void send(String url, String form) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setInstanceFollowRedirects(false);
            connection.setReadTimeout(10_000);
            if (!form.isEmpty()) {
                connection.setDoOutput(true);
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(form.getBytes(StandardCharsets.UTF_8));
                }
            }
            try (InputStream in =
                    connection.getResponseCode() < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                if (in != null) in.readAllBytes();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("the rehearsal got no answer", failure);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
