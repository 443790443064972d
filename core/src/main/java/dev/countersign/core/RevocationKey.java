package dev.countersign.core;

/**
 * Names what a revocation row ends or stops: {@code grant:ID}, {@code device:ID}, {@code agent:ID}, {@code client:ID},
 * {@code owner:ID} or {@code all}. A grant stores every key through which it can be reached.
 */
public record RevocationKey(String value) {
    public static final RevocationKey ALL = new RevocationKey("all");

    public static RevocationKey of(GrantId id) {
        return new RevocationKey("grant:" + id);
    }

    public static RevocationKey of(DeviceId id) {
        return new RevocationKey("device:" + id);
    }

    public static RevocationKey of(AgentId id) {
        return new RevocationKey("agent:" + id);
    }

    public static RevocationKey of(ClientId id) {
        return new RevocationKey("client:" + id);
    }

    public static RevocationKey of(OwnerId id) {
        return new RevocationKey("owner:" + id);
    }

    @Override
    public String toString() {
        return value;
    }
}
