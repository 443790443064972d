package dev.countersign.server.web;

import dev.countersign.store.StoreUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;

/** The one place where a refusal or a failure becomes an HTTP answer. No stack trace and no foreign message leaves it. */
public final class Errors {
    private static final Logger LOG = LoggerFactory.getLogger(Errors.class);

    /** What goes wrong wherever it is asked, told to programs in these words and to people in those of the pages. */
    public enum Fault {
        UNREADABLE("This request could not be read", "invalid_request"),
        BUSY("The server cannot answer now", "temporarily_unavailable"),
        FAILED("Something went wrong here", "server_error"),
        NOWHERE("Not found", "not_found"),
        METHOD("Wrong method", "invalid_request");

        private final String title;
        private final String code;

        Fault(String title, String code) {
            this.title = title;
            this.code = code;
        }
    }

    /** Renders a refusal for people. */
    public interface Pages {
        Reply error(Refusal.Page refusal, String requestId);

        /**
         * A fault as a refusal for people.
         *
         * @param remedy as programs are told it
         */
        Refusal.Page fault(Fault fault, int status, String remedy);
    }

    private final Pages pages;
    private final Runnable strangers;

    public Errors(Pages pages) {
        this(pages, () -> {});
    }

    /**
     * @param strangers told of every client that did not prove to be one
     */
    public Errors(Pages pages, Runnable strangers) {
        this.pages = pages;
        this.strangers = strangers;
    }

    Reply reply(RuntimeException thrown, Exchange exchange) {
        if (thrown instanceof Refusal.OAuth oauth && oauth.code().equals("invalid_client")) strangers.run();
        return switch (thrown) {
            case Refusal refusal -> refusal(refusal, exchange.requestId());
            case Parameters.Malformed malformed -> badParameters(malformed, exchange);
            case Parameters.Repeated repeated -> badParameters(repeated, exchange);
            case StoreUnavailable unavailable -> busy(unavailable, exchange);
            default -> failure(thrown, exchange);
        };
    }

    private Reply badParameters(RuntimeException thrown, Exchange exchange) {
        var remedy = String.valueOf(thrown.getMessage());
        return said(exchange, 400, Fault.UNREADABLE, remedy);
    }

    private Reply busy(StoreUnavailable thrown, Exchange exchange) {
        LOG.warn("request {} could not be answered: {}", exchange.requestId(), thrown.getMessage());
        var remedy = "The store does not answer. Nothing was changed; try again in a few seconds.";
        return said(exchange, 503, Fault.BUSY, remedy).with("Retry-After", "5");
    }

    private Reply failure(RuntimeException thrown, Exchange exchange) {
        var root = thrown;
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof org.eclipse.jetty.http.HttpException http && http.getCode() < 500) {
                var remedy = remedy(http.getCode());
                return said(exchange, http.getCode(), Fault.UNREADABLE, remedy);
            }
        }
        LOG.error("request {} to {} failed", exchange.requestId(), exchange.route(), root);
        var remedy = "The server failed. Try again; if it fails again, give the operator the Request-Id.";
        return said(exchange, 500, Fault.FAILED, remedy);
    }

    /** The same refusal in the language of whoever asks: a page, RFC 6749 JSON, or problem JSON. */
    Reply said(Exchange exchange, int status, Fault fault, String remedy) {
        return refusal(
                switch (Language.of(exchange.path())) {
                    case PAGES -> pages.fault(fault, status, remedy);
                    case OAUTH -> new Refusal.OAuth(status, fault.code, remedy);
                    case PROBLEMS -> new Refusal.Problem(status, fault.title, remedy);
                },
                exchange.requestId());
    }

    private static String remedy(int status) {
        return status == 413 ? "the body is too large; send less" : "the request is not well-formed HTTP";
    }

    Reply refusal(Refusal refusal, String requestId) {
        return switch (refusal) {
            case Refusal.OAuth oauth -> oauth(oauth);
            case Refusal.Page page -> pages.error(page, requestId);
            case Refusal.Problem problem -> problem(problem, requestId);
        };
    }

    private static Reply oauth(Refusal.OAuth refusal) {
        var body = JsonNodeFactory.instance
                .objectNode()
                .put("error", refusal.code())
                .put("error_description", oauthText(refusal.remedy()));
        var reply = Reply.json(refusal.status(), body).with("Pragma", "no-cache");
        if (refusal.challenge().isPresent())
            reply = reply.with("WWW-Authenticate", refusal.challenge().get());
        if (refusal.retryAfterSeconds().isPresent()) {
            reply = reply.with("Retry-After", refusal.retryAfterSeconds().get().toString());
        }
        if (refusal.nonce().isPresent()) {
            reply = reply.with("DPoP-Nonce", refusal.nonce().get());
        }
        return reply;
    }

    private static Reply problem(Refusal.Problem refusal, String requestId) {
        var body = JsonNodeFactory.instance
                .objectNode()
                .put("type", "about:blank")
                .put("title", refusal.title())
                .put("status", refusal.status())
                .put("detail", refusal.remedy())
                .put("instance", "urn:request:" + requestId);
        var reply = Reply.text(refusal.status(), "application/problem+json", body.toString())
                .with("Cache-Control", "no-store");
        if (refusal.challenge().isPresent())
            reply = reply.with("WWW-Authenticate", refusal.challenge().get());
        if (refusal.retryAfterSeconds().isPresent()) {
            reply = reply.with("Retry-After", refusal.retryAfterSeconds().get().toString());
        }
        if (refusal.nonce().isPresent()) {
            reply = reply.with("DPoP-Nonce", refusal.nonce().get());
        }
        return reply;
    }

    /** Keeps to the characters RFC 6749 §5.2 allows in {@code error_description}. */
    public static String oauthText(String text) {
        var kept = new StringBuilder(text.length());
        text.chars().forEach(c -> {
            if (c == '"') kept.append('\'');
            else if (c == '\\') kept.append('/');
            else kept.append(c >= 0x20 && c <= 0x7e ? (char) c : '?');
        });
        return kept.toString();
    }

    /** Who asks at an address, and so how refusals are said there. */
    private enum Language {
        PAGES,
        OAUTH,
        PROBLEMS;

        static Language of(String path) {
            if (path.equals("/v1") || path.startsWith("/v1/")) return PROBLEMS;
            var protocol = path.startsWith("/oauth/") || path.startsWith("/.well-known/");
            return protocol && !path.equals("/oauth/authorize") ? OAUTH : PAGES;
        }
    }
}
