package net.skycoin.skywire.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.net.Inet6Address;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.skycoin.skywire.crypto.PrivateKey;
import org.junit.jupiter.api.Test;

class LanPrefixTest {
    @Test
    void aKeyHasOneNetworkBesideTheMesh() {
        SplittableRandom random = new SplittableRandom(1);
        PrivateKey key = PrivateKey.generate(random);
        Inet6Address address = LanPrefix.routerAddress(key);

        assertEquals((byte) 0xfc, address.getAddress()[0]);
        assertArrayEquals(
                new byte[] {0, 0, 0, 0, 0, 0, 0, 1},
                Arrays.copyOfRange(address.getAddress(), 8, 16));
        assertEquals(address, LanPrefix.routerAddress(key));
        assertNotEquals(address, LanPrefix.guestsAddress(key));
        assertNotEquals(address, LanPrefix.routerAddress(PrivateKey.generate(random)));
    }

    @Test
    void theNetworkDoesNotShowTheMeshAddress() {
        PrivateKey key = PrivateKey.generate(new SplittableRandom(2));

        assertNotEquals(
                NodeAddress.of(key.publicKey()).toBytes()[1],
                LanPrefix.routerAddress(key).getAddress()[1]);
    }
}
