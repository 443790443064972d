package dev.countersign.server.ledger;

import dev.countersign.acts.ledger.Log;
import dev.countersign.acts.ledger.Witness;
import dev.countersign.ledger.Checkpoint;
import dev.countersign.ledger.SignedNote;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Sends checkpoints over HTTP: to a webhook, or to a witness, which answers with its cosignature. */
final class WebAnchor {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final Log log;

    WebAnchor(Log log) {
        this.log = log;
    }

    void hook(URI address, SignedNote note) throws AnchorTrouble {
        var answer = post(address, note.toString());
        if (answer.statusCode() / 100 != 2) throw AnchorTrouble.missing("answered " + answer.statusCode());
    }

    /**
     * @param known the size the witness cosigned last, as far as is known here
     * @return the checkpoint with the witness's cosignature
     */
    SignedNote witness(AnchorTarget.Witness witness, long known, SignedNote note) throws AnchorTrouble {
        var checkpoint = Checkpoint.parse(note);
        var address = URI.create(witness.prefix() + "/add-checkpoint");
        var answer = ask(address, Math.min(known, checkpoint.size()), checkpoint, note);
        if (answer.statusCode() == 409 && answer.body().strip().matches("[0-9]{1,18}")) {
            var size = Long.parseLong(answer.body().strip());
            if (size > checkpoint.size()) {
                throw AnchorTrouble.diverging("it saw " + size + " entries; this log has " + checkpoint.size());
            }
            answer = ask(address, size, checkpoint, note);
        }
        return switch (answer.statusCode()) {
            case 200 -> cosigned(witness, note, answer.body());
            case 409, 422 -> throw AnchorTrouble.diverging("this log does not continue the one it saw");
            case 403, 404 -> throw AnchorTrouble.missing("it does not know this log's key");
            default -> throw AnchorTrouble.missing("answered " + answer.statusCode());
        };
    }

    private HttpResponse<String> ask(URI address, long old, Checkpoint checkpoint, SignedNote note)
            throws AnchorTrouble {
        return post(address, Witness.request(log.consistency(old, checkpoint), note));
    }

    private static SignedNote cosigned(AnchorTarget.Witness witness, SignedNote note, String lines)
            throws AnchorTrouble {
        try {
            for (var line : SignedNote.lines(lines)) {
                var cosigned = note.with(line);
                if (cosigned.signedBy(witness.key()).isPresent()) return cosigned;
            }
        } catch (IllegalArgumentException malformed) {
            throw AnchorTrouble.missing("its answer is no cosignature");
        }
        throw AnchorTrouble.missing("its cosignature is not by " + witness.key().name());
    }

    private HttpResponse<String> post(URI address, String body) throws AnchorTrouble {
        var request = HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("Content-Type", "text/plain; charset=utf-8")
                .POST(BodyPublishers.ofString(body))
                .build();
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException unreachable) {
            throw AnchorTrouble.missing(
                    "cannot be reached (" + unreachable.getClass().getSimpleName() + ")");
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            throw AnchorTrouble.missing("interrupted");
        }
    }
}
