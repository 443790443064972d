package dev.countersign.server.oauth.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * One GET of a metadata document from a host a stranger named. The host is resolved once, every address it has must be
 * public, and the connection goes to an address that was checked: a name that changes its mind between check and use
 * gains nothing. No redirect is followed, nothing of ours is sent, and everything together takes at most the time limit
 * and the size limit (draft-ietf-oauth-client-id-metadata-document §4, §6).
 *
 * <p>Runs each fetch on a thread of its own: how many run at once, who calls decides; thread-safe.
 */
public final class DocumentFetch implements AutoCloseable {
    /** Fetches take turns before they come here. Only name look-ups that hang add up: nothing ends those but the system. */
    private static final int MOST_THREADS = 64;

    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration TIME_LIMIT = Duration.ofSeconds(3);
    private static final int SIZE_LIMIT = 5 * 1024;

    /** Where names are looked up. */
    @FunctionalInterface
    public interface Names {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    /** A host that could not be reached or did not speak as expected; the message is safe to show. */
    static final class Failed extends Exception {
        Failed(String message) {
            super(message, null, false, false);
        }
    }

    private final Supplier<SSLSocketFactory> tls;
    private final Names names;
    private final boolean loopbackAllowed;
    private final Duration timeLimit;
    private final int sizeLimit;
    private final ExecutorService threads = new ThreadPoolExecutor(
            0,
            MOST_THREADS,
            IDLE.toSeconds(),
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("client-document-", 0).factory());

    /**
     * With the certificates and the names of this computer. The certificates are loaded at the first fetch.
     *
     * @param loopbackAllowed whether this computer itself may be asked, on any port: only where the issuer is on it too
     */
    public DocumentFetch(boolean loopbackAllowed) {
        this(
                () -> (SSLSocketFactory) SSLSocketFactory.getDefault(),
                InetAddress::getAllByName,
                loopbackAllowed,
                TIME_LIMIT,
                SIZE_LIMIT);
    }

    /** With other certificates and names. */
    public DocumentFetch(SSLSocketFactory tls, Names names, boolean loopbackAllowed) {
        this(() -> tls, names, loopbackAllowed, TIME_LIMIT, SIZE_LIMIT);
    }

    DocumentFetch(
            Supplier<SSLSocketFactory> tls, Names names, boolean loopbackAllowed, Duration timeLimit, int sizeLimit) {
        this.tls = tls;
        this.names = names;
        this.loopbackAllowed = loopbackAllowed;
        this.timeLimit = timeLimit;
        this.sizeLimit = sizeLimit;
    }

    boolean loopbackAllowed() {
        return loopbackAllowed;
    }

    /**
     * Fetches the document.
     *
     * @throws Failed when there is no answer in time or it is not HTTP; an answer other than 200 is returned
     */
    HttpAnswer get(DocumentUrl url) throws Failed {
        return get(url, sizeLimit);
    }

    /** The same for what may be larger than a metadata document. */
    HttpAnswer get(DocumentUrl url, int most) throws Failed {
        var connection = new AtomicReference<@Nullable Socket>();
        Future<HttpAnswer> fetch;
        try {
            fetch = threads.submit(() -> exchange(url, most, connection));
        } catch (RejectedExecutionException _) {
            throw new Failed("too many names wait for a name service that does not answer");
        }
        try {
            return fetch.get(timeLimit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            throw new Failed("it did not answer within " + timeLimit.toSeconds() + " seconds");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Failed("the server is stopping");
        } catch (java.util.concurrent.ExecutionException failure) {
            throw new Failed(reason(failure.getCause()));
        } finally {
            fetch.cancel(true);
            close(connection.get());
        }
    }

    private HttpAnswer exchange(DocumentUrl url, int most, AtomicReference<@Nullable Socket> open) throws IOException {
        IOException last = new HttpAnswer.Unreadable("its name has no address");
        for (var address : lawful(names.resolve(url.host()))) {
            try {
                return exchange(url, address, most, open);
            } catch (HttpAnswer.Unreadable answered) {
                throw answered;
            } catch (IOException unreachable) {
                last = unreachable;
            }
            if (Thread.currentThread().isInterrupted()) break;
        }
        throw last;
    }

    private List<InetAddress> lawful(InetAddress[] addresses) throws HttpAnswer.Unreadable {
        for (var address : addresses) {
            var own = loopbackAllowed && SpecialUse.loopback(address);
            if (SpecialUse.contains(address) && !own) {
                throw new HttpAnswer.Unreadable("its name leads to an address that is not on the public internet");
            }
        }
        return Arrays.asList(addresses);
    }

    private HttpAnswer exchange(DocumentUrl url, InetAddress address, int most, AtomicReference<@Nullable Socket> open)
            throws IOException {
        var millis = Math.toIntExact(timeLimit.toMillis());
        try (var plain = new Socket()) {
            open.set(plain);
            // Who waited closes what is open at the time limit, and interrupts. A slow name service can bring us here
            // after
            // that, where nobody would close this socket any more and its host could keep the thread for hours.
            if (Thread.currentThread().isInterrupted()) throw new InterruptedIOException("the time limit is over");
            plain.setSoTimeout(millis);
            plain.connect(new InetSocketAddress(address, url.port()), millis);
            try (var secure = (SSLSocket) tls.get().createSocket(plain, url.host(), url.port(), true)) {
                secure.setSSLParameters(checkingTheName(secure.getSSLParameters()));
                secure.startHandshake();
                secure.getOutputStream().write(request(url));
                secure.getOutputStream().flush();
                return HttpAnswer.read(new java.io.BufferedInputStream(secure.getInputStream()), most);
            }
        }
    }

    private static SSLParameters checkingTheName(SSLParameters parameters) {
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        return parameters;
    }

    private static byte[] request(DocumentUrl url) {
        var host = url.port() == 443 ? url.host() : url.host() + ":" + url.port();
        return ("GET " + url.target() + " HTTP/1.1\r\nHost: " + host
                        + "\r\nAccept: application/json\r\nAccept-Encoding: identity"
                        + "\r\nUser-Agent: Countersign\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String reason(@Nullable Throwable cause) {
        return switch (cause) {
            case HttpAnswer.Unreadable unreadable -> String.valueOf(unreadable.getMessage());
            case UnknownHostException _ -> "its name does not resolve";
            case javax.net.ssl.SSLException _ -> "its TLS certificate or handshake was refused";
            case null, default -> "it cannot be reached";
        };
    }

    private static void close(@Nullable Socket socket) {
        if (socket == null) return;
        try {
            socket.close();
        } catch (IOException _) {
            // It is being thrown away; there is nobody to tell.
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
