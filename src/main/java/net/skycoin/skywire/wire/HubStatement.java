package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.bytes.NanoSky;
import org.jspecify.annotations.Nullable;

/**
 * How an account stands.
 *
 * @param sequence of the account's last entry, counted from 1; 0 for an account without any
 * @param hash over the account's entries, 32 bytes: each entry's covers the one before
 * @param balance what may be used
 * @param reserved what is set aside for open channels
 * @param atSeconds since 1970, by the hub's clock
 */
public record HubStatement(
        long sequence, byte[] hash, NanoSky balance, NanoSky reserved, long atSeconds) {
    static final int LENGTH = 8 + HubRequest.HASH_LENGTH + 8 + 8 + 8;

    static @Nullable HubStatement read(ByteReader reader) {
        long sequence = reader.i64();
        byte[] hash = reader.bytes(HubRequest.HASH_LENGTH);
        long balance = reader.i64();
        long reserved = reader.i64();
        long atSeconds = reader.i64();
        return reader.failed() || sequence < 0 || balance < 0 || reserved < 0 || atSeconds < 0
                ? null
                : new HubStatement(
                        sequence, hash, new NanoSky(balance), new NanoSky(reserved), atSeconds);
    }

    void emit(ByteWriter writer) {
        writer.i64(sequence).bytes(hash).i64(balance.value()).i64(reserved.value()).i64(atSeconds);
    }
}
