package net.skycoin.skywire.pay;

import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.wire.PayReason;
import net.skycoin.skywire.wire.PayService;

/**
 * How far a payee serves a payer before it is paid, and what it does about unpaid traffic. A
 * stranger pays ahead. The first paid MiB earns a credit of as much, each paid window doubles it up
 * to 16 MiB, and a default takes it back.
 *
 * <pre>
 *   OPEN --credit used up--> THROTTLED --10 s of debt--> STOPPED
 *     ^                          |                          |
 *     +-------- payment ---------+--------- payment --------+
 * </pre>
 *
 * What is due and what is paid are totals that only the difference of matters. Reads no clock: the
 * owner tells the time. Single-threaded.
 */
public final class CreditWindow {
    /** The first credit, in bytes. */
    public static final long SMALLEST = 1L << 20;

    /** The last one. */
    public static final long LARGEST = 16L << 20;

    /** From throttled to stopped, in nanoseconds. */
    public static final long PATIENCE_NS = 10_000_000_000L;

    private Price price;
    private NanoSky due = NanoSky.ZERO;
    private NanoSky paid = NanoSky.ZERO;
    private long served;
    private long credit;

    /** What was due when the present window began; it is paid when the payment reaches its end. */
    private long windowStart;

    private PayService service;
    private PayReason reason;
    private long throttledNs;

    /**
     * @param price what a MiB costs at most: the credit's bytes are worth this
     */
    public CreditWindow(Price price) {
        this.price = price;
        service = price.isFree() ? PayService.OPEN : PayService.THROTTLED;
        reason = price.isFree() ? PayReason.FREE : PayReason.AHEAD;
    }

    public PayService service() {
        return service;
    }

    public PayReason reason() {
        return reason;
    }

    /** Bytes that are served before they are paid. */
    public long credit() {
        return credit;
    }

    /** What those are worth. */
    public NanoSky creditWorth() {
        return price.of(credit);
    }

    /** What is due and not paid. */
    public NanoSky owed() {
        return due.compareTo(paid) > 0 ? due.minus(paid) : NanoSky.ZERO;
    }

    /** The worth that may still be served at full rate. */
    public long room() {
        long limit = Math.addExact(paid.value(), creditWorth().value());
        return Math.max(0, limit - due.value());
    }

    /** Bytes that may still be served at full rate. */
    public long allowance() {
        return price.bytesFor(new NanoSky(room()));
    }

    /** From now on a MiB costs this; the credit's bytes stay, their worth changes. */
    public void reprice(Price other, long nowNs) {
        boolean wasFree = price.isFree();
        price = other;
        if (wasFree && !other.isFree()) {
            service = PayService.THROTTLED;
            reason = PayReason.AHEAD;
            throttledNs = nowNs;
        }
        judge(nowNs);
    }

    /** Bytes went through at full rate; those of the free rate are nobody's debt. */
    public void served(long bytes, long nowNs) {
        if (!price.isFree()) {
            served = Math.addExact(served, bytes);
            due(price.of(served), nowNs);
        }
    }

    /** All that is due so far; it may shrink when a loss comes to light. */
    public void due(NanoSky total, long nowNs) {
        due = total;
        grow();
        judge(nowNs);
    }

    /**
     * A payment arrived.
     *
     * @param total all that was paid so far; less than before is ignored
     */
    public void paid(NanoSky total, long nowNs) {
        if (total.compareTo(paid) > 0) {
            paid = total;
            grow();
            judge(nowNs);
        }
    }

    /** A window is paid when its worth was both served and paid: money alone buys no trust. */
    private void grow() {
        long settled = Math.min(paid.value(), due.value());
        long length = price.of(Math.max(credit, SMALLEST)).value();
        while (length > 0
                && credit < LARGEST
                && settled - windowStart >= length
                && service != PayService.STOPPED) {
            windowStart += length;
            credit = credit == 0 ? SMALLEST : 2 * credit;
            length = price.of(credit).value();
        }
    }

    /** The totals begin again, with so much due already; the credit stays. */
    public void rebase(NanoSky stillDue, NanoSky paidAhead, long nowNs) {
        due = stillDue;
        paid = paidAhead;
        served = 0;
        windowStart = 0;
        judge(nowNs);
    }

    /** Looks at the time; to be called at least once a second while it is throttled. */
    public void tick(long nowNs) {
        judge(nowNs);
    }

    private void judge(long nowNs) {
        if (price.isFree() || room() > 0) {
            service = PayService.OPEN;
            reason = price.isFree() ? PayReason.FREE : PayReason.PAID;
            return;
        }
        if (service == PayService.OPEN) {
            service = PayService.THROTTLED;
            reason = credit == 0 ? PayReason.AHEAD : PayReason.CREDIT;
            throttledNs = nowNs;
        } else if (service == PayService.THROTTLED
                && owed().value() > 0
                && nowNs - throttledNs >= PATIENCE_NS) {
            service = PayService.STOPPED;
            reason = PayReason.DEFAULT;
            credit = 0;
            windowStart = due.value();
        }
    }
}
