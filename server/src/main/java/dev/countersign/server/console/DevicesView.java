package dev.countersign.server.console;

import java.time.Instant;
import java.util.List;

/** The devices of an owner, last seen first. */
public record DevicesView(List<DeviceLine> devices) {
    /** One device. */
    public record DeviceLine(
            String id,
            String name,
            String key,
            String address,
            Instant firstSeen,
            Instant lastSeen,
            Stopped stopped,
            boolean barred) {}
}
