package dev.countersign.store;

import dev.countersign.core.OwnerId;
import dev.countersign.core.UserCode;
import dev.countersign.store.Asks.Ask;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Requests that came from a device (RFC 8628): pending requests with a code for the human and a pace for the poller. Nobody
 * has opened one until it has an owner.
 */
public final class DeviceRequests {
    /**
     * @param key thumbprint of the key the device proved; then polls must prove it too
     * @param interval seconds the device must leave between polls
     * @param network where it came from, for fairness only
     * @param redeemed whether its grant was fetched
     */
    public record DeviceRequest(
            Ask ask, UserCode userCode, Optional<String> key, int interval, String network, boolean redeemed) {
        /** The same request at another pace. */
        public DeviceRequest every(int seconds) {
            return new DeviceRequest(ask, userCode, key, seconds, network, redeemed);
        }
    }

    private final Handle handle;

    DeviceRequests(Handle handle) {
        this.handle = handle;
    }

    /** False when a request with that user code waits already. */
    public boolean insert(DeviceRequest request) {
        var ask = request.ask();
        return handle.execute(
                        "insert into ask (id, transport, client_id, token_kind, request, nonce, state, failures, created_at,"
                                + " expires_at, address, user_agent, user_code, jkt, poll_interval, network)"
                                + " values (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
                        ask.id(),
                        ask.transport(),
                        ask.client().value(),
                        ask.kind().wire(),
                        ask.request(),
                        ask.nonce(),
                        Asks.wire(ask.state()),
                        Times.micros(ask.createdAt()),
                        Times.micros(ask.expiresAt()),
                        ask.address(),
                        ask.userAgent(),
                        request.userCode().letters(),
                        request.key().orElse(null),
                        request.interval(),
                        request.network())
                == 1;
    }

    public Optional<DeviceRequest> find(String id) {
        return handle.createQuery("select * from ask where id = ? and user_code is not null")
                .bind(0, id)
                .map((row, _) -> request(row))
                .findOne();
    }

    public Optional<DeviceRequest> of(UserCode code) {
        return handle.createQuery("select * from ask where user_code = ?")
                .bind(0, code.letters())
                .map((row, _) -> request(row))
                .findOne();
    }

    /** Puts an open request before this owner; false when it is before them already, or no open device request. */
    public boolean open(String id, OwnerId owner) {
        return handle.execute(
                        "update ask set owner_id = ?, choices = null where id = ? and user_code is not null"
                                + " and state = 'open' and (owner_id is null or owner_id <> ?)",
                        owner.value(),
                        id,
                        owner.value())
                == 1;
    }

    /** Makes the device leave more time between polls, up to a limit, and returns the seconds it must leave now. */
    public int slowDown(String id, int more, int most) {
        handle.execute(
                "update ask set poll_interval = poll_interval + ? where id = ? and poll_interval < ?", more, id, most);
        return handle.createQuery("select poll_interval from ask where id = ?")
                .bind(0, id)
                .mapTo(Integer.class)
                .findOne()
                .orElse(most);
    }

    /** Marks a request redeemed; false when it was before. */
    public boolean redeem(String id, Instant at) {
        return handle.execute(
                        "update ask set redeemed_at = ? where id = ? and redeemed_at is null", Times.micros(at), id)
                == 1;
    }

    /** How many nobody has opened. */
    public long unopened() {
        return handle.createQuery("select count(*) from ask where owner_id is null and network is not null")
                .mapTo(Long.class)
                .one();
    }

    /** The network with the most requests that nobody has opened. */
    public Optional<String> mostCrowded() {
        return handle.createQuery("select network from ask where owner_id is null and network is not null"
                        + " group by network order by count(*) desc, min(created_at) limit 1")
                .mapTo(String.class)
                .findOne();
    }

    /** Removes the oldest unopened requests of a network, all but the newest {@code keep}. */
    public int evict(String network, int keep) {
        return handle.createQuery("select created_at from ask where network = ? and owner_id is null"
                        + " order by created_at desc limit 1 offset ?")
                .bind(0, network)
                .bind(1, keep)
                .mapTo(Long.class)
                .findOne()
                .map(newest -> handle.execute(
                        "delete from ask where network = ? and owner_id is null and created_at <= ?", network, newest))
                .orElse(0);
    }

    /** Removes what expired before that time and nobody ever opened. */
    public int sweep(Instant expiredBefore) {
        return handle.execute(
                "delete from ask where owner_id is null and network is not null and expires_at < ?",
                Times.micros(expiredBefore));
    }

    private static DeviceRequest request(ResultSet row) throws SQLException {
        return new DeviceRequest(
                Asks.ask(row),
                new UserCode(row.getString("user_code")),
                Optional.ofNullable(row.getString("jkt")),
                row.getInt("poll_interval"),
                row.getString("network"),
                row.getLong("redeemed_at") != 0);
    }

    /** Removes a request that no human has opened; false when there is none. */
    public boolean drop(String id) {
        return handle.execute("delete from ask where id = ? and owner_id is null", id) == 1;
    }
}
