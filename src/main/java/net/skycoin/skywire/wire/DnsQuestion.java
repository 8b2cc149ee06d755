package net.skycoin.skywire.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * A DNS query with one question (RFC 1035, section 4.1), as far as a server of one domain needs it,
 * and the answers to it.
 *
 * @param id chosen by who asks
 * @param recursionDesired to be repeated in the answer
 * @param name in lower case, labels joined by dots, without the last one
 * @param question its bytes, to be repeated in the answer
 */
public record DnsQuestion(
        int id, boolean recursionDesired, String name, int type, byte[] question) {
    /** An IPv6 address (RFC 3596). */
    public static final int AAAA = 28;

    /** Whatever there is. */
    public static final int ANY = 255;

    /** Longest message over UDP without extensions. */
    public static final int MAX_MESSAGE = 512;

    private static final int INTERNET = 1;
    private static final int MAX_NAME = 255;
    private static final int MAX_LABEL = 63;

    private static final int RESPONSE = 0x8000;
    private static final int OPCODE_AND_RESPONSE = 0xf800;
    private static final int AUTHORITATIVE = 0x0400;
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int RECURSION_AVAILABLE = 0x0080;
    private static final int NO_SUCH_NAME = 3;
    private static final int POINTER_TO_QUESTION = 0xc00c;

    /** The question in these bytes; null when they are none, or another kind of query. */
    public static @Nullable DnsQuestion parse(byte[] message) {
        ByteReader reader = new ByteReader(message);
        int id = reader.u16();
        int flags = reader.u16();
        int questions = reader.u16();
        reader.bytes(6);
        int begin = message.length - reader.remaining();
        String name = readName(reader);
        int type = reader.u16();
        int dnsClass = reader.u16();
        if (reader.failed()
                || message.length > MAX_MESSAGE
                || (flags & OPCODE_AND_RESPONSE) != 0
                || questions != 1
                || name == null
                || dnsClass != INTERNET) {
            return null;
        }
        // What follows, EDNS options say, may be ignored by a server (RFC 6891, section 7).
        byte[] question = Arrays.copyOfRange(message, begin, message.length - reader.remaining());
        return new DnsQuestion(id, (flags & RECURSION_DESIRED) != 0, name, type, question);
    }

    private static @Nullable String readName(ByteReader reader) {
        StringBuilder name = new StringBuilder();
        for (int length = reader.u8(); length != 0; length = reader.u8()) {
            byte[] label = length > MAX_LABEL ? null : reader.bytes(length);
            if (label == null || reader.failed() || name.length() + length > MAX_NAME) {
                return null;
            }
            for (byte octet : label) {
                if (octet <= ' ' || octet == '.' || octet == 0x7f) {
                    return null;
                }
            }
            name.append(name.isEmpty() ? "" : ".");
            name.append(new String(label, StandardCharsets.US_ASCII));
        }
        return name.toString().toLowerCase(Locale.ROOT);
    }

    /** There is no such name. */
    public byte[] nameError() {
        return header(NO_SUCH_NAME, 0).toByteArray();
    }

    /** The name is there, and has nothing of this type. */
    public byte[] nothing() {
        return header(0, 0).toByteArray();
    }

    /** The name's IPv6 address, 16 bytes. */
    public byte[] address(byte[] address, int ttlSeconds) {
        ByteWriter writer = header(0, 1).u16(POINTER_TO_QUESTION).u16(AAAA).u16(INTERNET);
        return writer.i32(ttlSeconds).u16(address.length).bytes(address).toByteArray();
    }

    private ByteWriter header(int code, int answers) {
        int flags = RESPONSE | AUTHORITATIVE | RECURSION_AVAILABLE | code;
        flags |= recursionDesired ? RECURSION_DESIRED : 0;
        ByteWriter writer = new ByteWriter(MAX_MESSAGE).u16(id).u16(flags);
        return writer.u16(1).u16(answers).u16(0).u16(0).bytes(question);
    }
}
