package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.bytes.NanoSky;
import org.jspecify.annotations.Nullable;

/**
 * What a hop is paid for a circuit, fixed for the circuit's life.
 *
 * @param paidPerMebibyte the hop's pay, per MiB
 * @param budgetForwardMebibytes how much will be paid for away from the initiator, unsigned 32 bits
 * @param budgetBackwardMebibytes how much will be paid for towards it, unsigned 32 bits
 */
public record CircuitTerms(
        NanoSky paidPerMebibyte, long budgetForwardMebibytes, long budgetBackwardMebibytes) {
    /** Nothing is paid. */
    public static final CircuitTerms FREE = new CircuitTerms(NanoSky.ZERO, 0, 0);

    /** Reads the budgets; null when the pay, which stands elsewhere, is negative. */
    static @Nullable CircuitTerms read(ByteReader reader, long paidPerMebibyte) {
        long forward = reader.u32();
        long backward = reader.u32();
        return paidPerMebibyte < 0
                ? null
                : new CircuitTerms(new NanoSky(paidPerMebibyte), forward, backward);
    }

    void emitBudgets(ByteWriter writer) {
        writer.i32((int) budgetForwardMebibytes).i32((int) budgetBackwardMebibytes);
    }
}
