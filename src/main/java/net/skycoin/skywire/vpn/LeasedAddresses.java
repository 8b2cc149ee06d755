package net.skycoin.skywire.vpn;

import net.skycoin.skywire.wire.IpPacket;
import net.skycoin.skywire.wire.Lease;
import org.jspecify.annotations.Nullable;

/** The addresses of a lease in the form in which packets are compared with them. */
final class LeasedAddresses {
    private final byte @Nullable [] ipv4;
    private final byte @Nullable [] ipv6;

    LeasedAddresses(Lease lease) {
        ipv4 = lease.ipv4() == null ? null : lease.ipv4().getAddress();
        ipv6 = lease.ipv6() == null ? null : lease.ipv6().getAddress();
    }

    /** Whether the packet is well-formed and comes from the lease. */
    boolean isSourceOf(byte[] array, int offset, int length) {
        byte[] address = addressFor(array, offset, length);
        return address != null && IpPacket.hasSource(array, offset, address);
    }

    /** Whether the packet is well-formed and goes to the lease. */
    boolean isDestinationOf(byte[] array, int offset, int length) {
        byte[] address = addressFor(array, offset, length);
        return address != null && IpPacket.hasDestination(array, offset, address);
    }

    private byte @Nullable [] addressFor(byte[] array, int offset, int length) {
        if (!IpPacket.isWellFormed(array, offset, length)) {
            return null;
        }
        return IpPacket.version(array, offset) == 4 ? ipv4 : ipv6;
    }
}
