package dev.countersign.server.oauth.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** A TLS server on loopback that says whatever a test wants, byte for byte. Its certificate names app.example. */
public final class TlsHost implements AutoCloseable {
    public interface Behaviour {
        void answer(String request, OutputStream out) throws IOException, InterruptedException;
    }

    private static final char[] PASSWORD = "test-only".toCharArray();
    private static final KeyStore STORE = keyStore();

    private final SSLServerSocket socket;
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    public TlsHost(Behaviour behaviour) throws Exception {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(STORE, PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        socket = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, java.net.InetAddress.getByName("127.0.0.1"));
        Thread.ofVirtual().start(() -> accept(behaviour));
    }

    public static Behaviour json(String body, String... headers) {
        return (_, out) -> out.write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.getBytes(StandardCharsets.UTF_8).length + "\r\n"
                        + String.join(
                                "",
                                List.of(headers).stream().map(h -> h + "\r\n").toList()) + "\r\n" + body)
                .getBytes(StandardCharsets.UTF_8));
    }

    public static Behaviour raw(String answer) {
        return (_, out) -> out.write(answer.getBytes(StandardCharsets.UTF_8));
    }

    private void accept(Behaviour behaviour) {
        while (!socket.isClosed()) {
            try {
                var connection = socket.accept();
                Thread.ofVirtual().start(() -> {
                    try (connection) {
                        var request = head(connection.getInputStream());
                        requests.add(request);
                        behaviour.answer(request, connection.getOutputStream());
                        connection.getOutputStream().flush();
                    } catch (IOException | InterruptedException _) {
                        // The client went away, which several tests are about.
                    }
                });
            } catch (IOException _) {
                return;
            }
        }
    }

    private static String head(InputStream in) throws IOException {
        var text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            var b = in.read();
            if (b < 0) break;
            text.append((char) b);
        }
        return text.toString();
    }

    int port() {
        return socket.getLocalPort();
    }

    public String url(String path) {
        return "https://app.example:" + port() + path;
    }

    public List<String> requests() {
        return requests;
    }

    /** Trusts this host's certificate and no other. */
    public static SSLSocketFactory trusting() {
        try {
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(STORE);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore keyStore() {
        try {
            var folder = Files.createTempDirectory("tls-host");
            var file = folder.resolve("keys.p12");
            var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
            var exit = new ProcessBuilder(
                            keytool.toString(),
                            "-genkeypair",
                            "-alias",
                            "host",
                            "-keyalg",
                            "EC",
                            "-groupname",
                            "secp256r1",
                            "-dname",
                            "CN=app.example",
                            "-ext",
                            "san=dns:app.example,dns:localhost",
                            "-ext",
                            "bc=ca:true",
                            "-validity",
                            "2",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            file.toString(),
                            "-storepass",
                            new String(PASSWORD))
                    .redirectErrorStream(true)
                    .start();
            if (exit.waitFor() != 0)
                throw new IllegalStateException(
                        new String(exit.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            var whole = KeyStore.getInstance(file.toFile(), PASSWORD);
            whole.setCertificateEntry("trusted", whole.getCertificate("host"));
            return whole;
        } catch (IOException | GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
