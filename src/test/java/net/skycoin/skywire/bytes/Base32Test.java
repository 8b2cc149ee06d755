package net.skycoin.skywire.bytes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Base32Test {
    /** RFC 4648, section 10, in lower case and without its padding. */
    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "f, my",
        "fo, mzxq",
        "foo, mzxw6",
        "foob, mzxw6yq",
        "fooba, mzxw6ytb",
        "foobar, mzxw6ytboi"
    })
    void agreesWithRfc4648(String plain, String text) {
        byte[] bytes = plain.getBytes(StandardCharsets.US_ASCII);
        assertEquals(text, Base32.encode(bytes));
        assertArrayEquals(bytes, Base32.decode(text));
        assertArrayEquals(bytes, Base32.decode(text.toUpperCase(java.util.Locale.ROOT)));
    }

    /** Foreign characters, lengths that no bytes have, and bits behind the last byte. */
    @ParameterizedTest
    @ValueSource(strings = {"m1", "my=", "m", "mzx", "mzxw6y", "mz", "é2", "m y", "\u0131a"})
    void refusesWhatNoBytesEncodeTo(String text) {
        assertNull(Base32.decode(text));
    }

    @Test
    void decodesWhatItEncodes() {
        Random random = new Random(1);
        for (int length = 0; length < 200; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            assertArrayEquals(bytes, Base32.decode(Base32.encode(bytes)));
        }
    }
}
