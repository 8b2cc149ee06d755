package net.skycoin.skywire.wire;

import java.util.Arrays;
import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.bytes.Hex;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.crypto.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * What a hub promises about a payment channel: whoever shows it the word of a tick gets the value
 * of that tick, up to the last one, until the channel expires.
 *
 * @param channel its name, 16 random bytes chosen by the payer
 * @param hub who holds the money
 * @param payer the paying account's key at that hub
 * @param payee the earning account's key at that hub
 * @param root the word of tick 0, 32 bytes
 * @param tickValue of each tick, at least one nanoSKY
 * @param ticks from 1 to {@link #MOST_TICKS}
 * @param expiresAtSeconds since 1970; what is not redeemed by then goes back to the payer
 */
public record ChannelTerms(
        byte[] channel,
        PublicKey hub,
        PublicKey payer,
        PublicKey payee,
        byte[] root,
        NanoSky tickValue,
        int ticks,
        long expiresAtSeconds) {
    public static final int ID_LENGTH = 16;
    public static final int ROOT_LENGTH = 32;

    /** Ticks of the longest chain. */
    public static final int MOST_TICKS = 1 << 18;

    /** Bytes of the encoding. */
    public static final int LENGTH = 1 + ID_LENGTH + 3 * PublicKey.LENGTH + ROOT_LENGTH + 8 + 4 + 8;

    /** More than there is in the world, by far, and yet the sum of a few fits a long. */
    private static final long MOST_NANO_SKY = 1L << 60;

    private static final int VERSION = 1;

    /** Reads what {@link #emit} wrote; null, with the reader failed, when malformed. */
    static @Nullable ChannelTerms read(ByteReader reader) {
        int version = reader.u8();
        byte[] channel = reader.bytes(ID_LENGTH);
        PublicKey hub = PublicKey.parse(reader.bytes(PublicKey.LENGTH));
        PublicKey payer = PublicKey.parse(reader.bytes(PublicKey.LENGTH));
        PublicKey payee = PublicKey.parse(reader.bytes(PublicKey.LENGTH));
        byte[] root = reader.bytes(ROOT_LENGTH);
        long tickValue = reader.i64();
        int ticks = reader.i32();
        long expiresAtSeconds = reader.i64();
        if (reader.failed()
                || version != VERSION
                || hub == null
                || payer == null
                || payee == null
                || !sound(tickValue, ticks, expiresAtSeconds)) {
            reader.fail();
            return null;
        }
        return new ChannelTerms(
                channel, hub, payer, payee, root, new NanoSky(tickValue), ticks, expiresAtSeconds);
    }

    private static boolean sound(long tickValue, int ticks, long expiresAtSeconds) {
        return tickValue > 0
                && ticks > 0
                && ticks <= MOST_TICKS
                && tickValue <= MOST_NANO_SKY / ticks
                && expiresAtSeconds > 0;
    }

    /** The terms in these bytes; null when malformed. */
    public static @Nullable ChannelTerms parse(byte[] encoded) {
        ByteReader reader = new ByteReader(encoded);
        ChannelTerms terms = read(reader);
        return reader.finished() ? terms : null;
    }

    void emit(ByteWriter writer) {
        writer.u8(VERSION)
                .bytes(channel)
                .bytes(hub.toBytes())
                .bytes(payer.toBytes())
                .bytes(payee.toBytes())
                .bytes(root)
                .i64(tickValue.value())
                .i32(ticks)
                .i64(expiresAtSeconds);
    }

    public byte[] emit() {
        ByteWriter writer = new ByteWriter(LENGTH);
        emit(writer);
        return writer.toByteArray();
    }

    /** What so many ticks are worth. */
    public NanoSky worth(int ofTicks) {
        return new NanoSky(Math.multiplyExact(tickValue.value(), ofTicks));
    }

    /** What the hub sets aside for the channel. */
    public NanoSky amount() {
        return worth(ticks);
    }

    /** The channel's name as hex digits. */
    public String id() {
        return Hex.encode(channel);
    }

    /** The same terms with another end, which a request to close brings forward. */
    public ChannelTerms expiring(long atSeconds) {
        return new ChannelTerms(channel, hub, payer, payee, root, tickValue, ticks, atSeconds);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ChannelTerms terms && Arrays.equals(emit(), terms.emit());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(channel);
    }
}
