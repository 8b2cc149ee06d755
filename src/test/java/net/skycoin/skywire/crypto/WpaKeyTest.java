package net.skycoin.skywire.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import net.skycoin.skywire.bytes.Hex;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WpaKeyTest {
    /** The vectors of IEEE 802.11, annex J.4.2. */
    @ParameterizedTest
    @CsvSource({
        "password, IEEE, f42c6fc52df0ebef9ebb4b90b38a5f902e83fe1b135a70e23aed762e9710a12e",
        "ThisIsAPassword, ThisIsASSID,"
                + " 0dc0d6eb90555ed6419756b9a15ec3e3209b63df707dd508d14581f8982721af",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ,"
                + " becb93866bb8c3832cb777c2f559807c8c59afcb6eae734885001300a981cc62"
    })
    void hasTheKeysOfTheStandard(String passphrase, String ssid, String key) {
        byte[] name = ssid.getBytes(StandardCharsets.US_ASCII);
        assertEquals(key, Hex.encode(WpaKey.of(passphrase, name)));
    }
}
