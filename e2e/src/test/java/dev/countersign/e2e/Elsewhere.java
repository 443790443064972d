package dev.countersign.e2e;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Two https hosts of other people: the callback of a program on {@code editor.example}, which redirects on to
 * {@code other.example}. A browser finds them by a rule that maps both names to this computer.
 */
final class Elsewhere implements AutoCloseable {
    private static final String PASSWORD = "changeit";

    private final HttpsServer server;
    private final BlockingQueue<Map<String, String>> brought = new LinkedBlockingQueue<>();

    Elsewhere() {
        try {
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(tls()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/callback", exchange -> {
            brought.add(Agent.parameters(exchange.getRequestURI().getRawQuery()));
            exchange.getResponseHeaders().set("Location", "https://other.example:" + port() + "/landed");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.createContext("/landed", exchange -> {
            byte[] page =
                    "<!doctype html><title>landed</title><h1>You are elsewhere</h1>".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
    }

    String host() {
        return "editor.example:" + port();
    }

    String callback() {
        return "https://" + host() + "/callback";
    }

    /** What the browser brought to the callback. */
    Map<String, String> brought() {
        try {
            Map<String, String> parameters = brought.poll(20, TimeUnit.SECONDS);
            if (parameters == null) {
                throw new AssertionError("nobody came to " + callback());
            }
            return parameters;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private int port() {
        return server.getAddress().getPort();
    }

    /** A certificate of its own making, by the JDK's keytool. */
    private static SSLContext tls() throws IOException {
        Path folder = Files.createTempDirectory("elsewhere");
        Path file = folder.resolve("keys.p12");
        Finished made = Finished.of(new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "elsewhere",
                "-dname",
                "CN=editor.example",
                "-ext",
                "SAN=dns:editor.example,dns:other.example",
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
        if (made.code() != 0) {
            throw new IllegalStateException("keytool: " + made.out() + made.err());
        }
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } finally {
            RunningServer.remove(folder);
        }
    }
}
