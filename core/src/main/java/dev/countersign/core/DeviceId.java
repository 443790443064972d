package dev.countersign.core;

import java.util.Arrays;
import java.util.Base64;

/**
 * Where an agent of an owner runs, known by a key it proved (RFC 9449). The id is a function of the owner and the key's RFC
 * 7638 thumbprint, so that nobody ends or sees another owner's device, even on a computer they share.
 */
public record DeviceId(String value) {
    private static final int LENGTH = 15;

    /** The device of this owner that has the key of this thumbprint. */
    public static DeviceId of(OwnerId owner, String thumbprint) {
        var digest = Digest.of(owner.value() + "\0" + thumbprint).bytes();
        return new DeviceId(
                "dv_" + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, LENGTH)));
    }

    @Override
    public String toString() {
        return value;
    }
}
