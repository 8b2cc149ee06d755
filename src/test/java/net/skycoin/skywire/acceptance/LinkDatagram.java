package net.skycoin.skywire.acceptance;

import java.util.Arrays;
import net.skycoin.skywire.lab.Frame;
import org.jspecify.annotations.Nullable;

/**
 * A link packet as an eavesdropper sees it (protocol.md, section 1).
 *
 * @param bytes from the link header on
 */
record LinkDatagram(byte[] bytes) {
    static final int PORT = 7373;
    static final int HANDSHAKE_INIT = 1;
    static final int CONTROL = 4;
    static final int CELL = 5;

    private static final int SEALED_HEADER = 16;
    private static final int HANDSHAKE_HEADER = 8;
    private static final int MAC2 = 16;

    /** The link packet in a frame; null: none. */
    static @Nullable LinkDatagram in(Frame frame) {
        boolean ours = frame.sourcePort() == PORT && frame.destinationPort() == PORT;
        byte[] payload = ours ? frame.udpPayload() : new byte[0];
        return payload.length < SEALED_HEADER ? null : new LinkDatagram(payload);
    }

    int type() {
        return bytes[0];
    }

    /**
     * Without the fixed headers: what precedes the ciphertext, and a handshake's second MAC, which
     * is all zeros unless the responder is under load.
     */
    byte[] body() {
        return type() >= CONTROL
                ? Arrays.copyOfRange(bytes, SEALED_HEADER, bytes.length)
                : Arrays.copyOfRange(bytes, HANDSHAKE_HEADER, bytes.length - MAC2);
    }
}
