package dev.countersign.server.web;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.List;

/** A set of networks in CIDR form. IPv4-mapped IPv6 addresses count as the IPv4 address they carry. */
public final class Networks {
    private record Network(byte[] address, int bits) {}

    private static final int GROUPS = 8;

    private final List<Network> networks;

    private Networks(List<Network> networks) {
        this.networks = networks;
    }

    public static Networks none() {
        return new Networks(List.of());
    }

    /**
     * @throws IllegalArgumentException naming the entry that is not {@code address} or {@code address/bits}
     */
    public static Networks of(List<String> entries) {
        return new Networks(entries.stream().map(Networks::network).toList());
    }

    private static Network network(String entry) {
        var slash = entry.indexOf('/');
        try {
            var address = bytes(InetAddress.ofLiteral(slash < 0 ? entry : entry.substring(0, slash)));
            var bits = slash < 0 ? address.length * 8 : Integer.parseInt(entry.substring(slash + 1));
            if (bits < 0 || bits > address.length * 8) throw new IllegalArgumentException("prefix length");
            return new Network(address, bits);
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException(
                    "\"" + entry + "\" is not a network; write an address or address/bits, such as 10.0.0.0/8");
        }
    }

    public boolean contains(InetAddress address) {
        var bytes = bytes(address);
        return networks.stream().anyMatch(network -> matches(network, bytes));
    }

    private static boolean matches(Network network, byte[] address) {
        if (network.address().length != address.length) return false;
        var whole = network.bits() / 8;
        if (!Arrays.equals(network.address(), 0, whole, address, 0, whole)) return false;
        var rest = network.bits() % 8;
        return rest == 0 || ((network.address()[whole] ^ address[whole]) & (0xff << (8 - rest) & 0xff)) == 0;
    }

    /** An address as people write it: of IPv6 in its short form (RFC 5952 §4). */
    public static String text(InetAddress address) {
        if (!(address instanceof Inet6Address six) || isMapped(six.getAddress())) return address.getHostAddress();
        var groups = ByteBuffer.wrap(six.getAddress()).asShortBuffer();
        var text = new StringBuilder();
        var zeros = longestZeros(groups);
        for (var i = 0; i < GROUPS; i++) {
            if (i == zeros.from()) {
                text.append("::");
                i += zeros.length() - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') text.append(':');
            text.append(Integer.toHexString(Short.toUnsignedInt(groups.get(i))));
        }
        return text.toString();
    }

    private record Zeros(int from, int length) {}

    /** The first of the longest runs of at least two groups that are zero; else a place behind all. */
    private static Zeros longestZeros(ShortBuffer groups) {
        var longest = new Zeros(GROUPS, 1);
        for (var from = 0; from < GROUPS; from++) {
            var to = from;
            while (to < GROUPS && groups.get(to) == 0) to++;
            if (to - from > longest.length()) longest = new Zeros(from, to - from);
        }
        return longest;
    }

    /** The network a counter should count by: the address for IPv4, the /64 for IPv6. */
    public static String of(InetAddress address) {
        if (address instanceof Inet6Address six && !isMapped(six.getAddress())) {
            var bytes = six.getAddress();
            Arrays.fill(bytes, 8, 16, (byte) 0);
            try {
                return InetAddress.getByAddress(bytes).getHostAddress() + "/64";
            } catch (java.net.UnknownHostException impossible) {
                throw new AssertionError(impossible);
            }
        }
        return address.getHostAddress();
    }

    private static byte[] bytes(InetAddress address) {
        var bytes = address.getAddress();
        if (address instanceof Inet4Address || !isMapped(bytes)) return bytes;
        return Arrays.copyOfRange(bytes, 12, 16);
    }

    private static boolean isMapped(byte[] bytes) {
        for (var i = 0; i < 10; i++) if (bytes[i] != 0) return false;
        return bytes[10] == (byte) 0xff && bytes[11] == (byte) 0xff;
    }
}
