package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.bytes.NanoSky;
import org.jspecify.annotations.Nullable;

/**
 * What the payee says of the account between two neighbours: what is due, what was paid, how it
 * serves and why.
 *
 * @param payeeInstance of the payee's hello
 * @param payerInstance of the payer's hello
 * @param carried what was owed already when the two instances met; negative when it had been paid
 *     ahead
 * @param due worth of what was carried since then
 * @param paid what was paid since then
 * @param creditBytes how much is served before it is paid
 * @param service a code of {@link PayService}
 * @param reason a code of {@link PayReason}
 * @param channel the channel that the last payment came from, 16 bytes; zeros when there is none
 * @param tick the highest tick of it that arrived
 */
public record PayBill(
        long payeeInstance,
        long payerInstance,
        long carried,
        NanoSky due,
        NanoSky paid,
        long creditBytes,
        PayService service,
        PayReason reason,
        byte[] channel,
        int tick) {
    /** First byte of the message on a link. */
    public static final int MESSAGE_TYPE = 67;

    private static final int LENGTH = 1 + 6 * 8 + 2 + ChannelTerms.ID_LENGTH + 4;

    /** The bill in these bytes; null when malformed. */
    public static @Nullable PayBill parse(byte[] message) {
        ByteReader reader = new ByteReader(message);
        int type = reader.u8();
        long payeeInstance = reader.i64();
        long payerInstance = reader.i64();
        long carried = reader.i64();
        long due = reader.i64();
        long paid = reader.i64();
        long creditBytes = reader.i64();
        PayService service = PayService.of(reader.u8());
        PayReason reason = PayReason.of(reader.u8());
        byte[] channel = reader.bytes(ChannelTerms.ID_LENGTH);
        int tick = reader.i32();
        Tlv.readAll(reader);
        if (!reader.finished()
                || type != MESSAGE_TYPE
                || due < 0
                || paid < 0
                || creditBytes < 0
                || carried == Long.MIN_VALUE
                || service == null
                || reason == null
                || tick < 0) {
            return null;
        }
        return new PayBill(
                payeeInstance,
                payerInstance,
                carried,
                new NanoSky(due),
                new NanoSky(paid),
                creditBytes,
                service,
                reason,
                channel,
                tick);
    }

    public byte[] emit() {
        return new ByteWriter(LENGTH)
                .u8(MESSAGE_TYPE)
                .i64(payeeInstance)
                .i64(payerInstance)
                .i64(carried)
                .i64(due.value())
                .i64(paid.value())
                .i64(creditBytes)
                .u8(service.code())
                .u8(reason.code())
                .bytes(channel)
                .i32(tick)
                .toByteArray();
    }
}
