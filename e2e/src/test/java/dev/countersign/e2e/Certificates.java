package dev.countersign.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An authority of the test's own, a certificate of it for one host, and a store by which Java trusts it. */
final class Certificates implements AutoCloseable {
    private static final String PASSWORD = "changeit";

    private final Path folder;

    /**
     * @param name the certificate is for, such as {@code dns:localhost}
     * @param days it is good, from now on
     */
    Certificates(String name, int days) {
        try {
            folder = Files.createTempDirectory("certificates");
            keytool("-genkeypair", "-keyalg", "EC", "-alias", "ca", "-dname", "CN=Test authority", "-ext", "bc:c");
            keytool(
                    "-genkeypair",
                    "-keyalg",
                    "EC",
                    "-alias",
                    "host",
                    "-dname",
                    "CN=host",
                    "-ext",
                    "SAN=" + name,
                    "-signer",
                    "ca",
                    "-validity",
                    Integer.toString(days));
            write();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of the configuration. */
    String tls() {
        return "tls: { certificate: '" + folder.resolve("host.pem") + "', key: '" + folder.resolve("host.key")
                + "' }\n";
    }

    /** Options of a JVM that trusts the authority. */
    String trust() {
        return "-Djavax.net.ssl.trustStore=" + folder.resolve("trust.p12") + " -Djavax.net.ssl.trustStorePassword="
                + PASSWORD;
    }

    private void write() throws IOException, GeneralSecurityException {
        KeyStore made = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("made.p12"))) {
            made.load(in, PASSWORD.toCharArray());
        }
        StringBuilder chain = new StringBuilder();
        for (Certificate each : made.getCertificateChain("host")) {
            chain.append(pem("CERTIFICATE", each.getEncoded()));
        }
        Files.writeString(folder.resolve("host.pem"), chain);
        Files.writeString(
                folder.resolve("host.key"),
                pem("PRIVATE KEY", made.getKey("host", PASSWORD.toCharArray()).getEncoded()));
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", made.getCertificate("ca"));
        try (var out = Files.newOutputStream(folder.resolve("trust.p12"))) {
            trusted.store(out, PASSWORD.toCharArray());
        }
    }

    private static String pem(String what, byte[] encoded) {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(encoded);
        return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
    }

    private void keytool(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of(
                "-keystore", folder.resolve("made.p12").toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        Finished made = Finished.of(new ProcessBuilder(command));
        if (made.code() != 0) {
            throw new IllegalStateException("keytool: " + made.out() + made.err());
        }
    }

    @Override
    public void close() {
        RunningServer.remove(folder);
    }
}
