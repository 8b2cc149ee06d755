package net.skycoin.skywire.circuit;

import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.CircuitTerms;
import net.skycoin.skywire.wire.FailureCode;
import org.jspecify.annotations.Nullable;

/** What circuits cost, as they see it; joined to the payments by the node. */
public interface Tolls {
    /** Nothing costs anything, and nobody pays. */
    Tolls FREE =
            new Tolls() {
                @Override
                public @Nullable FailureCode refuses(
                        PublicKey previous,
                        @Nullable PublicKey next,
                        CircuitTerms terms,
                        NanoSky payOn) {
                    return null;
                }

                @Override
                public @Nullable Toll earned(PublicKey previous, CircuitTerms terms) {
                    return null;
                }

                @Override
                public @Nullable Toll spent(PublicKey next, NanoSky perMebibyte) {
                    return null;
                }

                @Override
                public void closed(PublicKey next, Toll spent) {}
            };

    /**
     * Why a set-up cannot be taken on these terms; null when it can.
     *
     * @param next null at the end point
     */
    @Nullable FailureCode refuses(
            PublicKey previous, @Nullable PublicKey next, CircuitTerms terms, NanoSky payOn);

    /** The meter of a circuit that a neighbour wants of this node; null when it is free. */
    @Nullable Toll earned(PublicKey previous, CircuitTerms terms);

    /** The meter of a circuit that this node wants of a neighbour; null when it is free. */
    @Nullable Toll spent(PublicKey next, NanoSky perMebibyte);

    /** A circuit is gone for which {@link #spent} gave this meter. */
    void closed(PublicKey next, Toll spent);
}
