package net.skycoin.skywire.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CircuitMessagesTest {
    private static final PublicKey KEY = PrivateKey.generate(new Random(1)).publicKey();
    private static final CircuitTerms TERMS = new CircuitTerms(new NanoSky(3), 4, 0xffff_ffffL);

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static @Nullable CircuitMessage inside(byte[] bytes) {
        return CircuitMessage.parse(bytes, 0, bytes.length);
    }

    private static Lease lease() {
        try {
            return new Lease(
                    (Inet4Address) InetAddress.getByAddress(new byte[] {100, 64, 0, 1}),
                    (Inet6Address) InetAddress.getByAddress(filled(16, 0xfc)),
                    1392,
                    120,
                    List.of(
                            InetAddress.getByAddress(new byte[] {(byte) 198, 18, 0, 53}),
                            InetAddress.getByAddress(filled(16, 0x20))));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void linkMessagesAreLaidOutAsInTheProtocol() {
        assertEquals(
                "10" + "01020304" + "05".repeat(1120),
                hex(new CircuitSetup(0x01020304, filled(1120, 5)).emit()));
        assertEquals(
                "11" + "00000001" + "00000002" + "05".repeat(904),
                hex(new CircuitReply(1, 2, filled(904, 5)).emit()));
        assertEquals(
                "12" + "00000001" + "05".repeat(80),
                hex(new CircuitTeardown(1, filled(80, 5)).emit()));
        assertEquals(
                "13" + "00000001" + "05".repeat(80),
                hex(new CircuitStatus(1, filled(80, 5)).emit()));
    }

    @Test
    void onionPayloadsAreLaidOutAsInTheProtocol() {
        RelayPayload relay = new RelayPayload(KEY, 7, 600, TERMS, new NanoSky(2), List.of());
        byte[] bytes = relay.emit();
        assertEquals(
                "01"
                        + KEY
                        + "07"
                        + "0258"
                        + "0000000000000003"
                        + "0000000000000002"
                        + "00000004"
                        + "ffffffff",
                hex(bytes));
        assertEquals(relay, RelayPayload.parse(bytes));
        EndPayload end = new EndPayload(Purpose.MESH, 600, TERMS, filled(3, 9), List.of());
        assertEquals(
                "01"
                        + "02"
                        + "0258"
                        + "0000000000000003"
                        + "00000004"
                        + "ffffffff"
                        + "0003"
                        + "090909",
                hex(end.emit()));
        EndPayload parsed = Objects.requireNonNull(EndPayload.parse(end.emit()));
        assertEquals(Purpose.MESH, parsed.purpose());
        assertEquals(TERMS, parsed.terms());
        assertArrayEquals(filled(3, 9), parsed.noiseMessage());
    }

    @Test
    void onionPayloadsRejectWhatCannotBe() {
        RelayPayload relay = new RelayPayload(KEY, 0, 1, TERMS, NanoSky.ZERO, List.of());
        assertNull(RelayPayload.parse(with(relay.emit(), 0, 2)), "version");
        assertNull(RelayPayload.parse(with(relay.emit(), 1, 9)), "no point");
        assertNull(RelayPayload.parse(with(relay.emit(), 36, 0)), "lifetime 0");
        assertNull(RelayPayload.parse(with(relay.emit(), 37, 0x80)), "negative pay");
        assertNull(RelayPayload.parse(with(relay.emit(), 45, 0x80)), "negative pay on");
        EndPayload end = new EndPayload(Purpose.EXIT, 1, TERMS, filled(3, 9), List.of());
        assertNull(EndPayload.parse(with(end.emit(), 1, 3)), "purpose");
        assertNull(EndPayload.parse(with(end.emit(), 21, 4)), "length of the Noise message");
        assertNull(EndPayload.parse(with(end.emit(), 4, 0x80)), "negative pay");
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        bytes[at] = (byte) value;
        return bytes;
    }

    @Test
    void onionPayloadsHaveRoomForExtensions() {
        List<Tlv> odd = List.of(new Tlv(5, filled(3, 1)));
        List<Tlv> even = List.of(new Tlv(6, filled(3, 1)));
        assertNotNull(
                RelayPayload.parse(new RelayPayload(KEY, 0, 1, TERMS, NanoSky.ZERO, odd).emit()));
        assertNull(
                RelayPayload.parse(new RelayPayload(KEY, 0, 1, TERMS, NanoSky.ZERO, even).emit()));
        assertNotNull(
                EndPayload.parse(new EndPayload(Purpose.EXIT, 1, TERMS, filled(3, 9), odd).emit()));
        assertNull(
                EndPayload.parse(
                        new EndPayload(Purpose.EXIT, 1, TERMS, filled(3, 9), even).emit()));
    }

    @Test
    void replyEndKeepsToItsSlot() {
        ReplyEnd end = new ReplyEnd(FailureCode.STALE_ONION_KEY, filled(480, 7));
        byte[] slot = Arrays.copyOf(end.emit(), CircuitReply.END_LENGTH);
        ReplyEnd parsed = Objects.requireNonNull(ReplyEnd.parse(slot));
        assertEquals(FailureCode.STALE_ONION_KEY, parsed.code());
        assertArrayEquals(end.content(), parsed.content());
        assertNull(ReplyEnd.parse(with(slot, 1, 0xff)), "length");
        assertThrows(
                IllegalArgumentException.class,
                () -> new ReplyEnd(FailureCode.ACCEPTED, new byte[510]));
    }

    @Test
    void statusIsLaidOutAsInTheProtocol() {
        HopStatus status = new HopStatus(FailureCode.LINK_LOST, 1, 2);
        assertEquals(
                "08" + "10" + "0000000000000001" + "0000000000000002" + "00".repeat(30),
                hex(status.emit()));
        assertEquals(status, HopStatus.parse(status.emit()));
        assertNull(HopStatus.parse(with(status.emit(), 0, 12)), "code");
        assertNull(HopStatus.parse(with(status.emit(), 1, 47)), "length");
        assertEquals(
                new HopStatus(FailureCode.LINK_LOST, 0, 0),
                HopStatus.parse(with(status.emit(), 1, 15)));
    }

    @Test
    void leaseMessagesAreLaidOutAsInTheProtocol() {
        assertEquals(
                "01" + "07".repeat(32) + "03" + "0570",
                hex(new LeaseRequest(filled(32, 7), 3, 1392).emit()));
        assertEquals(
                "02"
                        + "64400001"
                        + "fc".repeat(16)
                        + "0570"
                        + "0078"
                        + "02"
                        + "00000000000000000000ffffc6120035"
                        + "20".repeat(16),
                hex(lease().emit()));
        assertEquals(lease(), inside(lease().emit()));
        Lease none = new Lease(null, null, 1280, 120, List.of());
        assertEquals(none, inside(none.emit()));
        assertEquals("0303", hex(new LeaseRefused(FailureCode.LIMIT_REACHED).emit()));
    }

    @Test
    void leaseRejectsAMappedAddressInThePlaceOfIpv6() {
        byte[] bytes = new Lease(null, null, 1280, 120, List.of()).emit();
        byte[] mapped = HexFormat.of().parseHex("00000000000000000000ffff0a000001");
        System.arraycopy(mapped, 0, bytes, 5, 16);
        assertNull(inside(bytes));
    }

    private static Feedback feedback() {
        return new Feedback(
                1,
                2,
                300,
                List.of(
                        new Feedback.Report(
                                1, 0xffff_ffffL, 4, 0xffff_fffeL, 70, new int[] {3, 1, 5, 2}),
                        new Feedback.Report(2, 0, 1, 5, 0, new int[0])));
    }

    @Test
    void feedbackComesBackAndLiesAboutItsLengthAreRefused() {
        byte[] bytes = feedback().emit();
        assertEquals(feedback().length(), bytes.length);
        Feedback back = (Feedback) inside(bytes);
        assertArrayEquals(bytes, back == null ? null : back.emit());
        bytes[8] = 3;
        assertNull(inside(bytes));
        bytes[8] = (byte) 200;
        assertNull(inside(bytes));
        bytes[8] = 2;
        bytes[Feedback.HEADER_LENGTH + 15] = 100;
        assertNull(inside(bytes));
    }

    @Test
    void otherMessagesInsideACircuitComeBack() {
        List<CircuitMessage> messages =
                List.of(
                        new Feedback(3, 0xffff_ffffL, 250, List.of()),
                        new Use(Use.Direction.UP),
                        new Use(Use.Direction.DOWN),
                        new Use(Use.Direction.BOTH),
                        new CircuitClose(FailureCode.CLOSED),
                        new LeaseRefused(FailureCode.NOT_SERVED));
        for (CircuitMessage message : messages) {
            assertEquals(message, inside(message.emit()));
        }
        assertNull(inside(new byte[0]));
        assertNull(inside(new byte[] {9, 1}));
        assertNull(inside(new byte[] {Use.MESSAGE_TYPE, 4}));
        assertNull(inside(new byte[] {Use.MESSAGE_TYPE, 1, 0}));
    }

    @Test
    void localFindingsNeverComeFromTheWire() {
        assertNull(FailureCode.of(-1));
        assertNull(FailureCode.of(255));
        assertEquals(FailureCode.CLOSED, FailureCode.of(9));
    }

    /** Whatever a parser takes, it must emit again as it was, or at least stably. */
    @Test
    void parsersSurviveDamage() {
        List<Sample> parsers = new ArrayList<>();
        add(
                parsers,
                new CircuitSetup(1, filled(1120, 5)).emit(),
                bytes -> emitted(CircuitSetup.parse(bytes), CircuitSetup::emit));
        add(
                parsers,
                new CircuitReply(1, 2, filled(904, 5)).emit(),
                bytes -> emitted(CircuitReply.parse(bytes), CircuitReply::emit));
        add(
                parsers,
                new CircuitTeardown(1, filled(80, 5)).emit(),
                bytes -> emitted(CircuitTeardown.parse(bytes), CircuitTeardown::emit));
        add(
                parsers,
                new CircuitStatus(1, filled(80, 5)).emit(),
                bytes -> emitted(CircuitStatus.parse(bytes), CircuitStatus::emit));
        add(
                parsers,
                new OnionPacket(KEY, filled(1054, 1), filled(32, 1)).emit(),
                bytes -> emitted(OnionPacket.parse(bytes, 1054), OnionPacket::emit));
        add(
                parsers,
                new RelayPayload(KEY, 0, 1, TERMS, NanoSky.ZERO, List.of()).emit(),
                bytes -> emitted(RelayPayload.parse(bytes), RelayPayload::emit));
        add(
                parsers,
                new EndPayload(Purpose.EXIT, 1, TERMS, filled(54, 1), List.of()).emit(),
                bytes -> emitted(EndPayload.parse(bytes), EndPayload::emit));
        add(
                parsers,
                new EndHandshakePayload(1).emit(),
                bytes -> emitted(EndHandshakePayload.parse(bytes), EndHandshakePayload::emit));
        add(
                parsers,
                new ReplyEnd(FailureCode.ACCEPTED, filled(54, 1)).emit(),
                bytes -> emitted(ReplyEnd.parse(bytes), ReplyEnd::emit));
        add(
                parsers,
                new HopStatus(FailureCode.CLOSED, 1, 2).emit(),
                bytes -> emitted(HopStatus.parse(bytes), HopStatus::emit));
        List<CircuitMessage> inner =
                List.of(
                        lease(),
                        new LeaseRequest(filled(32, 1), 1, 1392),
                        feedback(),
                        new Use(Use.Direction.UP));
        for (CircuitMessage message : inner) {
            add(parsers, message.emit(), bytes -> emitted(inside(bytes), CircuitMessage::emit));
        }
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        parsers.forEach(sample -> fuzz(sample, random, "seed " + seed));
    }

    private static <T> byte @Nullable [] emitted(@Nullable T parsed, Function<T, byte[]> emit) {
        return parsed == null ? null : emit.apply(parsed);
    }

    /** Parses and emits again; null when the parser refuses. */
    interface Codec {
        byte @Nullable [] again(byte[] bytes);
    }

    record Sample(byte[] bytes, Codec codec) {}

    private static void add(List<Sample> samples, byte[] bytes, Codec codec) {
        samples.add(new Sample(bytes, codec));
    }

    private static void fuzz(Sample sample, Random random, String hint) {
        Codec codec = sample.codec;
        assertArrayEquals(sample.bytes, codec.again(sample.bytes.clone()));
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = sample.bytes.clone();
            if (i % 2 == 0) {
                damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length + 10));
            }
            for (int n = random.nextInt(4); n > 0 && damaged.length > 0; n--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            byte[] again = codec.again(damaged);
            if (again != null) {
                assertArrayEquals(again, codec.again(again), hint);
            }
        }
    }
}
