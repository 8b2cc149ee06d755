package net.skycoin.skywire.pay;

import java.util.ArrayList;
import java.util.List;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.link.Neighbour;
import net.skycoin.skywire.wire.ChannelVoucher;
import net.skycoin.skywire.wire.PayBill;
import net.skycoin.skywire.wire.PayHello;
import net.skycoin.skywire.wire.PayReceipt;
import net.skycoin.skywire.wire.PayTick;
import org.jspecify.annotations.Nullable;

/**
 * The account with one neighbour, over all links with it: it may pay this node, and this node may
 * pay it. Outlives the links. Engine's thread only.
 */
final class Line {
    private final PayContext context;
    private final PublicKey neighbour;
    private final Runnable onStopped;
    private final List<Neighbour> links = new ArrayList<>();
    private final Payee payee;
    private final Payer payer;
    private final Receipts receipts;
    private @Nullable PayHello hello;
    private long missingBefore;

    /**
     * @param onStopped called when the neighbour has not paid for so long that its circuits end
     */
    Line(PayContext context, PublicKey neighbour, Runnable onStopped) {
        this.context = context;
        this.neighbour = neighbour;
        this.onStopped = onStopped;
        payee = new Payee(context, this);
        payer = new Payer(context, this);
        receipts = new Receipts(context, this, payee, payer);
    }

    PublicKey neighbour() {
        return neighbour;
    }

    Payee payee() {
        return payee;
    }

    Payer payer() {
        return payer;
    }

    Receipts receipts() {
        return receipts;
    }

    // ---- links

    void linkUp(Neighbour link) {
        links.add(link);
        sayHello();
    }

    void linkDown(Neighbour link) {
        if (links.remove(link)) {
            missingBefore += link.missing();
        }
    }

    private void sayHello() {
        List<PayHello.Account> accounts = new ArrayList<>();
        context.settings()
                .accounts()
                .forEach((hub, key) -> accounts.add(new PayHello.Account(hub, key)));
        NanoSky asks = context.settings().asks(neighbour).perMebibyte();
        send(new PayHello(context.instance(), asks, accounts).emit());
    }

    boolean isLinked() {
        return !links.isEmpty();
    }

    /** Whether the neighbour has said that it pays or is paid. */
    boolean isKnown() {
        return hello != null;
    }

    @Nullable PayHello hello() {
        return hello;
    }

    long peerInstance() {
        PayHello known = hello;
        return known == null ? 0 : known.instance();
    }

    /** Packets for the neighbour that did not reach it, as far as is known. */
    long missing() {
        long sum = missingBefore;
        for (int i = 0; i < links.size(); i++) {
            sum += links.get(i).missing();
        }
        return sum;
    }

    void send(byte[] message) {
        for (Neighbour link : links) {
            if (link.usable() && link.send(message)) {
                return;
            }
        }
    }

    // ---- messages

    /** Takes a message of types 64 to 68; false when it is malformed. */
    boolean received(byte[] message) {
        return switch (message[0]) {
            case PayHello.MESSAGE_TYPE -> take(PayHello.parse(message));
            case ChannelVoucher.MESSAGE_TYPE -> take(ChannelVoucher.parseMessage(message));
            case PayTick.MESSAGE_TYPE -> take(PayTick.parse(message));
            case PayBill.MESSAGE_TYPE -> take(PayBill.parse(message));
            case PayReceipt.MESSAGE_TYPE -> receipts.take(PayReceipt.parse(message));
            default -> false;
        };
    }

    private boolean take(@Nullable PayHello said) {
        if (said == null) {
            return false;
        }
        boolean fresh = hello == null || said.instance() != peerInstance();
        hello = said;
        if (fresh) {
            payee.rebase();
            payer.rebase();
            sayHello();
        }
        payee.bill();
        payer.hubsChanged();
        return true;
    }

    private boolean take(@Nullable ChannelVoucher voucher) {
        if (voucher != null) {
            payee.take(voucher);
        }
        return voucher != null;
    }

    private boolean take(@Nullable PayTick tick) {
        if (tick != null) {
            payee.take(tick, peerInstance());
        }
        return tick != null;
    }

    private boolean take(@Nullable PayBill bill) {
        if (bill != null) {
            payer.take(bill, peerInstance());
        }
        return bill != null;
    }

    // ---- time

    void work() {
        payee.work();
        payer.work();
    }

    void look() {
        payee.look();
        payer.look();
        receipts.look();
    }

    void stopped() {
        onStopped.run();
    }
}
