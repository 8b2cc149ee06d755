package net.skycoin.skywire.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import org.junit.jupiter.api.Test;

class NodeAddressTest {
    /** The base point of the curve, the key of the scalar 1. */
    private static final PublicKey KEY =
            Objects.requireNonNull(
                    PublicKey.parseHex(
                            "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"));

    /** SHA-256 of this key begins 0f715baf5d4c2ed329785cef29e562f7 (sha256sum). */
    @Test
    void addressIsFdAndTheHashOfTheKey() {
        NodeAddress address = NodeAddress.of(KEY);
        assertEquals("fd0f:715b:af5d:4c2e:d329:785c:ef29:e562", address.toString());
        assertEquals(address, NodeAddress.read(address.toBytes(), 0));
        assertEquals(address.hashCode(), NodeAddress.of(KEY).hashCode());
        assertArrayEquals(address.toBytes(), address.toInetAddress().getAddress());
    }

    @Test
    void textIsReadByTheJdkWithoutLookingAnythingUp() throws UnknownHostException {
        Random random = new Random(1);
        for (int i = 0; i < 50; i++) {
            NodeAddress address = NodeAddress.of(PrivateKey.generate(random).publicKey());
            assertEquals(address.toInetAddress(), InetAddress.ofLiteral(address.toString()));
        }
    }

    @Test
    void addressesOutsideTheMeshAreNone() {
        byte[] foreign = new byte[20];
        assertNull(NodeAddress.read(foreign, 4));
        foreign[4] = (byte) 0xfc;
        assertNull(NodeAddress.read(foreign, 4));
    }

    @Test
    void nameIsTheKeyInBase32() {
        String name = NodeName.of(KEY);
        assertEquals(NodeName.LABEL_LENGTH + ".skywire".length(), name.length());
        assertEquals(KEY, NodeName.parse(name));
        assertEquals(KEY, NodeName.parse(name.toUpperCase(Locale.ROOT)));
        assertEquals(KEY, NodeName.parseLabel(NodeName.label(KEY)));
    }

    @Test
    void whatIsNoNameIsRefused() {
        String label = NodeName.label(KEY);
        assertNull(NodeName.parse(label));
        assertNull(NodeName.parse(label + ".example"));
        assertNull(NodeName.parse("www." + label + ".skywire"));
        assertNull(NodeName.parse(".skywire"));
        assertNull(NodeName.parseLabel("a".repeat(53)));
        assertNull(NodeName.parseLabel("1" + label.substring(1)));
        assertNull(NodeName.parseLabel(label.substring(1)));
    }
}
