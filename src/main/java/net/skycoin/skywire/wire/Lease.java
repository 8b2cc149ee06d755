package net.skycoin.skywire.wire;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * Grants inner addresses.
 *
 * @param ipv4 the one IPv4 address that packets may come from; null without IPv4
 * @param ipv6 the one IPv6 address; null without IPv6
 * @param mtu largest inner packet that the exit carries, in bytes
 * @param keptSeconds how long the lease outlives the last circuit that shows its token
 * @param resolvers addresses of DNS resolvers, best first, at most 255
 */
public record Lease(
        @Nullable Inet4Address ipv4,
        @Nullable Inet6Address ipv6,
        int mtu,
        int keptSeconds,
        List<InetAddress> resolvers)
        implements CircuitMessage {
    public static final int MESSAGE_TYPE = 2;

    private static final int IPV4_LENGTH = 4;
    private static final int IPV6_LENGTH = 16;
    private static final int FIXED_LENGTH = 1 + IPV4_LENGTH + IPV6_LENGTH + 5;

    public Lease {
        resolvers = List.copyOf(resolvers);
    }

    static @Nullable Lease read(ByteReader reader) {
        InetAddress ipv4 = address(reader.bytes(IPV4_LENGTH));
        InetAddress ipv6 = address(reader.bytes(IPV6_LENGTH));
        int mtu = reader.u16();
        int keptSeconds = reader.u16();
        List<InetAddress> resolvers = new ArrayList<>();
        for (int left = reader.u8(); left > 0 && !reader.failed(); left--) {
            InetAddress resolver = address(reader.bytes(IPV6_LENGTH));
            if (resolver != null) {
                resolvers.add(resolver);
            }
        }
        // A mapped IPv4 address in the place of IPv6 would be taken for what it is not.
        if (ipv6 instanceof Inet4Address) {
            return null;
        }
        return new Lease((Inet4Address) ipv4, (Inet6Address) ipv6, mtu, keptSeconds, resolvers);
    }

    /** The address in these bytes (a mapped one as IPv4); null for zeros. */
    private static @Nullable InetAddress address(byte[] bytes) {
        try {
            InetAddress address = bytes.length == 0 ? null : InetAddress.getByAddress(bytes);
            return address == null || address.isAnyLocalAddress() ? null : address;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of a fixed length was refused", e);
        }
    }

    @Override
    public byte[] emit() {
        ByteWriter writer =
                new ByteWriter(FIXED_LENGTH + IPV6_LENGTH * resolvers.size())
                        .u8(MESSAGE_TYPE)
                        .bytes(ipv4 == null ? new byte[IPV4_LENGTH] : ipv4.getAddress())
                        .bytes(ipv6 == null ? new byte[IPV6_LENGTH] : ipv6.getAddress())
                        .u16(mtu)
                        .u16(keptSeconds)
                        .u8(resolvers.size());
        for (InetAddress resolver : resolvers) {
            writer.bytes(mapped(resolver.getAddress()));
        }
        return writer.toByteArray();
    }

    /** The 16 bytes of an address, IPv4 as RFC 4291 section 2.5.5.2 maps it. */
    private static byte[] mapped(byte[] address) {
        if (address.length == IPV6_LENGTH) {
            return address;
        }
        byte[] mapped = new byte[IPV6_LENGTH];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        System.arraycopy(address, 0, mapped, 12, IPV4_LENGTH);
        return mapped;
    }
}
