package net.skycoin.skywire.transport;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import net.skycoin.skywire.bytes.BigEndian;

/**
 * The kernel's form of socket addresses (sockaddr_in and sockaddr_in6) and Java's, remembered both
 * ways so that nothing is allocated per batch. What strangers send from is remembered, too, so both
 * memories are bounded. Single-threaded.
 */
final class SocketAddresses {
    // linux/in.h, linux/in6.h: family, port, then for IPv4 the address, for IPv6 flow, address,
    // scope.
    static final int MAX_LENGTH = 28;
    private static final short AF_INET = 2;
    private static final short AF_INET6 = 10;
    private static final int IPV4_LENGTH = 16;
    private static final int PORT = 2;
    private static final int IPV4_ADDRESS = 4;
    private static final int IPV6_ADDRESS = 8;
    private static final int IPV6_SCOPE = 24;

    private static final int REMEMBERED = 1024;
    private static final int SLOTS = 256;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

    private final Map<InetSocketAddress, MemorySegment> outward = new HashMap<>();
    private final byte[][] heard = new byte[SLOTS][MAX_LENGTH];
    private final InetSocketAddress[] heardAs = new InetSocketAddress[SLOTS];
    private final byte[] scratch = new byte[MAX_LENGTH];

    /** The kernel's form; on the heap. */
    MemorySegment kernelForm(InetSocketAddress address) {
        MemorySegment known = outward.get(address);
        if (known != null) {
            return known;
        }
        if (outward.size() == REMEMBERED) {
            outward.clear();
        }
        MemorySegment made = encode(address);
        outward.put(address, made);
        return made;
    }

    private static MemorySegment encode(InetSocketAddress address) {
        byte[] bytes = address.getAddress().getAddress();
        boolean four = bytes.length == 4;
        byte[] form = new byte[four ? IPV4_LENGTH : MAX_LENGTH];
        MemorySegment segment = MemorySegment.ofArray(form);
        segment.set(SHORT, 0, four ? AF_INET : AF_INET6);
        BigEndian.putU16(form, PORT, address.getPort());
        System.arraycopy(bytes, 0, form, four ? IPV4_ADDRESS : IPV6_ADDRESS, bytes.length);
        if (address.getAddress() instanceof Inet6Address six) {
            segment.set(INT, IPV6_SCOPE, six.getScopeId());
        }
        return segment;
    }

    /** Java's form of what the kernel wrote at {@code source}; the same object each time. */
    InetSocketAddress javaForm(MemorySegment source) {
        MemorySegment.copy(source, ValueLayout.JAVA_BYTE, 0, scratch, 0, MAX_LENGTH);
        boolean four = source.get(SHORT, 0) == AF_INET;
        int significant = four ? IPV4_ADDRESS + 4 : MAX_LENGTH;
        int hash = BigEndian.getInt(scratch, 0);
        for (int i = IPV4_ADDRESS; i < significant; i += Integer.BYTES) {
            hash = 31 * hash + BigEndian.getInt(scratch, i);
        }
        int slot = (hash * 0x9e3779b9) >>> 24;
        byte[] there = heard[slot];
        for (int i = 0; i < significant; i++) {
            if (there[i] != scratch[i]) {
                return remember(slot, four);
            }
        }
        return heardAs[slot];
    }

    private InetSocketAddress remember(int slot, boolean four) {
        System.arraycopy(scratch, 0, heard[slot], 0, MAX_LENGTH);
        byte[] bytes = new byte[four ? 4 : 16];
        System.arraycopy(scratch, four ? IPV4_ADDRESS : IPV6_ADDRESS, bytes, 0, bytes.length);
        InetSocketAddress address =
                new InetSocketAddress(address(bytes), BigEndian.getU16(scratch, PORT));
        heardAs[slot] = address;
        return address;
    }

    private InetAddress address(byte[] bytes) {
        try {
            int scope = scope();
            return bytes.length == 16 && scope != 0
                    ? Inet6Address.getByAddress(null, bytes, scope)
                    : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    private int scope() {
        int bigEndian = BigEndian.getInt(scratch, IPV6_SCOPE);
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
                ? Integer.reverseBytes(bigEndian)
                : bigEndian;
    }
}
