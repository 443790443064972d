package dev.countersign.store;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Tool catalogues by their content's digest, and which one each server shows now. */
public final class Catalogues {
    private final Handle handle;

    Catalogues(Handle handle) {
        this.handle = handle;
    }

    /** Stores a catalogue; content-addressed, so storing it again changes nothing. */
    public void put(String digest, String server, String body, Instant at) {
        handle.execute(
                "insert into catalogue (digest, server, body, seen_at) values (?, ?, ?, ?) on conflict (digest) do nothing",
                digest,
                server,
                body,
                Times.micros(at));
    }

    public Optional<String> body(String digest) {
        return handle.createQuery("select body from catalogue where digest = ?")
                .bind(0, digest)
                .mapTo(String.class)
                .findOne();
    }

    public void current(String server, String digest, Instant at) {
        handle.execute("delete from current_catalogue where server = ?", server);
        handle.execute(
                "insert into current_catalogue (server, digest, fetched_at) values (?, ?, ?)",
                server,
                digest,
                Times.micros(at));
    }

    /** The digest of what the server showed last. */
    public Optional<String> current(String server) {
        return handle.createQuery("select digest from current_catalogue where server = ?")
                .bind(0, server)
                .mapTo(String.class)
                .findOne();
    }
}
