package net.skycoin.skywire.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LinkMessagesTest {
    private static final PublicKey KEY = PrivateKey.generate(new Random(1)).publicKey();

    @Test
    void initIsLaidOutAsInTheProtocol() {
        byte[] packet = new HandshakeInit(0x01020304, new byte[] {9, 8}).emit();
        assertEquals(
                "01010022" + "01020304" + "0908" + "00".repeat(32),
                HexFormat.of().formatHex(packet));
        HandshakeInit init = Objects.requireNonNull(HandshakeInit.parse(packet, 0, packet.length));
        assertEquals(0x01020304, init.senderIndex());
        assertArrayEquals(new byte[] {9, 8}, init.noiseMessage());
    }

    @Test
    void responseIsLaidOutAsInTheProtocol() {
        byte[] packet = new HandshakeResponse(1, 2, new byte[] {9}).emit();
        assertEquals(
                "02010025" + "00000001" + "00000002" + "09" + "00".repeat(32),
                HexFormat.of().formatHex(packet));
        HandshakeResponse response =
                Objects.requireNonNull(HandshakeResponse.parse(packet, 0, packet.length));
        assertEquals(1, response.senderIndex());
        assertEquals(2, response.receiverIndex());
        assertArrayEquals(new byte[] {9}, response.noiseMessage());
    }

    @Test
    void cookieReplyIsLaidOutAsInTheProtocol() {
        byte[] salt = filled(16, 5);
        byte[] sealed = filled(32, 6);
        byte[] packet = new CookieReply(7, salt, sealed).emit();
        assertEquals(
                "03010030" + "00000007" + "05".repeat(16) + "06".repeat(32),
                HexFormat.of().formatHex(packet));
        CookieReply reply = Objects.requireNonNull(CookieReply.parse(packet, 0, packet.length));
        assertEquals(7, reply.receiverIndex());
        assertArrayEquals(salt, reply.salt());
        assertArrayEquals(sealed, reply.sealedCookie());
    }

    @Test
    void payloadSkipsOddExtensionsAndRejectsEvenOnes() {
        HandshakePayload payload = new HandshakePayload(HandshakePayload.CAN_AES, 77);
        byte[] bytes = payload.emit();
        assertEquals("01" + "00000001" + "000000000000004d", HexFormat.of().formatHex(bytes));
        assertEquals(payload, HandshakePayload.parse(bytes));
        assertEquals(payload, HandshakePayload.parse(with(bytes, new Tlv(9, new byte[3]))));
        assertNull(HandshakePayload.parse(with(bytes, new Tlv(8, new byte[3]))));
        assertNull(HandshakePayload.parse(Arrays.copyOf(bytes, 12)));
        bytes[0] = 2;
        assertNull(HandshakePayload.parse(bytes));
    }

    @Test
    void rekeyMessagesCarryKemExtensionsOfTheRightLength() {
        for (byte[] kem : Arrays.asList(null, new byte[1184])) {
            RekeyInit init = new RekeyInit(255, KEY, kem);
            RekeyInit parsed = Objects.requireNonNull(RekeyInit.parse(init.emit()));
            assertEquals(255, parsed.epoch());
            assertEquals(KEY, parsed.fresh());
            assertArrayEquals(kem, parsed.encapsulationKey());
        }
        RekeyResponse response = new RekeyResponse(1, KEY, new byte[1088]);
        assertArrayEquals(response.emit(), reEmit(RekeyResponse.parse(response.emit())));
        assertNull(RekeyInit.parse(new RekeyInit(1, KEY, new byte[1183]).emit()));
        assertNull(RekeyResponse.parse(new RekeyResponse(1, KEY, new byte[1089]).emit()));
        assertNull(RekeyInit.parse(response.emit()));
        byte[] noPoint = new RekeyInit(1, KEY, null).emit();
        noPoint[2] = 7;
        assertNull(RekeyInit.parse(noPoint));
    }

    private static byte @Nullable [] reEmit(@Nullable RekeyResponse response) {
        return response == null ? null : response.emit();
    }

    @Test
    void extensionsOfOneTypeMayRepeatAndKeepTheirOrder() {
        ByteWriter writer = new ByteWriter(10);
        Tlv.emitAll(
                writer,
                List.of(
                        new Tlv(2, new byte[] {1}),
                        new Tlv(5, new byte[0]),
                        new Tlv(2, new byte[] {2})));
        List<Tlv> read = Tlv.readAll(new ByteReader(writer.toByteArray()), 2);
        assertEquals(2, read.size());
        assertArrayEquals(new byte[] {1}, Tlv.first(read, 2));
        assertArrayEquals(new byte[] {2}, read.get(1).value());
        assertNull(Tlv.first(read, 5));
        ByteReader cut = new ByteReader(new byte[] {1, 0, 2, 7});
        assertEquals(List.of(), Tlv.readAll(cut, 1));
        assertTrue(cut.failed());
    }

    @Test
    void noParserThrowsAtMutationsAndWhatItTakesItEmitsAgain() {
        Random random = new Random(12);
        List<Case> cases = cases();
        for (int i = 0; i < 30_000; i++) {
            Case tested = cases.get(i % cases.size());
            byte[] bytes = mutate(tested.genuine(), random);
            byte[] again = tested.parseAndEmit().apply(bytes);
            // Unknown odd extensions, and the MACs, are not kept.
            assertTrue(again == null || again.length <= bytes.length);
        }
        for (Case tested : cases) {
            assertNotNull(tested.parseAndEmit().apply(tested.genuine()));
        }
    }

    private record Case(byte[] genuine, Function<byte[], byte @Nullable []> parseAndEmit) {}

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        cases.add(
                new Case(
                        new HandshakeInit(1, new byte[70]).emit(),
                        bytes -> {
                            HandshakeInit it = HandshakeInit.parse(bytes, 0, bytes.length);
                            return it == null ? null : it.emit();
                        }));
        cases.add(
                new Case(
                        new HandshakeResponse(1, 2, new byte[70]).emit(),
                        bytes -> {
                            HandshakeResponse it = HandshakeResponse.parse(bytes, 0, bytes.length);
                            return it == null ? null : it.emit();
                        }));
        cases.add(
                new Case(
                        new CookieReply(1, new byte[16], new byte[32]).emit(),
                        bytes -> {
                            CookieReply it = CookieReply.parse(bytes, 0, bytes.length);
                            return it == null ? null : it.emit();
                        }));
        cases.add(
                new Case(
                        with(new HandshakePayload(3, 4).emit(), new Tlv(3, new byte[5])),
                        bytes -> {
                            HandshakePayload it = HandshakePayload.parse(bytes);
                            return it == null ? null : it.emit();
                        }));
        cases.add(
                new Case(
                        new RekeyInit(1, KEY, null).emit(),
                        bytes -> {
                            RekeyInit it = RekeyInit.parse(bytes);
                            return it == null ? null : it.emit();
                        }));
        cases.add(
                new Case(
                        new RekeyResponse(1, KEY, new byte[1088]).emit(),
                        bytes -> {
                            RekeyResponse it = RekeyResponse.parse(bytes);
                            return it == null ? null : it.emit();
                        }));
        return cases;
    }

    private static byte[] mutate(byte[] genuine, Random random) {
        byte[] bytes =
                random.nextInt(4) == 0
                        ? Arrays.copyOf(genuine, random.nextInt(genuine.length + 10))
                        : genuine.clone();
        int changes = random.nextInt(4);
        for (int i = 0; i < changes && bytes.length > 0; i++) {
            // Most of the structure is at the front.
            int at =
                    random.nextInt(
                            random.nextBoolean() ? Math.min(40, bytes.length) : bytes.length);
            bytes[at] = (byte) random.nextInt();
        }
        return bytes;
    }

    private static byte[] with(byte[] message, Tlv extension) {
        ByteWriter writer = new ByteWriter(message.length + 16).bytes(message);
        extension.emit(writer);
        return writer.toByteArray();
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
