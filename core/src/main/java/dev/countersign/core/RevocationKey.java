package dev.countersign.core;

import java.util.Optional;

/**
 * Names what a revocation row ends or stops: {@code grant:ID}, {@code device:ID}, {@code agent:ID}, {@code client:ID},
 * {@code owner:ID} or {@code all}; {@code owner:ID/client:ID} and the like name what of it is that
 * owner's. A grant stores every key through which it can be reached.
 */
public record RevocationKey(String value) {
    private static final String GRANT = "grant:";
    private static final String DEVICE = "device:";
    private static final String CLIENT = "client:";
    private static final String OWNER = "owner:";
    public static final RevocationKey ALL = new RevocationKey("all");

    public static RevocationKey of(GrantId id) {
        return new RevocationKey(GRANT + id);
    }

    public static RevocationKey of(DeviceId id) {
        return new RevocationKey(DEVICE + id);
    }

    public static RevocationKey of(AgentId id) {
        return new RevocationKey("agent:" + id);
    }

    public static RevocationKey of(ClientId id) {
        return new RevocationKey(CLIENT + id);
    }

    public static RevocationKey of(OwnerId id) {
        return new RevocationKey(OWNER + id);
    }

    /** The grant it names, when it names one. */
    public Optional<GrantId> grant() {
        return value.startsWith(GRANT) ? Optional.of(new GrantId(value.substring(GRANT.length()))) : Optional.empty();
    }

    /** The device it names, when it names one. */
    public Optional<DeviceId> device() {
        return value.startsWith(DEVICE)
                ? Optional.of(new DeviceId(value.substring(DEVICE.length())))
                : Optional.empty();
    }

    /** The client it names, when it names one. */
    public Optional<ClientId> client() {
        return value.startsWith(CLIENT)
                ? Optional.of(new ClientId(value.substring(CLIENT.length())))
                : Optional.empty();
    }

    /** The owner whose grants alone it names, all of them or a part. */
    public Optional<OwnerId> owner() {
        if (!value.startsWith(OWNER)) return Optional.empty();
        var part = value.indexOf('/');
        return Optional.of(new OwnerId(value.substring(OWNER.length(), part < 0 ? value.length() : part)));
    }

    /** What it names of everybody's, when it names one owner's part of that: the reverse of {@link #within}. */
    public Optional<RevocationKey> whole() {
        var part = value.indexOf('/');
        return value.startsWith(OWNER) && part >= 0
                ? Optional.of(new RevocationKey(value.substring(part + 1)))
                : Optional.empty();
    }

    /** What this key names, as far as it is this owner's: one owner's switch leaves others alone. */
    public RevocationKey within(OwnerId owner) {
        return new RevocationKey(of(owner) + "/" + value);
    }

    @Override
    public String toString() {
        return value;
    }
}
