package dev.countersign.server.consent;

import dev.countersign.core.TokenKind;
import dev.countersign.server.pages.Fact;
import dev.countersign.server.pages.Foreign;
import dev.countersign.server.pages.Phrases;
import dev.countersign.server.pages.QrCode;
import dev.countersign.server.pages.Told;
import dev.countersign.server.web.Networks;
import java.net.InetAddress;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request that a human carried here from a device by its code: what to compare before deciding, so that a request which
 * somebody else began is recognised (RFC 8628 §3.3.1, §5.4).
 *
 * @param code the code as the device shows it
 * @param address where the request came from
 * @param software what sent it, in its own words
 */
record Carried(String code, InetAddress address, Instant askedAt, String software, Optional<URI> link) {

    static Optional<Carried> of(Question question, URI issuer) {
        return question.device()
                .map(request -> new Carried(
                        request.userCode().shown(),
                        InetAddress.ofLiteral(request.ask().address()),
                        request.ask().createdAt(),
                        Foreign.text(request.ask().userAgent(), 120),
                        // The human types the code of an owner's own agent; no picture does it for them.
                        Optional.of(DevicePages.link(issuer, request.userCode()))
                                .filter(_ -> !Voices.loopback(issuer)
                                        && request.ask().kind() == TokenKind.CLIENT)));
    }

    /** As a page shows it to somebody who looks at it from that address now. */
    ConsentView.Carried seenFrom(InetAddress reader, Instant now) {
        var facts = Stream.of(
                        Optional.of(Fact.of(Phrases.say("carried.from"), words(address))),
                        Optional.of(Fact.of(Phrases.say("carried.at"), Told.at(askedAt, now))),
                        Optional.of(Fact.of(Phrases.say("carried.you"), words(reader))),
                        Optional.of(software)
                                .filter(text -> !text.isEmpty())
                                .map(text -> Fact.of(Phrases.say("carried.software"), text)))
                .flatMap(Optional::stream)
                .toList();
        return new ConsentView.Carried(
                code,
                facts,
                same(reader) ? Optional.empty() : Optional.of(Phrases.say("carried.elsewhere")),
                link.map(URI::toString).map(QrCode::of));
    }

    private boolean same(InetAddress reader) {
        return address.equals(reader) || address.isLoopbackAddress() && reader.isLoopbackAddress();
    }

    private static String words(InetAddress address) {
        return address.isLoopbackAddress()
                ? Phrases.say("carried.here", Networks.text(address))
                : Networks.text(address);
    }

    void write(ObjectNode object) {
        object.put("code", code)
                .put("address", address.getHostAddress())
                .put("asked", askedAt.toString())
                .put("software", software);
        link.ifPresent(uri -> object.put("link", uri.toString()));
    }
}
