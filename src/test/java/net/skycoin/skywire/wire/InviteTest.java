package net.skycoin.skywire.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import net.skycoin.skywire.bytes.Base32;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.crypto.Sha256;
import org.junit.jupiter.api.Test;

class InviteTest {
    private static final Random RANDOM = new Random(9);

    private static PublicKey key() {
        return PrivateKey.generate(RANDOM).publicKey();
    }

    private static Invite.Peer peer(String transport, String ip) {
        return new Invite.Peer(
                key(), new TransportAddress(transport, new InetSocketAddress(ip, 443)));
    }

    private static Invite invite() {
        return new Invite(
                List.of(peer("udp", "198.51.100.7"), peer("tls", "2001:2::1")),
                List.of(key(), key()),
                key());
    }

    private static String text(byte[] body) {
        byte[] whole = Arrays.copyOf(body, body.length + 4);
        System.arraycopy(Sha256.hash(body), 0, whole, body.length, 4);
        return "skywire1" + Base32.encode(whole);
    }

    @Test
    void textIsReadBack() {
        Invite invite = invite();
        String text = invite.emit();
        assertTrue(text.startsWith("skywire1"));
        assertEquals(invite, Invite.parse(text));
        assertEquals(invite, Invite.parse("  " + text.toUpperCase(Locale.ROOT) + "\n"));
        Invite bare = new Invite(List.of(), List.of(), null);
        assertEquals(bare, Invite.parse(bare.emit()));
    }

    @Test
    void anyMistypedLetterIsNoticed() {
        String text = invite().emit();
        for (int i = 0; i < text.length(); i++) {
            char other = text.charAt(i) == 'x' ? 'y' : 'x';
            String mistyped = text.substring(0, i) + other + text.substring(i + 1);
            assertNull(Invite.parse(mistyped), mistyped);
            assertNull(Invite.parse(text.substring(0, i)));
        }
        assertNull(Invite.parse(text + "a"));
    }

    @Test
    void foreignVersionsAndExtensionsAreTreatedAsTheProtocolSays() {
        assertNull(Invite.parse(text(new byte[] {2})));
        assertNull(Invite.parse(text(new byte[] {1, 8, 0, 0})));
        assertNull(Invite.parse(text(new byte[] {1, 3, 0, 2, 1, 1})));
        assertEquals(
                new Invite(List.of(), List.of(), null),
                Invite.parse(text(new byte[] {1, 9, 0, 1, 5})));
    }

    @Test
    void noTextMakesTheParserThrow() {
        Random random = new Random(10);
        byte[] good = Base32.decode(invite().emit().substring(8));
        for (int i = 0; i < 3000 && good != null; i++) {
            byte[] body = Mutations.of(Arrays.copyOf(good, good.length - 4), random);
            Invite read = Invite.parse(text(body));
            if (read != null) {
                assertNotEquals("", read.emit());
            }
            Invite.parse("skywire1" + (char) random.nextInt(0x300) + i);
        }
        assertNull(Invite.parse("skywire1" + "a".repeat(Invite.MAX_TEXT_LENGTH)));
        assertNull(Invite.parse(""));
    }
}
