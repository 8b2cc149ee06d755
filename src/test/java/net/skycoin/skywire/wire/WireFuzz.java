package net.skycoin.skywire.wire;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.fuzz.FuzzTarget;
import net.skycoin.skywire.fuzz.FuzzTargets;
import org.jspecify.annotations.Nullable;

/** Every message and record of the protocol. */
public final class WireFuzz implements FuzzTargets {
    private static final PrivateKey IDENTITY = PrivateKey.generate(new Random(1));
    private static final PublicKey KEY = IDENTITY.publicKey();
    private static final PublicKey OTHER = PrivateKey.generate(new Random(2)).publicKey();
    private static final RecordVersion VERSION = new RecordVersion(1, 2);
    private static final TransportAddress PLACE =
            new TransportAddress(
                    "udp", new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 7373));

    /** Asks for the address of "a.skywire". */
    private static final byte[] QUESTION = {
        1, 2, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 'a', 7, 's', 'k', 'y', 'w', 'i', 'r', 'e', 0, 0, 28,
        0, 1
    };

    @Override
    public List<FuzzTarget> targets() {
        return List.of(
                packet("handshake-init", HandshakeInit::parse, HandshakeInit::emit, init()),
                packet(
                        "handshake-response",
                        HandshakeResponse::parse,
                        HandshakeResponse::emit,
                        new HandshakeResponse(1, 2, new byte[90]).emit()),
                packet(
                        "cookie-reply",
                        CookieReply::parse,
                        CookieReply::emit,
                        new CookieReply(1, new byte[16], new byte[32]).emit()),
                FuzzTarget.roundTrip(
                        "wire.handshake-payload",
                        HandshakePayload::parse,
                        HandshakePayload::emit,
                        new HandshakePayload(3, 4).emit()),
                FuzzTarget.roundTrip(
                        "wire.end-handshake-payload",
                        EndHandshakePayload::parse,
                        EndHandshakePayload::emit,
                        new EndHandshakePayload(3).emit()),
                FuzzTarget.roundTrip(
                        "wire.control-frames", WireFuzz::frames, WireFuzz::emit, emit(allFrames())),
                FuzzTarget.roundTrip(
                        "wire.rekey-init",
                        RekeyInit::parse,
                        RekeyInit::emit,
                        new RekeyInit(1, KEY, null).emit(),
                        new RekeyInit(2, KEY, new byte[1184]).emit()),
                FuzzTarget.roundTrip(
                        "wire.rekey-response",
                        RekeyResponse::parse,
                        RekeyResponse::emit,
                        new RekeyResponse(1, KEY, null).emit(),
                        new RekeyResponse(2, KEY, new byte[1088]).emit()),
                FuzzTarget.roundTrip(
                        "wire.circuit-setup",
                        CircuitSetup::parse,
                        CircuitSetup::emit,
                        new CircuitSetup(7, onion()).emit()),
                FuzzTarget.roundTrip(
                        "wire.circuit-reply",
                        CircuitReply::parse,
                        CircuitReply::emit,
                        new CircuitReply(1, 2, new byte[CircuitReply.REPLY_LENGTH]).emit()),
                FuzzTarget.roundTrip(
                        "wire.circuit-teardown",
                        CircuitTeardown::parse,
                        CircuitTeardown::emit,
                        new CircuitTeardown(1, new byte[80]).emit()),
                FuzzTarget.roundTrip(
                        "wire.circuit-status",
                        CircuitStatus::parse,
                        CircuitStatus::emit,
                        new CircuitStatus(1, new byte[80]).emit()),
                FuzzTarget.roundTrip(
                        "wire.onion",
                        bytes -> OnionPacket.parse(bytes, OnionPacket.PAYLOADS_LENGTH),
                        OnionPacket::emit,
                        onion()),
                FuzzTarget.roundTrip(
                        "wire.relay-payload",
                        RelayPayload::parse,
                        RelayPayload::emit,
                        new RelayPayload(KEY, 1, 600, terms(), new NanoSky(2), tlvs()).emit()),
                FuzzTarget.roundTrip(
                        "wire.end-payload",
                        EndPayload::parse,
                        EndPayload::emit,
                        new EndPayload(Purpose.EXIT, 600, terms(), new byte[60], tlvs()).emit()),
                FuzzTarget.roundTrip(
                        "wire.reply-end",
                        ReplyEnd::parse,
                        ReplyEnd::emit,
                        new ReplyEnd(FailureCode.ACCEPTED, new byte[50]).emit()),
                FuzzTarget.roundTrip(
                        "wire.hop-status",
                        HopStatus::parse,
                        HopStatus::emit,
                        new HopStatus(FailureCode.LINK_LOST, 1, 2).emit()),
                FuzzTarget.roundTrip(
                        "wire.circuit-message",
                        bytes -> CircuitMessage.parse(bytes, 0, bytes.length),
                        CircuitMessage::emit,
                        circuitMessages()),
                FuzzTarget.roundTrip(
                        "wire.map-versions", MapVersions::parse, MapVersions::emit, versions()),
                FuzzTarget.of("wire.map-summary", WireFuzz::summary, new MapSummary(1, 2).emit()),
                FuzzTarget.of("wire.beacon", WireFuzz::beacon, beacon()),
                FuzzTarget.of("wire.dns-question", WireFuzz::question, QUESTION),
                FuzzTarget.roundTrip(
                        "wire.time-offer",
                        TimeOffer::parse,
                        TimeOffer::emit,
                        new TimeOffer(1_800_000_000_000L).emit()),
                FuzzTarget.roundTrip(
                        "wire.map-bucket-request",
                        MapBucketRequest::parse,
                        MapBucketRequest::emit,
                        new MapBucketRequest(List.of(new MapBucketRequest.Entry(5, true))).emit()),
                FuzzTarget.roundTrip(
                        "wire.map-request", MapRequest::parse, MapRequest::emit, request()),
                FuzzTarget.roundTrip(
                        "wire.map-records",
                        MapRecords::parse,
                        MapRecords::emit,
                        new MapRecords(
                                        List.of(
                                                new MapRecords.Entry(
                                                        RecordKind.DESCRIPTOR, 3, descriptor())))
                                .emit()),
                FuzzTarget.roundTrip(
                        "wire.descriptor",
                        NodeDescriptor::parse,
                        NodeDescriptor::emit,
                        descriptor()),
                FuzzTarget.roundTrip(
                        "wire.link-states", LinkStates::parse, LinkStates::emit, linkStates()),
                FuzzTarget.roundTrip(
                        "wire.invite",
                        bytes -> Invite.parse(text(bytes)),
                        invite -> invite.emit().getBytes(StandardCharsets.ISO_8859_1),
                        new Invite(List.of(new Invite.Peer(KEY, PLACE)), List.of(KEY), OTHER)
                                .emit()
                                .getBytes(StandardCharsets.ISO_8859_1)),
                FuzzTarget.roundTrip(
                        "wire.transport-address",
                        bytes -> TransportAddress.readRest(new ByteReader(bytes)),
                        TransportAddress::emit,
                        PLACE.emit()),
                FuzzTarget.of("wire.ip-packet", WireFuzz::inspectPacket, ipv4(), ipv6()));
    }

    /** A parser of the range of an array: what lies around it must not matter. */
    private interface RangeParser<T> {
        @Nullable T parse(byte[] array, int offset, int length);
    }

    private static <T> FuzzTarget packet(
            String name, RangeParser<T> parser, Function<T, byte[]> emit, byte[] seed) {
        return FuzzTarget.roundTrip(
                "wire." + name,
                bytes -> {
                    byte[] around = new byte[bytes.length + 12];
                    Arrays.fill(around, (byte) 0x55);
                    System.arraycopy(bytes, 0, around, 5, bytes.length);
                    return parser.parse(around, 5, bytes.length);
                },
                emit,
                seed);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] init() {
        return new HandshakeInit(1, new byte[120]).emit();
    }

    private static byte[] onion() {
        return new OnionPacket(KEY, new byte[OnionPacket.PAYLOADS_LENGTH], new byte[32]).emit();
    }

    private static CircuitTerms terms() {
        return new CircuitTerms(new NanoSky(3), 4, 5);
    }

    private static List<Tlv> tlvs() {
        return List.of();
    }

    private static List<ControlFrame> allFrames() {
        return List.of(
                new Ack(1, 2),
                new Fragment(3, true, false, new byte[] {4}),
                new Report(1, 2, 3, 4, 5, 6, 7, true),
                new Probe(9),
                new ProbeReply(1400),
                new Close(2));
    }

    private static @Nullable List<ControlFrame> frames(byte[] bytes) {
        return ControlFrame.parseAll(bytes, 0, bytes.length);
    }

    private static byte[] emit(List<ControlFrame> frames) {
        ByteWriter writer = new ByteWriter(64);
        frames.forEach(frame -> frame.emit(writer));
        return writer.toByteArray();
    }

    private static byte[][] circuitMessages() {
        return new byte[][] {
            new LeaseRequest(new byte[32], 3, 1392).emit(),
            new Lease(
                            (Inet4Address) InetAddress.ofLiteral("100.64.0.1"),
                            null,
                            1392,
                            120,
                            List.of(InetAddress.ofLiteral("198.18.0.53")))
                    .emit(),
            new LeaseRefused(FailureCode.LIMIT_REACHED).emit(),
            new Feedback(
                            1,
                            2,
                            250,
                            List.of(new Feedback.Report(1, 90, 80, 5, 70, new int[] {3, 1})))
                    .emit(),
            new Use(Use.Direction.BOTH).emit(),
            new CircuitClose(FailureCode.CLOSED).emit()
        };
    }

    private static void summary(byte[] input) {
        MapSummary summary = MapSummary.parse(input);
        if (summary != null && !Arrays.equals(input, summary.emit())) {
            throw new AssertionError("a summary is not what it was read from");
        }
    }

    private static byte[] beacon() {
        return Beacon.sign(List.of(new Beacon.Place("udp", 7373)), IDENTITY);
    }

    private static void beacon(byte[] input) {
        Beacon beacon = Beacon.parse(input);
        if (beacon != null) {
            beacon.isSigned(input);
        }
    }

    private static void question(byte[] input) {
        DnsQuestion question = DnsQuestion.parse(input);
        if (question != null) {
            int length =
                    Math.max(
                            question.address(new byte[16], 60).length,
                            Math.max(question.nothing().length, question.nameError().length));
            if (length > DnsQuestion.MAX_MESSAGE) {
                throw new AssertionError("an answer of " + length + " bytes");
            }
        }
    }

    private static byte[] versions() {
        RecordId id = new RecordId(KEY, RecordKind.DESCRIPTOR);
        return new MapVersions(List.of(new MapVersions.Entry(id, VERSION, 3))).emit();
    }

    private static byte[] request() {
        return new MapRequest(List.of(new RecordId(KEY, RecordKind.LINK_STATES))).emit();
    }

    private static byte[] descriptor() {
        NodeDescriptor.Content content =
                new NodeDescriptor.Content(
                        OTHER,
                        1,
                        Set.of(Role.RELAY, Role.EXIT),
                        new ExitPolicy(true, true),
                        "CH",
                        new NanoSky(5),
                        List.of(PLACE));
        return NodeDescriptor.sign(VERSION, 1200, content, IDENTITY).emit();
    }

    private static byte[] linkStates() {
        LinkStates.Neighbour neighbour =
                new LinkStates.Neighbour(OTHER, 3, 4, 1472, new NanoSky(5));
        return LinkStates.sign(VERSION, 1200, List.of(neighbour), IDENTITY).emit();
    }

    private static void inspectPacket(byte[] bytes) {
        if (IpPacket.isWellFormed(bytes, 0, bytes.length)) {
            IpPacket.flowHash(bytes, 0, bytes.length, 1, 2);
            IpPacket.hasSource(bytes, 0, new byte[4]);
            IpPacket.hasDestination(bytes, 0, new byte[16]);
        }
    }

    private static byte[] ipv4() {
        byte[] packet = new byte[28];
        packet[0] = 0x45;
        packet[3] = 28;
        packet[9] = 17;
        return packet;
    }

    private static byte[] ipv6() {
        byte[] packet = new byte[44];
        packet[0] = 0x60;
        packet[5] = 4;
        packet[6] = 6;
        return packet;
    }
}
