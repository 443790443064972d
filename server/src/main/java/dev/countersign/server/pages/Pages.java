package dev.countersign.server.pages;

import dev.countersign.server.pages.NoticeView.Link;
import dev.countersign.server.pages.NoticeView.Tone;
import dev.countersign.server.pages.generated.JteconfirmGenerated;
import dev.countersign.server.pages.generated.JtenoticeGenerated;
import dev.countersign.server.web.Errors;
import dev.countersign.server.web.Refusal;
import dev.countersign.server.web.Reply;
import gg.jte.html.HtmlTemplateOutput;
import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.Utf8ByteOutput;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Turns templates into answers with the header fields no page goes without. Immutable. */
public final class Pages implements Errors.Pages {
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
                    + "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'";

    private final String host;

    /**
     * @param issuer the issuer, whose host and port stand at the foot of each page
     */
    public Pages(URI issuer) {
        this.host = issuer.getRawAuthority();
    }

    /** The frame of a page for somebody who is not signed in. */
    public Chrome chrome(String title, boolean narrow, String requestId) {
        return new Chrome(title, narrow, host, Optional.empty(), requestId, Optional.empty());
    }

    /** The frame of a page for a signed-in owner. */
    public Chrome chrome(String title, boolean narrow, String requestId, Chrome.SignedIn signedIn) {
        return new Chrome(title, narrow, host, Optional.of(signedIn), requestId, Optional.empty());
    }

    /** A page whose forms lead nowhere but to this server. */
    public static Reply page(int status, Consumer<HtmlTemplateOutput> template) {
        return render(status, template, POLICY + "; form-action 'self'");
    }

    /**
     * A page whose form ends in a redirect to a client. It sets no {@code form-action}: browsers apply it to every hop of
     * the redirect, also to those the client makes.
     */
    public static Reply pageThatRedirects(int status, Consumer<HtmlTemplateOutput> template) {
        return render(status, template, POLICY);
    }

    /** A page that says one thing. */
    public static Reply notice(int status, NoticeView view) {
        return page(status, out -> JtenoticeGenerated.render(out, null, view));
    }

    /** The page that waits for a passkey. */
    public static Reply confirm(ConfirmView view) {
        Consumer<HtmlTemplateOutput> template = out -> JteconfirmGenerated.render(out, null, view);
        return view.decisions() ? pageThatRedirects(200, template) : page(200, template);
    }

    /** A page that names a foreign destination and waits for a click, instead of redirecting there by itself. */
    public Reply interstitial(String heading, List<String> sentences, URI destination, String requestId) {
        return notice(
                200,
                new NoticeView(
                        chrome(heading, true, requestId),
                        Tone.PLAIN,
                        heading,
                        sentences,
                        List.of(),
                        Optional.of(hostOf(destination)),
                        Optional.of(new Link(destination.toString(), Phrases.say("wrong.go")))));
    }

    @Override
    public Reply error(Refusal.Page refusal, String requestId) {
        var reply = notice(
                refusal.status(),
                new NoticeView(
                        chrome(refusal.title(), true, requestId),
                        Tone.BAD,
                        refusal.title(),
                        List.of(refusal.remedy()),
                        List.of(),
                        Optional.empty(),
                        refusal.onward().map(onward -> new Link(onward.target().toString(), onward.label()))));
        return refusal.retryAfterSeconds()
                .map(seconds -> reply.with("Retry-After", seconds.toString()))
                .orElse(reply);
    }

    @Override
    public Refusal.Page fault(Errors.Fault fault, int status, String remedy) {
        return new Refusal.Page(
                status,
                Phrases.say("fault." + fault.name() + ".heading"),
                Phrases.say("fault." + fault.name() + ".sentence", remedy));
    }

    /** Host and port of a destination, or its scheme when it has no host. */
    public static String hostOf(URI destination) {
        return destination.getHost() == null
                ? destination.getScheme() + ":"
                : destination.getPort() < 0
                        ? destination.getHost()
                        : destination.getHost() + ":" + destination.getPort();
    }

    private static Reply render(int status, Consumer<HtmlTemplateOutput> template, String policy) {
        var bytes = new Utf8ByteOutput();
        template.accept(new OwaspHtmlTemplateOutput(bytes));
        return Reply.bytes(status, "text/html; charset=utf-8", bytes.toByteArray())
                .with("Content-Security-Policy", policy)
                .with("X-Frame-Options", "DENY")
                .with("X-Content-Type-Options", "nosniff")
                .with("Referrer-Policy", "same-origin")
                .with("Cross-Origin-Opener-Policy", "same-origin")
                .with("Cache-Control", "no-store");
    }
}
