package net.skycoin.skywire.wire;

import java.util.Arrays;

/**
 * The steps in which link states tell delay and capacity, so coarse that nobody can follow a flow
 * by them: delay in quarter octaves from 1 ms, capacity in octaves from 64 kb/s. One byte each, 255
 * is unknown.
 */
public final class CoarseScale {
    /** The code of a value that is not known. */
    public static final int UNKNOWN = 255;

    private static final double MILLISECOND_NS = 1e6;
    private static final long CAPACITY_ORIGIN = 64_000;

    /** 65 s and 70 Pb/s: what lies beyond is no more than noise. */
    private static final int MAX_DELAY_CODE = 64;

    private static final int MAX_CAPACITY_CODE = 40;

    private static final long[] DELAYS_NS = new long[MAX_DELAY_CODE + 1];

    static {
        Arrays.setAll(
                DELAYS_NS, code -> Math.round(MILLISECOND_NS * StrictMath.pow(2, code / 4.0)));
    }

    private CoarseScale() {}

    /** The code nearest to a one-way delay; negative is unknown. */
    public static int delayCode(long delayNs) {
        if (delayNs < 0) {
            return UNKNOWN;
        }
        double octaves = StrictMath.log(Math.max(1, delayNs / MILLISECOND_NS)) / StrictMath.log(2);
        return (int) Math.min(MAX_DELAY_CODE, Math.round(4 * octaves));
    }

    /** The delay that a code stands for; -1 when unknown. */
    public static long delayNs(int code) {
        if (code == UNKNOWN) {
            return -1;
        }
        return DELAYS_NS[Math.min(code, MAX_DELAY_CODE)];
    }

    /** The code of the greatest capacity not above this one; negative is unknown. */
    public static int capacityCode(long bitsPerSecond) {
        if (bitsPerSecond < 0) {
            return UNKNOWN;
        }
        int code = 0;
        while (code < MAX_CAPACITY_CODE && capacityBitsPerSecond(code + 1) <= bitsPerSecond) {
            code++;
        }
        return code;
    }

    /** The capacity that a code stands for; -1 when unknown. */
    public static long capacityBitsPerSecond(int code) {
        if (code == UNKNOWN) {
            return -1;
        }
        return CAPACITY_ORIGIN << Math.min(code, MAX_CAPACITY_CODE);
    }
}
