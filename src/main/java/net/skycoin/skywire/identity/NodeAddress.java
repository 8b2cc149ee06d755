package net.skycoin.skywire.identity;

import java.net.Inet6Address;
import java.net.UnknownHostException;
import java.util.Arrays;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.crypto.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * The IPv6 address of a node inside the mesh: {@code fd} and the first 15 bytes of SHA-256 of its
 * key (protocol.md, section 5). It cannot be turned back into the key. Ordered by its bytes.
 */
public final class NodeAddress implements Comparable<NodeAddress> {
    /** Bytes of an IPv6 address. */
    public static final int LENGTH = 16;

    private static final byte PREFIX = (byte) 0xfd;

    private final byte[] bytes;

    private NodeAddress(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The address of the node with this key. */
    public static NodeAddress of(PublicKey key) {
        byte[] bytes = new byte[LENGTH];
        bytes[0] = PREFIX;
        System.arraycopy(Sha256.hash(key.toBytes()), 0, bytes, 1, LENGTH - 1);
        return new NodeAddress(bytes);
    }

    /** The address in the 16 bytes at {@code offset}; null when it is none of the mesh. */
    public static @Nullable NodeAddress read(byte[] source, int offset) {
        return source[offset] == PREFIX
                ? new NodeAddress(Arrays.copyOfRange(source, offset, offset + LENGTH))
                : null;
    }

    /** A copy of the 16 bytes. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    public Inet6Address toInetAddress() {
        try {
            return Inet6Address.getByAddress(null, bytes, -1);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are always an IPv6 address", e);
        }
    }

    @Override
    public int compareTo(NodeAddress other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NodeAddress address && Arrays.equals(bytes, address.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The text form that {@code ip} and sockets take. */
    @Override
    public String toString() {
        return toInetAddress().getHostAddress();
    }
}
