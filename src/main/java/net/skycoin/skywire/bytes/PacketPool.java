package net.skycoin.skywire.bytes;

import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A bounded pool of {@link Packet}s for one thread. When {@code limit} packets are out at once,
 * {@link #acquire} answers null and the caller drops what it wanted to carry: memory stays bounded
 * whatever arrives.
 */
public final class PacketPool {
    private final ArrayDeque<Packet> free = new ArrayDeque<>();
    private final int limit;
    private int outstanding;
    private long exhausted;
    private final @Nullable Map<Packet, Throwable> acquiredAt;

    private PacketPool(int limit, boolean tracking) {
        this.limit = limit;
        this.acquiredAt = tracking ? new IdentityHashMap<>() : null;
    }

    /** A pool that lends at most {@code limit} packets at once. */
    public static PacketPool of(int limit) {
        return new PacketPool(limit, false);
    }

    /**
     * The leak detector: like {@link #of}, and it remembers where each packet was acquired; for
     * tests, as it is slow.
     */
    public static PacketPool tracking(int limit) {
        return new PacketPool(limit, true);
    }

    /**
     * A packet with an empty window behind the usual headroom, owned by the caller; null when all
     * are out.
     */
    public @Nullable Packet acquire() {
        if (outstanding == limit) {
            exhausted++;
            return null;
        }
        Packet packet = free.pollLast();
        if (packet == null) {
            packet = new Packet(this);
        }
        packet.pooled = false;
        packet.offset = Packet.HEADROOM;
        packet.length = 0;
        packet.relayed = false;
        outstanding++;
        if (acquiredAt != null) {
            acquiredAt.put(packet, new Throwable("acquired here"));
        }
        return packet;
    }

    void release(Packet packet) {
        if (packet.pooled) {
            throw new IllegalStateException("packet released twice");
        }
        packet.pooled = true;
        outstanding--;
        if (acquiredAt != null) {
            acquiredAt.remove(packet);
        }
        free.addLast(packet);
    }

    /** Packets that are out at the moment. */
    public int outstanding() {
        return outstanding;
    }

    /** How often {@link #acquire} had nothing to give. */
    public long exhausted() {
        return exhausted;
    }

    /**
     * Fails with the stack of the first leaked packet's acquisition, if any packet is out; needs
     * {@link #tracking}.
     */
    public void assertNoneOutstanding() {
        if (outstanding != 0) {
            Throwable cause =
                    acquiredAt == null || acquiredAt.isEmpty()
                            ? null
                            : acquiredAt.values().iterator().next();
            throw new IllegalStateException(outstanding + " packets were not released", cause);
        }
    }
}
