package dev.countersign.store;

import dev.countersign.core.DeviceId;
import dev.countersign.core.OwnerId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Where the agents of owners run. A row exists as soon as a key was proved for one of the owner's grants. */
public final class Devices {
    /**
     * @param thumbprint of its key (RFC 7638)
     * @param name what its owner calls it
     * @param address where it was last seen
     */
    public record Device(
            DeviceId id,
            String thumbprint,
            OwnerId owner,
            String name,
            Instant firstSeen,
            Instant lastSeen,
            String address) {}

    private final Handle handle;

    Devices(Handle handle) {
        this.handle = handle;
    }

    /** Notes that a device was seen; makes it when it is new, else keeps its name and when it was first seen. */
    public void seen(Device device) {
        handle.execute(
                "insert into device (id, jkt, owner_id, name, first_seen_at, last_seen_at, address)"
                        + " values (?, ?, ?, ?, ?, ?, ?)"
                        + " on conflict (id) do update set last_seen_at = excluded.last_seen_at, address = excluded.address",
                device.id().value(),
                device.thumbprint(),
                device.owner().value(),
                device.name(),
                Times.micros(device.firstSeen()),
                Times.micros(device.lastSeen()),
                device.address());
    }

    public Optional<Device> find(DeviceId id) {
        return handle.createQuery("select * from device where id = ?")
                .bind(0, id.value())
                .map((row, _) -> device(row))
                .findOne();
    }

    /** The devices of an owner, last seen first. */
    public List<Device> of(OwnerId owner) {
        return handle.createQuery("select * from device where owner_id = ? order by last_seen_at desc, id")
                .bind(0, owner.value())
                .map((row, _) -> device(row))
                .list();
    }

    /** Of all owners, last seen first. */
    public List<Device> newest(int limit) {
        return handle.createQuery("select * from device order by last_seen_at desc, id limit ?")
                .bind(0, limit)
                .map((row, _) -> device(row))
                .list();
    }

    /** The same, those seen last. */
    public List<Device> of(OwnerId owner, int limit) {
        return handle.createQuery("select * from device where owner_id = ? order by last_seen_at desc, id limit ?")
                .bind(0, owner.value())
                .bind(1, limit)
                .map((row, _) -> device(row))
                .list();
    }

    /** Names a device; false when the owner has none of that id. */
    public boolean rename(DeviceId id, OwnerId owner, String name) {
        return handle.execute(
                        "update device set name = ? where id = ? and owner_id = ?", name, id.value(), owner.value())
                == 1;
    }

    private static Device device(ResultSet row) throws SQLException {
        return new Device(
                new DeviceId(row.getString("id")),
                row.getString("jkt"),
                new OwnerId(row.getString("owner_id")),
                row.getString("name"),
                Times.instant(row.getLong("first_seen_at")),
                Times.instant(row.getLong("last_seen_at")),
                row.getString("address"));
    }
}
