package dev.countersign.acts.ledger;

import dev.countersign.core.Digest;
import java.time.Instant;
import java.util.List;

/**
 * What an audit found.
 *
 * @param size how many entries were verified
 * @param root the hash over them, made anew from the entries
 * @param read how many entries could be read; of the others only the hashes were verified
 * @param erased how many have no body any more, as the log itself says
 * @param waiting how many acts are not in the log yet
 * @param anchors how many earlier checkpoints the log was found to continue
 * @param findings what is wrong; empty when the log is whole
 * @param openCalls calls that began and whose end was never recorded: they may have happened
 */
public record Report(
        String origin,
        long size,
        long read,
        Digest root,
        long erased,
        long waiting,
        int anchors,
        List<Finding> findings,
        List<OpenCall> openCalls) {
    /** Something that is not as it was logged. */
    public record Finding(String where, String what) {}

    /** A call whose outcome is not known. */
    public record OpenCall(long index, String event, Instant at, String server, String tool, String grant) {}

    public boolean whole() {
        return findings.isEmpty();
    }
}
