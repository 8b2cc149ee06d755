package net.skycoin.skywire.bytes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Base58Test {
    /** From the draft "The Base58 Encoding Scheme" (draft-msporny-base58), section 5, and zeros. */
    @ParameterizedTest
    @CsvSource({
        "48656c6c6f20576f726c6421, 2NEpo7TZRRrLZSi2U",
        "0000287fb4cd, 11233QC4",
        "'',''",
        "00, 1",
        "0000, 11"
    })
    void textIsThePublishedOne(String hex, String text) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertEquals(text, Base58.encode(bytes));
        assertArrayEquals(bytes, Base58.decode(text));
    }

    @Test
    void anyBytesComeBack() {
        Random random = new Random(58);
        for (int i = 0; i < 500; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            if (bytes.length > 2 && i % 3 == 0) {
                bytes[0] = 0;
            }
            assertArrayEquals(bytes, Base58.decode(Base58.encode(bytes)));
        }
    }

    @Test
    void refusesForeignCharactersAndEndlessText() {
        assertNull(Base58.decode("0"));
        assertNull(Base58.decode("Il"));
        assertNull(Base58.decode("a b"));
        assertNull(Base58.decode("2".repeat(257)));
    }
}
