package net.skycoin.skywire.link;

import java.util.ArrayDeque;
import java.util.Arrays;
import net.skycoin.skywire.clock.Timers;

/**
 * Finds the largest datagram that passes towards the peer, by sending padding of the sizes of a
 * grid and seeing what is answered, in the manner of RFC 8899. A larger size counts as soon as it
 * is answered; a smaller one only at the end of a round in which the present size was tried four
 * times in vain.
 */
final class MtuProbe {
    /** What passes wherever IPv6 does (1,280 bytes, RFC 8200), headers of IPv6 and UDP deducted. */
    static final int SURE = 1232;

    /**
     * UDP payloads on IPv4; IPv6 headers are 20 bytes longer. From Ethernet down over the usual
     * tunnels.
     */
    private static final int[] GRID = {1472, 1452, 1432, 1412, 1392, 1372, 1352, 1332, 1300, 1260};

    private static final int IPV6_EXTRA = 20;
    private static final int TRIES = 4;
    private static final long TRY_NS = 250_000_000L;
    private static final long ROUND_INTERVAL_NS = 600_000_000_000L;

    /**
     * A round that did not reach the largest size may be an accident of loss: the next one comes
     * after this time, and twice as late each time.
     */
    private static final long AGAIN_MIN_NS = 2_000_000_000L;

    /** Least time between rounds that suspicion begins. */
    private static final long SUSPICION_SPACING_NS = 5_000_000_000L;

    private final ArrayDeque<Integer> unsent = new ArrayDeque<>();
    private int[] sizes = {};
    private int datagram = SURE;
    private int answered;
    private int tries;
    private long stepAtNs = Timers.NEVER;
    private long roundBeganNs;
    private long againNs = AGAIN_MIN_NS;

    /**
     * Begins a round on a new way to the peer; from the sure size, if the sizes are others there.
     */
    void moved(boolean ipv6, long nowNs) {
        int[] grid = grid(ipv6);
        if (!Arrays.equals(grid, sizes)) {
            sizes = grid;
            datagram = SURE;
        }
        againNs = AGAIN_MIN_NS;
        begin(nowNs);
    }

    private static int[] grid(boolean ipv6) {
        int[] sizes = Arrays.copyOf(GRID, GRID.length + 1);
        for (int i = 0; ipv6 && i < GRID.length; i++) {
            sizes[i] -= IPV6_EXTRA;
        }
        sizes[GRID.length] = SURE;
        return sizes;
    }

    private void begin(long nowNs) {
        answered = 0;
        tries = 0;
        roundBeganNs = nowNs;
        stepAtNs = nowNs;
    }

    /** Large packets seem to vanish: begins a round unless one was begun just now. */
    boolean suspect(long nowNs) {
        if (nowNs - roundBeganNs < SUSPICION_SPACING_NS) {
            return false;
        }
        begin(nowNs);
        return true;
    }

    /** When {@link #step} is to be called. */
    long deadlineNs() {
        return stepAtNs;
    }

    /**
     * Moves on what is due: queues the next tries, or ends the round.
     *
     * @return whether the largest datagram has become smaller
     */
    boolean step(long nowNs) {
        if (nowNs < stepAtNs) {
            return false;
        }
        if (tries < TRIES) {
            tries++;
            stepAtNs = nowNs + TRY_NS;
            queueUnanswered();
            return false;
        }
        return end(nowNs);
    }

    private void queueUnanswered() {
        unsent.clear();
        for (int size : sizes) {
            if (size > answered) {
                unsent.add(size);
            }
        }
    }

    private boolean end(long nowNs) {
        tries = 0;
        unsent.clear();
        // Nothing answered at all says that the peer is away, not that the way is narrow.
        boolean decreased = answered > 0 && answered < datagram;
        if (decreased) {
            datagram = answered;
            againNs = AGAIN_MIN_NS;
        }
        if (answered == sizes[0]) {
            againNs = AGAIN_MIN_NS;
            stepAtNs = nowNs + ROUND_INTERVAL_NS;
        } else {
            stepAtNs = nowNs + againNs;
            againNs = Math.min(2 * againNs, ROUND_INTERVAL_NS);
        }
        return decreased;
    }

    /** The size of the next probe to send; 0 when there is none. */
    int peek() {
        Integer size = unsent.peekFirst();
        return size == null ? 0 : size;
    }

    /** The probe that {@link #peek} named has left. */
    void sent() {
        unsent.removeFirst();
    }

    /**
     * The peer says that a probe of this size arrived. An answer that comes after its round counts,
     * too: a busy peer is no narrow way.
     *
     * @return whether the largest datagram has become larger
     */
    boolean answered(int size) {
        if (!isOfGrid(size)) {
            return false;
        }
        answered = Math.max(answered, size);
        unsent.removeIf(other -> other <= answered);
        if (answered <= datagram) {
            return false;
        }
        datagram = answered;
        return true;
    }

    private boolean isOfGrid(int size) {
        for (int candidate : sizes) {
            if (candidate == size) {
                return true;
            }
        }
        return false;
    }

    /** Bytes of the largest datagram that is known to pass. */
    int datagram() {
        return datagram;
    }
}
