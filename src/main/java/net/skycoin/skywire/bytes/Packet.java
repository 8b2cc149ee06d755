package net.skycoin.skywire.bytes;

/**
 * One packet on its way through the node: a window [{@link #offset}, {@link #offset} + {@link
 * #length}) into a pooled array, with room before and behind the window for the headers and tags
 * that lower layers add in place.
 *
 * <p>Ownership: whoever acquires a packet from a {@link PacketPool} owns it and must either release
 * it, exactly once, or hand it to a method whose Javadoc says that it takes ownership.
 * Single-threaded: a packet stays on the thread of its pool.
 */
public final class Packet {
    /**
     * Room before the window of a fresh packet: link header 16, circuit header 20, end-to-end
     * header 12, and 16 spare.
     */
    public static final int HEADROOM = 64;

    /** Capacity in bytes: the largest datagram of a 1,500-byte path, the headroom, and two tags. */
    public static final int CAPACITY = 2048;

    /** The pooled array; only the owner may touch it. */
    public final byte[] array = new byte[CAPACITY];

    /** First byte of the window. */
    public int offset;

    /** Bytes in the window. */
    public int length;

    /**
     * When the packet was queued, in nanoseconds of the node's monotonic clock; meaningful only
     * inside a queue.
     */
    public long queuedAtNs;

    /** Whether it is sent for somebody else: what this node's owner sends leaves first. */
    public boolean relayed;

    final PacketPool pool;
    boolean pooled;

    Packet(PacketPool pool) {
        this.pool = pool;
    }

    /** Gives the packet back to its pool; the caller must not touch it afterwards. */
    public void release() {
        pool.release(this);
    }

    /** Replaces the window by a copy of the given bytes, behind the usual headroom. */
    public void set(byte[] source, int sourceOffset, int sourceLength) {
        if (sourceLength > CAPACITY - HEADROOM) {
            throw new IllegalArgumentException(
                    "packet of " + sourceLength + " bytes exceeds " + (CAPACITY - HEADROOM));
        }
        System.arraycopy(source, sourceOffset, array, HEADROOM, sourceLength);
        offset = HEADROOM;
        length = sourceLength;
    }
}
