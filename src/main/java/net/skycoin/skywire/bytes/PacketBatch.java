package net.skycoin.skywire.bytes;

/**
 * Up to 64 packets, back to back in one array: what a socket or a TUN device takes and gives in one
 * call, and the unit in which packets cross threads. Contiguous, so that segments of equal size can
 * leave through UDP segmentation offload with one system call.
 *
 * <p>Ownership: the maker owns it; a method that takes one uses it during the call only, unless its
 * Javadoc says otherwise. Single-threaded.
 */
public final class PacketBatch {
    /**
     * Largest number of packets: the kernel's limit of segments per offloaded send
     * (UDP_MAX_SEGMENTS in Linux).
     */
    public static final int MAX_PACKETS = 64;

    /** Room before the first packet, enough for a virtio-net header (12 bytes). */
    public static final int HEADROOM = 16;

    /** Largest sum of packet lengths: a 64 KiB super-packet. */
    public static final int MAX_BYTES = 65_536;

    private final byte[] array = new byte[HEADROOM + MAX_BYTES];
    private final int[] ends = new int[MAX_PACKETS];
    private final int[] flags = new int[MAX_PACKETS];
    private int count;

    /** The shared array of all packets. */
    public byte[] array() {
        return array;
    }

    /** Packets in the batch. */
    public int count() {
        return count;
    }

    /** Sum of the packets' lengths. */
    public int bytes() {
        return end() - HEADROOM;
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /** First byte of packet {@code i}. */
    public int offset(int i) {
        return i == 0 ? HEADROOM : ends[i - 1];
    }

    /** Bytes of packet {@code i}. */
    public int length(int i) {
        return ends[i] - offset(i);
    }

    /** What was said of packet {@code i} when it was appended; 0 if nothing. */
    public int flags(int i) {
        return flags[i];
    }

    /** Where the next packet begins: write there, then {@link #append}. */
    public int end() {
        return count == 0 ? HEADROOM : ends[count - 1];
    }

    /** Whether a packet of {@code length} bytes still fits. */
    public boolean hasRoomFor(int length) {
        return count < MAX_PACKETS && end() + length <= array.length;
    }

    /** Makes the {@code length} bytes written at {@link #end} the next packet. */
    public void append(int length) {
        append(length, 0);
    }

    /** Like {@link #append(int)}, with flags whose meaning is the user's. */
    public void append(int length, int packetFlags) {
        if (!hasRoomFor(length)) {
            throw new IllegalStateException("batch is full");
        }
        int end = end() + length;
        flags[count] = packetFlags;
        ends[count++] = end;
    }

    /** Copies the given bytes in as the next packet. */
    public void append(byte[] source, int offset, int length) {
        if (!hasRoomFor(length)) {
            throw new IllegalStateException("batch is full");
        }
        System.arraycopy(source, offset, array, end(), length);
        append(length);
    }

    /** Empties the batch for reuse. */
    public void clear() {
        count = 0;
    }
}
