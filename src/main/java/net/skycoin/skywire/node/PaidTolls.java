package net.skycoin.skywire.node;

import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.circuit.Toll;
import net.skycoin.skywire.circuit.Tolls;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.pay.EarningToll;
import net.skycoin.skywire.pay.Payments;
import net.skycoin.skywire.pay.SpendingToll;
import net.skycoin.skywire.wire.CircuitTerms;
import net.skycoin.skywire.wire.FailureCode;
import org.jspecify.annotations.Nullable;

/**
 * Joins the circuits to the payments, once the node has any: before, everything is free. Engine's
 * thread only.
 */
final class PaidTolls implements Tolls {
    private @Nullable Payments payments;

    /** From now on circuits cost what the payments say. */
    void join(Payments with) {
        payments = with;
    }

    private record Earned(EarningToll meter) implements Toll {
        @Override
        public boolean forward(int bytes, long nowNs) {
            return meter.forward(bytes, nowNs);
        }

        @Override
        public boolean backward(int bytes, long nowNs) {
            return meter.backward(bytes, nowNs);
        }

        @Override
        public boolean isSpent() {
            return meter.isSpent();
        }
    }

    private record Spent(SpendingToll meter) implements Toll {
        @Override
        public boolean forward(int bytes, long nowNs) {
            meter.forward(bytes);
            return true;
        }

        @Override
        public boolean backward(int bytes, long nowNs) {
            meter.backward(bytes);
            return true;
        }

        @Override
        public boolean isSpent() {
            return false;
        }
    }

    @Override
    public @Nullable FailureCode refuses(
            PublicKey previous, @Nullable PublicKey next, CircuitTerms terms, NanoSky payOn) {
        if (payments != null) {
            return payments.refuses(previous, next, terms, payOn);
        }
        // A node without a purse passes no money on, and asks for none.
        return payOn.value() == 0 ? null : FailureCode.UNPAID;
    }

    @Override
    public @Nullable Toll earned(PublicKey previous, CircuitTerms terms) {
        EarningToll meter = payments == null ? null : payments.earns(previous, terms);
        return meter == null ? null : new Earned(meter);
    }

    @Override
    public @Nullable Toll spent(PublicKey next, NanoSky perMebibyte) {
        SpendingToll meter = payments == null ? null : payments.spends(next, perMebibyte);
        return meter == null ? null : new Spent(meter);
    }

    @Override
    public void closed(PublicKey next, Toll spent) {
        if (payments != null && spent instanceof Spent(SpendingToll meter)) {
            payments.closed(next, meter);
        }
    }
}
