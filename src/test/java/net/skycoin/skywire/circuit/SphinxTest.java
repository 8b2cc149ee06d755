package net.skycoin.skywire.circuit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.OnionPacket;
import org.junit.jupiter.api.Test;

class SphinxTest {
    private static final int BOLT4_SIZE = 1300;

    /** The published test case, as {@code name=value} lines. */
    private static List<String> vector(String name) throws IOException {
        try (InputStream file = SphinxTest.class.getResourceAsStream("bolt4-onion.txt")) {
            String text = new String(file.readAllBytes(), StandardCharsets.US_ASCII);
            return text.lines()
                    .filter(line -> line.startsWith(name + "="))
                    .map(line -> line.substring(name.length() + 1))
                    .toList();
        }
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    private static PrivateKey privateKey(String text) {
        return Objects.requireNonNull(PrivateKey.of(hex(text)));
    }

    /** Without the BigSize length, which the vectors include. */
    private static byte[] payload(String text) {
        byte[] bytes = hex(text);
        return Arrays.copyOfRange(bytes, bytes[0] == (byte) 0xfd ? 3 : 1, bytes.length);
    }

    @Test
    void wrapsTheOnionOfBolt4() throws IOException {
        List<PublicKey> keys = new ArrayList<>();
        List<byte[]> payloads = new ArrayList<>();
        for (String hop : vector("hop")) {
            String[] parts = hop.split(",", 3);
            keys.add(Objects.requireNonNull(PublicKey.parseHex(parts[0])));
            payloads.add(payload(parts[2]));
        }
        Sphinx sphinx = new Sphinx(BOLT4_SIZE, hex(vector("associated").getFirst()));
        PrivateKey session = privateKey(vector("session").getFirst());
        OnionPacket onion = sphinx.wrap(Sphinx.secrets(session, keys), payloads);
        assertEquals(vector("onion").getFirst(), HexFormat.of().formatHex(onion.emit()));
    }

    @Test
    void peelsTheOnionOfBolt4() throws IOException {
        Sphinx sphinx = new Sphinx(BOLT4_SIZE, hex(vector("associated").getFirst()));
        OnionPacket onion = OnionPacket.parse(hex(vector("onion").getFirst()), BOLT4_SIZE);
        List<String> hops = vector("hop");
        for (String hop : hops.subList(0, hops.size() - 1)) {
            String[] parts = hop.split(",", 3);
            Sphinx.Peeled peeled = sphinx.peel(Objects.requireNonNull(onion), privateKey(parts[1]));
            Sphinx.Relayed relayed = assertInstanceOf(Sphinx.Relayed.class, peeled);
            assertArrayEquals(payload(parts[2]), relayed.payload());
            onion = relayed.next();
        }
        String[] last = hops.getLast().split(",", 3);
        Sphinx.Peeled peeled = sphinx.peel(Objects.requireNonNull(onion), privateKey(last[1]));
        assertArrayEquals(payload(last[2]), assertInstanceOf(Sphinx.Ended.class, peeled).payload());
    }

    @Test
    void setUpOnionHasOneSizeForEveryNumberOfHops() {
        Random random = new Random(3);
        for (int hops = 1; hops <= 8; hops++) {
            List<PrivateKey> keys = new ArrayList<>();
            List<byte[]> payloads = new ArrayList<>();
            for (int i = 0; i < hops; i++) {
                keys.add(PrivateKey.generate(random));
                payloads.add(new byte[i == hops - 1 ? 300 : 61]);
                random.nextBytes(payloads.getLast());
            }
            List<PublicKey> publicKeys = keys.stream().map(PrivateKey::publicKey).toList();
            OnionPacket onion =
                    OutboundSetup.SPHINX.wrap(
                            Sphinx.secrets(PrivateKey.generate(random), publicKeys), payloads);
            for (int i = 0; i < hops; i++) {
                byte[] bytes = onion.emit();
                assertEquals(1120, bytes.length);
                onion = Objects.requireNonNull(OnionPacket.parse(bytes, 1054));
                Sphinx.Peeled peeled = OutboundSetup.SPHINX.peel(onion, keys.get(i));
                if (i < hops - 1) {
                    Sphinx.Relayed relayed = assertInstanceOf(Sphinx.Relayed.class, peeled);
                    assertArrayEquals(payloads.get(i), relayed.payload());
                    onion = relayed.next();
                } else {
                    Sphinx.Ended ended = assertInstanceOf(Sphinx.Ended.class, peeled);
                    assertArrayEquals(payloads.get(i), ended.payload());
                }
            }
        }
    }

    @Test
    void everyAlteredByteIsNoticed() {
        Random random = new Random(4);
        PrivateKey key = PrivateKey.generate(random);
        byte[] onion =
                OutboundSetup.SPHINX
                        .wrap(
                                Sphinx.secrets(
                                        PrivateKey.generate(random), List.of(key.publicKey())),
                                List.of(new byte[50]))
                        .emit();
        for (int i = 0; i < onion.length; i += 7) {
            byte[] altered = onion.clone();
            altered[i] ^= (byte) (1 << random.nextInt(8));
            OnionPacket packet = OnionPacket.parse(altered, OnionPacket.PAYLOADS_LENGTH);
            if (packet != null) {
                assertNull(OutboundSetup.SPHINX.peel(packet, key), "byte " + i);
            }
        }
    }

    @Test
    void reservedPayloadLengthIsMalformed() {
        Random random = new Random(5);
        PrivateKey key = PrivateKey.generate(random);
        List<Sphinx.HopSecret> secrets =
                Sphinx.secrets(PrivateKey.generate(random), List.of(key.publicKey()));
        // A payload of one byte is written with the length 1, which is reserved.
        OnionPacket onion = OutboundSetup.SPHINX.wrap(secrets, List.of(new byte[1]));
        assertInstanceOf(Sphinx.Malformed.class, OutboundSetup.SPHINX.peel(onion, key));
    }

    @Test
    void refusesPayloadsThatDoNotFit() {
        Random random = new Random(6);
        PublicKey key = PrivateKey.generate(random).publicKey();
        List<Sphinx.HopSecret> secrets = Sphinx.secrets(PrivateKey.generate(random), List.of(key));
        assertThrows(
                IllegalArgumentException.class,
                () -> OutboundSetup.SPHINX.wrap(secrets, List.of(new byte[1054])));
    }
}
