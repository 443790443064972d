package dev.countersign.gateway;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.eclipse.jetty.server.Request;

/** What is known of who sends a request: proxies may stand between, and the gateway itself cannot tell which to believe. */
public interface Peers {
    /** Everybody connects directly. */
    Peers DIRECT = new Peers() {
        private final SecureRandom random = new SecureRandom();

        @Override
        public String address(Request request) {
            return Optional.ofNullable(Request.getRemoteAddr(request)).orElse("");
        }

        @Override
        public String requestId(Request request) {
            byte[] bytes = new byte[12];
            random.nextBytes(bytes);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        }

        @Override
        public boolean behindTrustedProxy(Request request) {
            return false;
        }
    };

    /** Where the request comes from, for the log. */
    String address(Request request);

    /** What the answer's {@code Request-Id} and the log call it. */
    String requestId(Request request);

    /** Whether a proxy that is believed brings it, under whatever host name that proxy uses. */
    boolean behindTrustedProxy(Request request);
}
