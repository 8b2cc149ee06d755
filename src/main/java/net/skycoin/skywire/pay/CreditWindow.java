package net.skycoin.skywire.pay;

import net.skycoin.skywire.bytes.NanoSky;

/**
 * A payee's patience with one payer: how much it serves before it is paid. A stranger pays ahead;
 * each window that was paid doubles the credit, from 1 MiB to 16 MiB; who does not pay in time is
 * first throttled to the free rate, then stopped, and begins again without credit. Paying what is
 * owed restores service at once. The loss of an honest payee is never more than one credit.
 *
 * <pre>
 *            owes more than the credit            still owes after PATIENCE
 *   OPEN ------------------------------&gt; THROTTLED ------------------------&gt; STOPPED
 *    ^                                       |                                  |
 *    +-------- owes no more than the credit -+----------------------------------+
 * </pre>
 *
 * Owned by the thread that owns the link; reads no clock.
 */
public final class CreditWindow {
    /** How the payer is served. */
    public enum Service {
        /** As fast as the link goes. */
        OPEN,
        /** At the rate that everybody has for nothing. */
        THROTTLED,
        /** Not at all; messages that reduce the debt are still taken. */
        STOPPED
    }

    /** Why; a person reads {@link #words}. */
    public enum Reason {
        NONE("paid"),
        FREE("nothing is asked for"),
        AHEAD("a stranger pays ahead, and what was paid is used up"),
        CREDIT("what is owed exceeds the credit"),
        DEFAULT("what is owed was not paid in time");

        private final String words;

        Reason(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /** The first credit, in bytes. */
    public static final long SMALLEST = 1L << 20;

    /** The last one. */
    public static final long LARGEST = 16L << 20;

    /** From throttled to stopped, in nanoseconds. */
    public static final long PATIENCE_NS = 10_000_000_000L;

    private final Price price;
    private long served;
    private NanoSky paid = NanoSky.ZERO;
    private long credit;

    /** Bytes served when the present window began; it is paid when the payment reaches its end. */
    private long windowStart;

    private Service service;
    private Reason reason;
    private long throttledNs;

    public CreditWindow(Price price) {
        this.price = price;
        service = price.isFree() ? Service.OPEN : Service.THROTTLED;
        reason = price.isFree() ? Reason.FREE : Reason.AHEAD;
    }

    public Service service() {
        return service;
    }

    public Reason reason() {
        return reason;
    }

    /** Bytes that are served before they are paid. */
    public long credit() {
        return credit;
    }

    /** What was served and is not paid. */
    public NanoSky owed() {
        NanoSky worth = price.of(served);
        return worth.compareTo(paid) > 0 ? worth.minus(paid) : NanoSky.ZERO;
    }

    /** Bytes that may still be served at full rate. */
    public long allowance() {
        long covered = price.bytesFor(paid);
        long limit = covered > Long.MAX_VALUE - credit ? Long.MAX_VALUE : covered + credit;
        return Math.max(0, limit - served);
    }

    /** Bytes went through at full rate; those of the free rate are nobody's debt. */
    public void served(long bytes, long nowNs) {
        served = Math.addExact(served, bytes);
        judge(nowNs);
    }

    /**
     * A payment arrived.
     *
     * @param total all that was paid on this link so far; less than before is ignored
     */
    public void paid(NanoSky total, long nowNs) {
        if (total.compareTo(paid) <= 0) {
            return;
        }
        paid = total;
        long covered = price.bytesFor(paid);
        // A window is paid when its bytes were both served and paid: money alone buys no trust.
        long length = Math.max(credit, SMALLEST);
        while (credit < LARGEST
                && Math.min(covered, served) - windowStart >= length
                && service != Service.STOPPED) {
            windowStart += length;
            credit = credit == 0 ? SMALLEST : 2 * credit;
            length = credit;
        }
        judge(nowNs);
    }

    /** Looks at the time; to be called at least once a second while it is throttled. */
    public void tick(long nowNs) {
        judge(nowNs);
    }

    private void judge(long nowNs) {
        if (price.isFree() || allowance() > 0) {
            service = Service.OPEN;
            reason = price.isFree() ? Reason.FREE : Reason.NONE;
            return;
        }
        if (service == Service.OPEN) {
            service = Service.THROTTLED;
            reason = credit == 0 ? Reason.AHEAD : Reason.CREDIT;
            throttledNs = nowNs;
        } else if (service == Service.THROTTLED
                && owed().value() > 0
                && nowNs - throttledNs >= PATIENCE_NS) {
            service = Service.STOPPED;
            reason = Reason.DEFAULT;
            credit = 0;
            windowStart = served;
        }
    }
}
