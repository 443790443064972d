package dev.countersign.store;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Random secrets that stand for one thing and are redeemed once. Only their hashes are stored. */
public final class Tickets {
    /**
     * @param kind what it is for, such as {@code setup} or {@code reset}
     * @param subject what it stands for; empty text when the kind says all
     */
    public record Ticket(String hash, String kind, String subject, Instant expiresAt, boolean used) {
        public boolean redeemable(Instant now) {
            return !used && now.isBefore(expiresAt);
        }
    }

    private final Handle handle;

    Tickets(Handle handle) {
        this.handle = handle;
    }

    public void insert(Ticket ticket) {
        handle.execute(
                "insert into ticket (hash, kind, subject, expires_at) values (?, ?, ?, ?)",
                ticket.hash(),
                ticket.kind(),
                ticket.subject(),
                Times.micros(ticket.expiresAt()));
    }

    public Optional<Ticket> find(String hash) {
        return handle.createQuery("select * from ticket where hash = ?")
                .bind(0, hash)
                .map((row, _) -> new Ticket(
                        row.getString("hash"),
                        row.getString("kind"),
                        row.getString("subject"),
                        Times.instant(row.getLong("expires_at")),
                        row.getLong("used_at") != 0))
                .findOne();
    }

    /** Marks a ticket used; false when it was used, expired or never existed. */
    public boolean redeem(String hash, String kind, Instant now) {
        return handle.execute(
                        "update ticket set used_at = ? where hash = ? and kind = ? and used_at is null and expires_at > ?",
                        Times.micros(now),
                        hash,
                        kind,
                        Times.micros(now))
                == 1;
    }

    /** Ends every unused ticket of a kind, as when a newer one takes its place. */
    public void withdraw(String kind, String subject) {
        handle.execute("delete from ticket where kind = ? and subject = ? and used_at is null", kind, subject);
    }

    public int sweep(Instant before) {
        return handle.execute("delete from ticket where expires_at < ?", Times.micros(before));
    }
}
