package net.skycoin.skywire.pay;

import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.wire.PayReceipt;
import org.jspecify.annotations.Nullable;

/**
 * Invoices and receipts with one neighbour, an hour each, and the sums of the day. The payer signs
 * what it has counted itself, give or take one credit window. Engine's thread only.
 */
final class Receipts {
    private static final long HOUR_NS = 3_600_000_000_000L;
    private static final long DAY_SECONDS = 86_400;

    /** Sums are written so often at most, for the sake of the SD card. */
    private static final long SUMS_NS = 600_000_000_000L;

    private final PayContext context;
    private final Line line;
    private final Payee payee;
    private final Payer payer;

    private long invoiceAtNs;
    private long fromSeconds;
    private long invoicedBytes;
    private long invoicedDue;
    private long invoicedPaid;
    private long receiptedCounted;
    private long sumsAtNs;
    private long summedEarned;
    private long summedPaid;
    private long summedCarried;
    private long summedBought;
    private @Nullable PayReceipt last;

    Receipts(PayContext context, Line line, Payee payee, Payer payer) {
        this.context = context;
        this.line = line;
        this.payee = payee;
        this.payer = payer;
        invoiceAtNs = context.nowNs() + HOUR_NS;
        sumsAtNs = context.nowNs() + SUMS_NS;
        fromSeconds = context.unixSeconds();
    }

    void look() {
        long nowNs = context.nowNs();
        if (nowNs >= sumsAtNs) {
            sumsAtNs = nowNs + SUMS_NS;
            writeSums();
        }
        if (nowNs >= invoiceAtNs) {
            invoiceAtNs = nowNs + HOUR_NS;
            invoice();
        }
    }

    /** Sends the invoice of what was carried since the last one. */
    void invoice() {
        long now = context.unixSeconds();
        long due = payee.dueInAll() - invoicedDue;
        long bytes = payee.meter().bytes() - invoicedBytes;
        if (now == 0 || due <= 0 || bytes < 0) {
            return;
        }
        long paid = payee.paidInAll() - invoicedPaid;
        PayReceipt invoice =
                PayReceipt.sign(
                        context.identity(),
                        line.neighbour(),
                        Math.min(fromSeconds, now),
                        now,
                        bytes,
                        new NanoSky(due),
                        new NanoSky(paid));
        fromSeconds = now;
        invoicedDue += due;
        invoicedBytes += bytes;
        invoicedPaid += paid;
        keep(invoice);
        line.send(invoice.emit());
    }

    /** An invoice to be signed, or one of ours that the payer has signed. */
    boolean take(@Nullable PayReceipt receipt) {
        if (receipt == null) {
            return false;
        }
        boolean ours =
                receipt.payee().equals(context.identity().publicKey())
                        && receipt.payer().equals(line.neighbour());
        boolean theirs =
                receipt.payer().equals(context.identity().publicKey())
                        && receipt.payee().equals(line.neighbour());
        if (ours && receipt.isReceipt()) {
            keep(receipt);
        } else if (theirs && receipt.isInvoice()) {
            countersign(receipt);
        }
        return ours || theirs;
    }

    private void countersign(PayReceipt invoice) {
        long counted = payer.countedInAll() - receiptedCounted;
        long tolerance = payer.highest().of(CreditWindow.LARGEST).value();
        if (invoice.due().value() > Math.addExact(counted, tolerance)) {
            context.note(
                    line.neighbour(),
                    "bills "
                            + invoice.due().value()
                            + " nanoSKY for an hour; counted here are "
                            + counted
                            + ": not signed");
            return;
        }
        receiptedCounted = payer.countedInAll();
        PayReceipt receipt = invoice.countersign(context.identity());
        keep(receipt);
        line.send(receipt.emit());
    }

    private void keep(PayReceipt receipt) {
        last = receipt;
        context.write(new PayRecord.Receipt(receipt));
    }

    @Nullable PayReceipt last() {
        return last;
    }

    /** Adds what is new to the sums of the day. */
    void writeSums() {
        long earned = payee.paidInAll() - summedEarned;
        long paid = payer.paidInAll() - summedPaid;
        long carried = payee.meter().bytes() - summedCarried;
        long bought = payer.meter().bytes() - summedBought;
        if (earned == 0 && paid == 0 && carried == 0 && bought == 0) {
            return;
        }
        summedEarned += earned;
        summedPaid += paid;
        summedCarried += carried;
        summedBought += bought;
        context.write(
                new PayRecord.Day(
                        line.neighbour(),
                        context.unixSeconds() / DAY_SECONDS,
                        new NanoSky(earned),
                        new NanoSky(paid),
                        carried,
                        bought));
    }
}
