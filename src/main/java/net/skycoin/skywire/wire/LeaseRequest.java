package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;

/**
 * Asks an exit for inner addresses. Circuits that show the same token share one lease.
 *
 * @param token 32 random bytes, known to the session's two ends only
 * @param wants the {@code WANTS_} bits
 * @param mtu the largest inner packet that this circuit carries, in bytes: only the initiator knows
 *     all its links
 */
public record LeaseRequest(byte[] token, int wants, int mtu) implements CircuitMessage {
    public static final int MESSAGE_TYPE = 1;

    /** Bytes of a token. */
    public static final int TOKEN_LENGTH = 32;

    public static final int WANTS_IPV4 = 1;
    public static final int WANTS_IPV6 = 2;

    static LeaseRequest read(ByteReader reader) {
        return new LeaseRequest(reader.bytes(TOKEN_LENGTH), reader.u8(), reader.u16());
    }

    @Override
    public byte[] emit() {
        return new ByteWriter(4 + TOKEN_LENGTH)
                .u8(MESSAGE_TYPE)
                .bytes(token)
                .u8(wants)
                .u16(mtu)
                .toByteArray();
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "LeaseRequest[wants=" + wants + ", mtu=" + mtu + "]";
    }
}
