package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.bytes.NanoSky;
import org.jspecify.annotations.Nullable;

/**
 * A payment: the word of a tick of a channel, which pays all ticks up to it. With it comes what the
 * payer has counted, so that the payee knows what got lost.
 *
 * @param payerInstance of the payer's hello
 * @param payeeInstance of the payee's hello
 * @param backward worth of what arrived from the payee and is to be paid, since these two instances
 *     met
 * @param channel its name, 16 bytes
 * @param tick its number; 0 when nothing was paid on the channel yet
 * @param word 32 bytes
 */
public record PayTick(
        long payerInstance,
        long payeeInstance,
        NanoSky backward,
        byte[] channel,
        int tick,
        byte[] word) {
    /** First byte of the message on a link. */
    public static final int MESSAGE_TYPE = 66;

    public static final int WORD_LENGTH = 32;

    private static final int LENGTH = 1 + 8 + 8 + 8 + ChannelTerms.ID_LENGTH + 4 + WORD_LENGTH;

    /** The payment in these bytes; null when malformed. */
    public static @Nullable PayTick parse(byte[] message) {
        ByteReader reader = new ByteReader(message);
        int type = reader.u8();
        long payerInstance = reader.i64();
        long payeeInstance = reader.i64();
        long backward = reader.i64();
        byte[] channel = reader.bytes(ChannelTerms.ID_LENGTH);
        int tick = reader.i32();
        byte[] word = reader.bytes(WORD_LENGTH);
        Tlv.readAll(reader);
        return !reader.finished() || type != MESSAGE_TYPE || backward < 0 || tick < 0
                ? null
                : new PayTick(
                        payerInstance, payeeInstance, new NanoSky(backward), channel, tick, word);
    }

    public byte[] emit() {
        return new ByteWriter(LENGTH)
                .u8(MESSAGE_TYPE)
                .i64(payerInstance)
                .i64(payeeInstance)
                .i64(backward.value())
                .bytes(channel)
                .i32(tick)
                .bytes(word)
                .toByteArray();
    }
}
