package net.skycoin.skywire.vpn;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Addresses of one prefix that are lent one by one, chosen at random so that a lease tells nothing
 * of the order of arrival, and the table that finds the holder of one. Only the last 16 bits vary:
 * 65,533 addresses at most. The first address of the prefix is the exit's own.
 */
final class AddressPool<T> {
    private static final int OWN = 1;
    private static final int MAX_HOST_BITS = 16;

    /** Attempts to hit a free address before the pool counts as full. */
    private static final int ATTEMPTS = 64;

    private final byte[] prefix;
    private final RandomGenerator random;
    private final @Nullable Object[] holders;

    /** {@code prefix}: 4 or 16 bytes with the host bits zero; at least 2 host bits. */
    AddressPool(byte[] prefix, int prefixLength, RandomGenerator random) {
        int hostBits = Math.min(MAX_HOST_BITS, prefix.length * Byte.SIZE - prefixLength);
        if (hostBits < 2) {
            throw new IllegalArgumentException("a pool needs at least 2 host bits");
        }
        this.prefix = prefix.clone();
        this.random = random;
        this.holders = new Object[1 << hostBits];
    }

    /** A free address, lent from now on; null when the pool is (nearly) full. */
    @Nullable InetAddress lend(T holder) {
        for (int i = 0; i < ATTEMPTS; i++) {
            // Neither the network's, nor the exit's own, nor the broadcast address.
            int host = random.nextInt(OWN + 1, holders.length - 1);
            if (holders[host] == null) {
                holders[host] = holder;
                return address(host);
            }
        }
        return null;
    }

    /** Takes an address back. */
    void giveBack(InetAddress address) {
        byte[] bytes = address.getAddress();
        holders[host(bytes, 0)] = null;
    }

    /** Who holds the address at {@code offset}; null when nobody does or it is not of this pool. */
    @SuppressWarnings("unchecked")
    @Nullable T holderOf(byte[] array, int offset) {
        int last = prefix.length - 2;
        int host = host(array, offset);
        boolean mine =
                Arrays.mismatch(array, offset, offset + last, prefix, 0, last) < 0
                        && (low16(array, offset) & -holders.length)
                                == (low16(prefix, 0) & -holders.length);
        return mine ? (T) holders[host] : null;
    }

    /** The exit's own address on its device. */
    InetAddress ownAddress() {
        return address(OWN);
    }

    private int host(byte[] array, int offset) {
        return low16(array, offset) & (holders.length - 1);
    }

    private int low16(byte[] array, int offset) {
        int last = offset + prefix.length - 1;
        return ((array[last - 1] & 0xff) << 8) | (array[last] & 0xff);
    }

    private InetAddress address(int host) {
        byte[] bytes = prefix.clone();
        bytes[bytes.length - 2] |= (byte) (host >>> 8);
        bytes[bytes.length - 1] |= (byte) host;
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }
}
