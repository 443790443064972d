package dev.countersign.server.oauth.client;

import dev.countersign.server.web.Networks;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Addresses that are not the public internet: RFC 6890 and the IANA special-purpose registries it began. A server that
 * fetches what strangers name must never reach one (draft-ietf-oauth-client-id-metadata-document §6).
 */
final class SpecialUse {
    private static final Networks NETWORKS = Networks.of(List.of(
            "0.0.0.0/8", // this network
            "10.0.0.0/8", // private
            "100.64.0.0/10", // shared address space
            "127.0.0.0/8", // loopback
            "169.254.0.0/16", // link local, and where clouds keep their instance credentials
            "172.16.0.0/12", // private
            "192.0.0.0/24", // protocol assignments
            "192.0.2.0/24", // documentation
            "192.31.196.0/24", // AS112
            "192.52.193.0/24", // AMT
            "192.88.99.0/24", // 6to4 relays
            "192.168.0.0/16", // private
            "192.175.48.0/24", // AS112
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4", // reserved, and the limited broadcast
            "::/96", // unspecified, loopback and the old IPv4-compatible form
            "64:ff9b:1::/48", // local-use translation
            "100::/64", // discard only
            "100:0:0:1::/64", // dummy prefix
            "2001::/23", // protocol assignments, Teredo and ORCHID among them
            "2001:db8::/32", // documentation
            "2002::/16", // 6to4
            "2620:4f:8000::/48", // AS112
            "3fff::/20", // documentation
            "5f00::/16", // segment routing
            "fc00::/7", // unique local
            "fe80::/10", // link local
            "fec0::/10", // the old site local
            "ff00::/8")); // multicast

    private static final Networks LOOPBACK = Networks.of(List.of("127.0.0.0/8", "::1"));
    private static final Networks NAT64 = Networks.of(List.of("64:ff9b::/96"));

    private SpecialUse() {}

    /** Whether the address, or the IPv4 address it carries (mapped or behind NAT64), is special. */
    static boolean contains(InetAddress address) {
        return NETWORKS.contains(carried(address));
    }

    /** Whether the address is this computer itself, and nothing that only carries it. */
    static boolean loopback(InetAddress address) {
        return LOOPBACK.contains(address);
    }

    private static InetAddress carried(InetAddress address) {
        if (!NAT64.contains(address)) return address;
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), 12, 16));
        } catch (UnknownHostException impossible) {
            throw new AssertionError("four bytes are an IPv4 address", impossible);
        }
    }
}
