package net.skycoin.skywire.sky;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A seed or passphrase in UTF-8. One owner, who closes it; closing wipes it, after which every use
 * throws. Never printed by accident.
 */
public final class SecretText implements AutoCloseable {
    private final byte[] bytes;
    private boolean closed;

    private SecretText(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes ownership of the UTF-8 bytes. */
    public static SecretText ofBytes(byte[] bytes) {
        return new SecretText(bytes);
    }

    /** The text of these characters, which are wiped. */
    public static SecretText ofChars(char[] characters) {
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(characters));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        Arrays.fill(
                encoded.array(),
                encoded.arrayOffset(),
                encoded.arrayOffset() + encoded.limit(),
                (byte) 0);
        Arrays.fill(characters, '\0');
        return new SecretText(bytes);
    }

    /** A text of its own with the same content. */
    public SecretText copy() {
        return new SecretText(bytes().clone());
    }

    public boolean isEmpty() {
        return bytes().length == 0;
    }

    /** The bytes themselves, which stay this object's. */
    public byte[] bytes() {
        if (closed) {
            throw new IllegalStateException("text was wiped");
        }
        return bytes;
    }

    /**
     * For the one place that shows it to its owner, or writes it to a file that the owner named.
     */
    public String reveal() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        closed = true;
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public String toString() {
        return "SecretText of " + bytes.length + " bytes";
    }
}
