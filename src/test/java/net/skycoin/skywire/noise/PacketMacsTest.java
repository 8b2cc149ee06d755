package net.skycoin.skywire.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Random;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.CookieReply;
import net.skycoin.skywire.wire.HandshakeInit;
import org.junit.jupiter.api.Test;

class PacketMacsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final InetSocketAddress HERE = address(1, 7373);

    private final Random random = new Random(3);
    private final PublicKey own = PrivateKey.generate(random).publicKey();
    private final PublicKey other = PrivateKey.generate(random).publicKey();
    private final PacketMacs.Receiver receiver = new PacketMacs.Receiver(own, random, 0);
    private final PacketMacs.Sender sender = new PacketMacs.Sender(own);

    @Test
    void mac1ShowsForWhomThePacketWasMade() {
        byte[] packet = stamped(sender, 5);
        assertTrue(receiver.mac1Valid(packet, 0, packet.length));
        assertFalse(new PacketMacs.Receiver(other, random, 0).mac1Valid(packet, 0, packet.length));
        for (int i = 0; i < packet.length - HandshakeInit.MAC_LENGTH; i++) {
            packet[i] ^= 1;
            assertFalse(receiver.mac1Valid(packet, 0, packet.length));
            packet[i] ^= 1;
        }
        for (int length = 0; length < packet.length; length++) {
            assertFalse(receiver.mac1Valid(packet, 0, length));
            assertFalse(receiver.mac2Valid(packet, 0, length, HERE, 0));
        }
    }

    @Test
    void aCookieProvesTheAddressForUpToFourMinutes() {
        byte[] first = stamped(sender, 5);
        assertFalse(receiver.mac2Valid(first, 0, first.length, HERE, 0));
        assertTrue(sender.accept(reply(first, 0)));
        byte[] second = stamped(sender, 5);
        assertTrue(receiver.mac1Valid(second, 0, second.length));
        assertTrue(receiver.mac2Valid(second, 0, second.length, HERE, 0));
        assertFalse(receiver.mac2Valid(second, 0, second.length, address(2, 7373), 0));
        assertFalse(receiver.mac2Valid(second, 0, second.length, address(1, 7374), 0));
        assertTrue(receiver.mac2Valid(second, 0, second.length, HERE, 120 * SECOND));
        assertFalse(receiver.mac2Valid(second, 0, second.length, HERE, 240 * SECOND));
    }

    @Test
    void aCookieIsForgottenAfterALongSilence() {
        byte[] first = stamped(sender, 5);
        assertTrue(sender.accept(reply(first, 0)));
        byte[] second = stamped(sender, 5);
        assertFalse(receiver.mac2Valid(second, 0, second.length, HERE, 1_000 * SECOND));
    }

    @Test
    void aCookieReplyCountsOnlyForThePacketThatItAnswers() {
        CookieReply reply = reply(stamped(sender, 5), 0);
        byte[] next = stamped(sender, 6);
        assertFalse(sender.accept(reply));
        assertFalse(new PacketMacs.Sender(own).accept(reply));
        CookieReply genuine = reply(next, 0);
        byte[] damaged = genuine.sealedCookie().clone();
        damaged[0] ^= 1;
        assertFalse(sender.accept(new CookieReply(6, genuine.salt(), damaged)));
        assertTrue(sender.accept(genuine));
    }

    @Test
    void aCookieReplyNamesTheInitsSender() {
        assertEquals(5, reply(stamped(sender, 5), 0).receiverIndex());
    }

    private CookieReply reply(byte[] init, long nowNs) {
        return receiver.cookieReply(init, 0, init.length, HERE, nowNs);
    }

    private static byte[] stamped(PacketMacs.Sender sender, int index) {
        byte[] packet = new HandshakeInit(index, new byte[60]).emit();
        sender.stamp(packet);
        return packet;
    }

    private static InetSocketAddress address(int last, int port) {
        try {
            return new InetSocketAddress(
                    InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last}), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
