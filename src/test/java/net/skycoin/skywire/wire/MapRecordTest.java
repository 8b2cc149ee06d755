package net.skycoin.skywire.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.crypto.Signatures;
import net.skycoin.skywire.wire.LinkStates.Neighbour;
import org.junit.jupiter.api.Test;

class MapRecordTest {
    private static final Random RANDOM = new Random(7);
    private static final PrivateKey NODE = PrivateKey.generate(RANDOM);
    private static final PublicKey ONION = PrivateKey.generate(RANDOM).publicKey();
    private static final RecordVersion VERSION = new RecordVersion(3, 0xffff_fffeL);

    private static TransportAddress udp(String ip) {
        return new TransportAddress("udp", new InetSocketAddress(ip, 7373));
    }

    private static NodeDescriptor.Content content(List<TransportAddress> addresses) {
        return new NodeDescriptor.Content(
                ONION,
                5,
                EnumSet.of(Role.RELAY, Role.EXIT),
                new ExitPolicy(true, false),
                "DE",
                new NanoSky(2_000),
                addresses);
    }

    private static NodeDescriptor descriptor() {
        return NodeDescriptor.sign(
                VERSION, 1200, content(List.of(udp("10.0.0.1"), udp("2001:2::7"))), NODE);
    }

    private static LinkStates linkStates(int count) {
        List<Neighbour> neighbours = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            PublicKey key = PrivateKey.generate(RANDOM).publicKey();
            neighbours.add(new Neighbour(key, i % 64, 255, 1472 - i, new NanoSky(i)));
        }
        return LinkStates.sign(VERSION, 1200, neighbours, NODE);
    }

    /** The record's body with something put before the signature, signed again. */
    private static byte[] extended(MapRecord record, byte[] extension) {
        byte[] encoded = record.emit();
        byte[] body = Arrays.copyOf(encoded, encoded.length - 64 + extension.length);
        System.arraycopy(extension, 0, body, encoded.length - 64, extension.length);
        byte[] signed = Arrays.copyOf(body, body.length + 64);
        byte[] signature = Signatures.sign(record.signatureType(), body, NODE);
        System.arraycopy(signature, 0, signed, body.length, 64);
        return signed;
    }

    @Test
    void descriptorSurvivesTheWire() {
        NodeDescriptor made = descriptor();
        NodeDescriptor read = NodeDescriptor.parse(made.emit());
        assertNotNull(read);
        assertEquals(made, read);
        assertEquals(made.content(), read.content());
        assertEquals(NODE.publicKey(), read.key());
        assertEquals(VERSION, read.version());
        assertEquals(1200, read.lifetimeSeconds());
        assertEquals(ONION, read.onionKey());
        assertTrue(read.has(Role.EXIT));
        assertFalse(read.has(Role.HUB));
        assertTrue(read.verify());
    }

    @Test
    void linkStatesSurviveTheWire() {
        for (int count : new int[] {0, 1, 8, LinkStates.MAX_NEIGHBOURS}) {
            LinkStates made = linkStates(count);
            LinkStates read = LinkStates.parse(made.emit());
            assertNotNull(read);
            assertEquals(made.neighbours(), read.neighbours());
            assertTrue(read.verify());
        }
    }

    @Test
    void descriptorKeepsToItsLongestLength() {
        int addresses = 0;
        while (content(Collections.nCopies(addresses + 1, udp("2001:2::7"))).fits()) {
            addresses++;
        }
        NodeDescriptor longest =
                NodeDescriptor.sign(
                        VERSION,
                        1200,
                        content(Collections.nCopies(addresses, udp("2001:2::7"))),
                        NODE);
        assertTrue(longest.length() <= NodeDescriptor.MAX_LENGTH);
        assertTrue(longest.length() > NodeDescriptor.MAX_LENGTH - 25);
        assertNotNull(NodeDescriptor.parse(longest.emit()));
        NodeDescriptor.Content tooMuch =
                content(Collections.nCopies(addresses + 1, udp("2001:2::7")));
        assertThrows(
                IllegalArgumentException.class,
                () -> NodeDescriptor.sign(VERSION, 1200, tooMuch, NODE));
        byte[] padded = extended(longest, new byte[25]);
        assertNull(NodeDescriptor.parse(padded));
    }

    @Test
    void oneChangedBitAnywhereIsFoundOut() {
        for (MapRecord record : List.of(descriptor(), linkStates(2))) {
            byte[] encoded = record.emit();
            for (int i = 0; i < encoded.length; i++) {
                byte[] changed = encoded.clone();
                changed[i] ^= (byte) (1 << RANDOM.nextInt(8));
                MapRecord read = MapRecord.parse(record.kind(), changed);
                assertTrue(read == null || !read.verify(), "byte " + i);
            }
        }
    }

    @Test
    void unknownOddExtensionIsKeptAndUnknownEvenOneRefused() {
        byte[] odd = extended(descriptor(), new byte[] {99, 0, 2, 1, 2});
        NodeDescriptor read = NodeDescriptor.parse(odd);
        assertNotNull(read);
        assertTrue(read.verify());
        assertTrue(Arrays.equals(odd, read.emit()));
        assertNull(NodeDescriptor.parse(extended(descriptor(), new byte[] {98, 0, 1, 1})));
    }

    @Test
    void malformedExtensionsAreRefused() {
        for (byte[] extension :
                new byte[][] {
                    {1, 0, 1, 1}, // a second exit policy
                    {7, 0, 0}, // an empty address
                    {7, 0, 10, 3, 'u', 'd', 'p', 0, 0, 0, 0, 1, 1}, // wildcard
                    {7, 0, 10, 3, 'u', 'd', 'p', 10, 0, 0, 1, 0, 0}, // port 0
                    {7, 0, 10, 3, 'u', 'D', 'p', 10, 0, 0, 1, 1, 1},
                    {7, 0, 9, 3, 'u', 'd', 'p', 10, 0, 0, 1, 1}, // three bytes of address
                    {99, 0, 9, 1}, // cut
                    {99, 0},
                }) {
            assertNull(
                    NodeDescriptor.parse(extended(descriptor(), extension)),
                    Arrays.toString(extension));
        }
    }

    @Test
    void everyPriceSurvivesTheWire() {
        PublicKey other = PrivateKey.generate(RANDOM).publicKey();
        for (long price : new long[] {0, 1, 127, 128, 20_000, 1L << 62, Long.MAX_VALUE}) {
            Neighbour neighbour = new Neighbour(other, 1, 1, 1400, new NanoSky(price));
            LinkStates states = LinkStates.sign(VERSION, 60, List.of(neighbour), NODE);
            LinkStates read = LinkStates.parse(states.emit());
            assertNotNull(read);
            assertEquals(List.of(neighbour), read.neighbours());
            assertEquals(neighbour, read.neighbour(other));
            assertTrue(read.saysTheSameAs(states));
        }
    }

    @Test
    void linkStatesThatContradictThemselvesAreRefused() {
        PublicKey other = PrivateKey.generate(RANDOM).publicKey();
        Neighbour neighbour = new Neighbour(other, 1, 1, 1400, NanoSky.ZERO);
        Neighbour self = new Neighbour(NODE.publicKey(), 1, 1, 1400, NanoSky.ZERO);
        assertNull(
                LinkStates.parse(
                        LinkStates.sign(VERSION, 60, List.of(neighbour, neighbour), NODE).emit()));
        assertNull(LinkStates.parse(LinkStates.sign(VERSION, 60, List.of(self), NODE).emit()));
        assertNull(LinkStates.parse(extended(linkStates(1), new byte[45])));
        byte[] cutPrice = linkStates(1).emit();
        cutPrice[cutPrice.length - 64 - 1] = (byte) 0x80;
        assertNull(LinkStates.parse(cutPrice));
        LinkStates free = LinkStates.sign(VERSION, 60, List.of(neighbour), NODE);
        byte[] longPrice = extended(free, new byte[] {0});
        longPrice[longPrice.length - 64 - 2] = (byte) 0x80;
        assertNull(LinkStates.parse(longPrice), "not the shortest form");
    }

    @Test
    void signatureOfOneKindDoesNotServeTheOther() {
        LinkStates states = linkStates(0);
        byte[] body = Arrays.copyOf(states.emit(), states.length() - 64);
        byte[] forged = states.emit();
        System.arraycopy(Signatures.sign("descriptor", body, NODE), 0, forged, body.length, 64);
        LinkStates read = LinkStates.parse(forged);
        assertNotNull(read);
        assertFalse(read.verify());
    }

    @Test
    void versionsAreOrderedByBootCounterFirst() {
        assertTrue(new RecordVersion(2, 0).isNewerThan(new RecordVersion(1, 9)));
        assertTrue(new RecordVersion(0x8000_0000L, 0).isNewerThan(new RecordVersion(1, 0)));
        assertTrue(new RecordVersion(1, 9).isNewerThan(new RecordVersion(1, 8)));
        assertEquals(new RecordVersion(2, 0), new RecordVersion(1, 0xffff_ffffL).next());
        RecordVersion last = new RecordVersion(0xffff_ffffL, 0xffff_ffffL);
        assertEquals(last, last.next());
    }

    @Test
    void coarseScaleRoundsToItsSteps() {
        assertEquals(0, CoarseScale.delayCode(0));
        assertEquals(0, CoarseScale.delayCode(1_000_000));
        assertEquals(4, CoarseScale.delayCode(2_000_000));
        assertEquals(27, CoarseScale.delayCode(107_000_000));
        assertEquals(255, CoarseScale.delayCode(-1));
        assertEquals(64, CoarseScale.delayCode(Long.MAX_VALUE));
        assertEquals(-1, CoarseScale.delayNs(255));
        assertEquals(1_189_207, CoarseScale.delayNs(1));
        assertEquals(CoarseScale.delayNs(64), CoarseScale.delayNs(254));
        for (int code = 0; code <= 64; code++) {
            assertEquals(code, CoarseScale.delayCode(CoarseScale.delayNs(code)));
        }
        assertEquals(0, CoarseScale.capacityCode(1));
        assertEquals(7, CoarseScale.capacityCode(10_000_000));
        assertEquals(8_192_000, CoarseScale.capacityBitsPerSecond(7));
        assertEquals(255, CoarseScale.capacityCode(-1));
        assertTrue(CoarseScale.capacityBitsPerSecond(254) > 0);
    }

    @Test
    void noBytesMakeAParserThrow() {
        long seed = 20_261_121;
        System.out.println("MapRecordTest seed " + seed);
        Random random = new Random(seed);
        for (MapRecord record : List.of(descriptor(), linkStates(3))) {
            for (int round = 0; round < 4000; round++) {
                byte[] mutated = Mutations.of(record.emit(), random);
                MapRecord read = MapRecord.parse(record.kind(), mutated);
                if (read != null) {
                    assertTrue(Arrays.equals(mutated, read.emit()));
                }
            }
        }
    }

    @Test
    void contentRefusesWhatCannotBeSaid() {
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        new NodeDescriptor.Content(
                                ONION,
                                0,
                                Set.of(),
                                ExitPolicy.NONE,
                                "de",
                                NanoSky.ZERO,
                                List.of()));
        assertThrows(IllegalArgumentException.class, () -> udp("224.0.0.1"));
    }
}
