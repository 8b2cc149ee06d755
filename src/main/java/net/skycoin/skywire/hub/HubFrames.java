package net.skycoin.skywire.hub;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Requests and answers on a stream: a length of two bytes before each. */
final class HubFrames {
    private HubFrames() {}

    static void write(DataOutputStream out, byte[] frame) throws IOException {
        out.writeShort(frame.length);
        out.write(frame);
        out.flush();
    }

    /** The next frame; null at the end of the stream. */
    static byte @Nullable [] read(DataInputStream in, int most) throws IOException {
        int length;
        try {
            length = in.readUnsignedShort();
        } catch (EOFException _) {
            return null;
        }
        if (length == 0 || length > most) {
            throw new IOException("a frame of " + length + " bytes");
        }
        byte[] frame = new byte[length];
        in.readFully(frame);
        return frame;
    }
}
