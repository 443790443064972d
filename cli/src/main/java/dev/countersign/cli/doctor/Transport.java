package dev.countersign.cli.doctor;

import dev.countersign.cli.login.Answer;
import dev.countersign.cli.login.Bound;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** What lies below HTTP: the certificate, and whether both clocks agree. */
final class Transport {
    private static final Duration STEP = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofDays(14);

    /** Proofs of keys and other short-lived things are refused beyond this. */
    private static final Duration APART = Duration.ofSeconds(30);

    /** The Date header has whole seconds, and the answer travelled. */
    private static final Duration IMPRECISE = Duration.ofSeconds(5);

    private Transport() {}

    static Finding tls(URI address, Bound bound, Instant now) {
        if (!"https".equalsIgnoreCase(address.getScheme())) {
            return Finding.ok("tls", "plain http, on this computer only");
        }
        int port = address.getPort() == -1 ? 443 : address.getPort();
        int millis = (int) Math.max(1, bound.atMost(STEP).toMillis());
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(address.getHost(), port), millis);
            plain.setSoTimeout(millis);
            SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
            try (SSLSocket socket = (SSLSocket) factory.createSocket(plain, address.getHost(), port, true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                X509Certificate leaf = (X509Certificate) socket.getSession().getPeerCertificates()[0];
                Instant end = leaf.getNotAfter().toInstant();
                String said = socket.getSession().getProtocol() + ", certificate good until " + end;
                return end.isBefore(now.plus(SOON))
                        ? Finding.warn("tls", said, "renew the certificate now")
                        : Finding.ok("tls", said);
            }
        } catch (IOException e) {
            return refused(address.getHost(), e);
        }
    }

    /** What a client sees that connects, by the reason at the bottom of the exception. */
    private static Finding refused(String host, IOException e) {
        Throwable reason = e;
        while (reason.getCause() != null) {
            reason = reason.getCause();
        }
        String said = String.valueOf(reason.getMessage());
        return switch (reason) {
            case CertificateExpiredException ended ->
                Finding.fail(
                        "tls",
                        "the certificate of " + host + " has ended (" + said + ")",
                        "renew it, and see why it was not renewed in time");
            case CertificateNotYetValidException early ->
                Finding.fail(
                        "tls",
                        "the certificate of " + host + " is not good yet (" + said + ")",
                        "look at the clocks of this computer and of the one that made it");
            case CertPathBuilderException unknown ->
                Finding.fail(
                        "tls",
                        "the certificate of " + host + " is from an authority this computer does not trust",
                        "put the whole chain into tls.certificate, or let every client trust this authority");
            case CertificateException other ->
                Finding.fail(
                        "tls",
                        "the certificate is not for " + host + " (" + said + ")",
                        "use one for exactly the name that clients call");
            default ->
                Finding.fail(
                        "tls",
                        "no TLS connection to " + host + " (" + said + ")",
                        "see that the address is right, and that TLS and not plain http is spoken there");
        };
    }

    /** RFC 9110 §6.6.1: the server's own time. */
    static Finding clock(Answer answer, Instant now) {
        String header = answer.headers().firstValue("Date").orElse("");
        Instant theirs;
        try {
            theirs = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException unreadable) {
            return Finding.skipped("clock", "the answer has no date to compare with");
        }
        Duration apart = Duration.between(now, theirs);
        if (apart.abs().compareTo(IMPRECISE) <= 0) {
            return Finding.ok("clock", "the server's and this computer's agree");
        }
        String said = "the server's is " + apart.abs().toSeconds() + " s "
                + (apart.isNegative() ? "behind" : "ahead of") + " this computer's";
        return apart.abs().compareTo(APART) > 0
                ? Finding.fail("clock", said, "set both by NTP; tokens and proofs of keys end too early or too late")
                : Finding.warn("clock", said, "set both by NTP");
    }
}
