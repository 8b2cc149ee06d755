package net.skycoin.skywire.bond;

import java.util.Arrays;
import net.skycoin.skywire.wire.Feedback;

/**
 * What arrived on one path, and what the other end is to be told of it: the highest sequence and
 * the gaps below it. Each gap is told {@link #TOLD} times, as feedback may get lost too; then it is
 * the past.
 */
final class ReceivedCells {
    /** Reports that mention the same gap. */
    private static final int TOLD = 4;

    private static final int MAX_GAPS = Feedback.MAX_GAPS;
    private static final int MAX_FIELD = 0xffff;

    private long highest = -1;
    private long received;
    private long arrivedAtNs;

    /** Ascending; [first, first + count) is missing. */
    private final long[] firsts = new long[MAX_GAPS];

    private final long[] counts = new long[MAX_GAPS];
    private final int[] told = new int[MAX_GAPS];
    private int gaps;

    /** The highest sequence of the latest reports, in a ring. */
    private final long[] reported = new long[TOLD];

    private int reports;

    long highest() {
        return highest;
    }

    long received() {
        return received;
    }

    void arrived(long sequence, long nowNs) {
        received++;
        if (sequence > highest) {
            if (sequence > highest + 1) {
                add(highest + 1, sequence - highest - 1);
            }
            highest = sequence;
            arrivedAtNs = nowNs;
        } else {
            fill(sequence);
        }
    }

    private void add(long first, long count) {
        if (gaps == MAX_GAPS) {
            remove(0);
        }
        firsts[gaps] = first;
        counts[gaps] = count;
        told[gaps] = 0;
        gaps++;
    }

    private void fill(long sequence) {
        for (int i = gaps - 1; i >= 0 && firsts[i] + counts[i] > sequence; i--) {
            if (sequence < firsts[i]) {
                continue;
            }
            long above = firsts[i] + counts[i] - sequence - 1;
            long below = sequence - firsts[i];
            counts[i] = below > 0 ? below : above;
            firsts[i] = below > 0 ? firsts[i] : sequence + 1;
            if (below == 0 && above == 0) {
                remove(i);
            } else if (below > 0 && above > 0) {
                insert(i + 1, sequence + 1, above);
            }
            return;
        }
    }

    private void insert(int at, long first, long count) {
        if (gaps == MAX_GAPS) {
            remove(0);
            at--;
        }
        System.arraycopy(firsts, at, firsts, at + 1, gaps - at);
        System.arraycopy(counts, at, counts, at + 1, gaps - at);
        System.arraycopy(told, at, told, at + 1, gaps - at);
        firsts[at] = first;
        counts[at] = count;
        told[at] = told[Math.max(0, at - 1)];
        gaps++;
    }

    private void remove(int at) {
        System.arraycopy(firsts, at + 1, firsts, at, gaps - at - 1);
        System.arraycopy(counts, at + 1, counts, at, gaps - at - 1);
        System.arraycopy(told, at + 1, told, at, gaps - at - 1);
        gaps--;
    }

    int gaps() {
        return gaps;
    }

    /** Whether it has anything to report. */
    boolean any() {
        return highest >= 0;
    }

    /**
     * The report on this path as number {@code path}; {@code originNs} is where the times that the
     * other end is told begin.
     */
    Feedback.Report report(int path, long originNs) {
        while (gaps > 0 && told[0] >= TOLD && firsts[0] < reported[reports % TOLD]) {
            remove(0);
        }
        long floor = reports < TOLD ? 0 : reported[reports % TOLD];
        if (gaps > 0) {
            floor = Math.min(floor, firsts[0]);
        }
        int[] pairs = new int[2 * gaps];
        int length = 0;
        long at = highest;
        for (int i = gaps - 1; i >= 0; i--) {
            long since = at - firsts[i] - counts[i];
            if (since > MAX_FIELD || counts[i] > MAX_FIELD || highest - firsts[i] > MAX_FIELD) {
                floor = Math.max(floor, firsts[i] + counts[i]);
                break;
            }
            pairs[length++] = (int) since;
            pairs[length++] = (int) counts[i];
            told[i]++;
            at = firsts[i];
        }
        reported[reports % TOLD] = highest;
        reports++;
        return new Feedback.Report(
                path,
                highest,
                received & 0xffff_ffffL,
                micros(arrivedAtNs - originNs),
                (int) Math.min(MAX_FIELD, highest - floor),
                Arrays.copyOf(pairs, length));
    }

    static long micros(long ns) {
        return ns / 1000 & 0xffff_ffffL;
    }
}
