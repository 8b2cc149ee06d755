package net.skycoin.skywire.tun;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.skycoin.skywire.bytes.BigEndian;
import net.skycoin.skywire.bytes.PacketBatch;
import net.skycoin.skywire.wire.Cell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cutting, joining and checksums, without a device. */
class OffloadTest {
    private static final int TCP_HEADER = 32;
    private static final int UDP_HEADER = 8;
    private static final int ACK = 0x10;
    private static final int PSH = 0x08;
    private static final int FIN = 0x01;

    private record Piece(byte[] bytes, int flags) {}

    private record Written(byte[] header, byte[] packet, int packets) {}

    private final List<Piece> pieces = new ArrayList<>();
    private final List<Written> written = new ArrayList<>();
    private final Segmenter segmenter = new Segmenter(this::collect);
    private final Coalescer coalescer =
            new Coalescer(
                    (array, offset, length, packets) -> {
                        int packet = offset + VirtioHeader.LENGTH;
                        written.add(
                                new Written(
                                        Arrays.copyOfRange(array, offset, packet),
                                        Arrays.copyOfRange(array, packet, offset + length),
                                        packets));
                        return true;
                    },
                    true);

    private void collect(PacketBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            int offset = batch.offset(i);
            pieces.add(
                    new Piece(
                            Arrays.copyOfRange(batch.array(), offset, offset + batch.length(i)),
                            batch.flags(i)));
        }
    }

    private static int ipHeader(int version) {
        return version == 4 ? 20 : 40;
    }

    /** A TCP or UDP packet with the payload 0, 1, 2, ... and no checksum yet. */
    private static byte[] packet(int version, int protocol, int port, int flags, int payload) {
        int ip = ipHeader(version);
        int header = protocol == TransportHeader.TCP ? TCP_HEADER : UDP_HEADER;
        byte[] packet = new byte[ip + header + payload];
        packet[0] = (byte) (version == 4 ? 0x45 : 0x60);
        packet[version == 4 ? 9 : 6] = (byte) protocol;
        packet[version == 4 ? 8 : 7] = 64;
        if (version == 4) {
            BigEndian.putU16(packet, 4, 0xfffe);
            BigEndian.putInt(packet, 12, 0x0a000001);
            BigEndian.putInt(packet, 16, 0x0a000002);
        } else {
            packet[8] = (byte) 0xfd;
            packet[24] = (byte) 0xfd;
            packet[39] = 2;
        }
        TransportHeader.putIpLength(packet, 0, packet.length);
        BigEndian.putU16(packet, ip, port);
        BigEndian.putU16(packet, ip + 2, 80);
        if (protocol == TransportHeader.TCP) {
            BigEndian.putInt(packet, ip + 4, 0xfffffff0);
            packet[ip + 12] = (byte) ((TCP_HEADER / 4) << 4);
            packet[ip + 13] = (byte) flags;
            BigEndian.putU16(packet, ip + 14, 500);
        } else {
            BigEndian.putU16(packet, ip + 4, UDP_HEADER + payload);
        }
        for (int i = 0; i < payload; i++) {
            packet[ip + header + i] = (byte) i;
        }
        return packet;
    }

    private void cut(int version, int protocol, byte[] packet, int size) {
        byte[] read = new byte[VirtioHeader.LENGTH + packet.length];
        System.arraycopy(packet, 0, read, VirtioHeader.LENGTH, packet.length);
        int kind =
                protocol == TransportHeader.UDP
                        ? VirtioHeader.GSO_UDP_L4
                        : version == 4 ? VirtioHeader.GSO_TCPV4 : VirtioHeader.GSO_TCPV6;
        VirtioHeader.put(
                read,
                0,
                VirtioHeader.NEEDS_CSUM,
                kind,
                0,
                size,
                ipHeader(version),
                TransportHeader.checksumOffset(protocol));
        segmenter.take(read, 0, VirtioHeader.LENGTH, packet.length);
        segmenter.flush();
    }

    private void join(List<Piece> all) {
        for (Piece piece : all) {
            int start = TransportHeader.start(piece.bytes(), 0, piece.bytes().length);
            coalescer.partial(piece.bytes(), 0, start, piece.bytes().length);
        }
        coalescer.flush();
    }

    /** RFC 1071 as simply as can be: the sum of a whole packet with a right checksum. */
    private static boolean isChecksumRight(byte[] packet, int start) {
        boolean four = packet[0] >>> 4 == 4;
        byte[] sum = new byte[(four ? 12 : 40) + packet.length - start];
        System.arraycopy(packet, four ? 12 : 8, sum, 0, four ? 8 : 32);
        BigEndian.putU16(sum, four ? 10 : 34, packet.length - start);
        sum[four ? 9 : 39] = packet[four ? 9 : 6];
        System.arraycopy(packet, start, sum, four ? 12 : 40, packet.length - start);
        int total = 0;
        for (int i = 0; i < sum.length; i++) {
            total += (sum[i] & 0xff) << (i % 2 == 0 ? 8 : 0);
        }
        while (total >>> 16 != 0) {
            total = (total & 0xffff) + (total >>> 16);
        }
        return total == 0xffff;
    }

    @ParameterizedTest
    @CsvSource({"4,6", "6,6", "4,17", "6,17"})
    void whatWasCutIsPutTogetherAgain(int version, int protocol) {
        byte[] whole = packet(version, protocol, 4242, ACK | PSH, 60_001);
        cut(version, protocol, whole, 1300);
        assertEquals(47, pieces.size());
        int ip = ipHeader(version);
        for (Piece piece : pieces) {
            assertEquals(Cell.PARTIAL_CHECKSUM, piece.flags());
            assertEquals(ip, TransportHeader.start(piece.bytes(), 0, piece.bytes().length));
            byte[] completed = piece.bytes().clone();
            TransportHeader.complete(completed, 0, ip, completed.length);
            assertTrue(isChecksumRight(completed, ip));
        }
        join(pieces);
        assertEquals(1, written.size());
        byte[] again = written.getFirst().packet();
        TransportHeader.complete(again, 0, ip, again.length);
        TransportHeader.complete(whole, 0, ip, whole.length);
        assertArrayEquals(whole, again);
        assertEquals(47, written.getFirst().packets());
        assertEquals(1300, VirtioHeader.segmentSize(written.getFirst().header(), 0));
        assertEquals(ip, VirtioHeader.checksumStart(written.getFirst().header(), 0));
    }

    @Test
    void onlyTheLastSegmentFinishes() {
        cut(4, TransportHeader.TCP, packet(4, TransportHeader.TCP, 1, ACK | FIN | PSH, 3000), 1000);
        assertEquals(3, pieces.size());
        for (int i = 0; i < 3; i++) {
            byte[] bytes = pieces.get(i).bytes();
            assertEquals(i == 2 ? ACK | FIN | PSH : ACK, bytes[20 + 13]);
            assertEquals(0xfffffff0 + 1000 * i, BigEndian.getInt(bytes, 24));
            assertEquals((0xfffe + i) & 0xffff, BigEndian.getU16(bytes, 4));
        }
    }

    @Test
    void flowsDoNotMixAndKeepTheirOrder() {
        List<Piece> all = new ArrayList<>();
        for (int port = 1; port <= 20; port++) {
            pieces.clear();
            cut(4, TransportHeader.TCP, packet(4, TransportHeader.TCP, port, ACK, 4000), 1000);
            all.addAll(pieces);
        }
        // Round robin between the flows, more of them than slots.
        List<Piece> mixed = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            for (int flow = 0; flow < 20; flow++) {
                mixed.add(all.get(4 * flow + i));
            }
        }
        join(mixed);
        int[] next = new int[21];
        int packets = 0;
        for (Written one : written) {
            int port = BigEndian.getU16(one.packet(), 20);
            int sequence = BigEndian.getInt(one.packet(), 24) - 0xfffffff0;
            assertEquals(next[port], sequence);
            next[port] += one.packet().length - 52;
            packets += one.packets();
        }
        assertEquals(80, packets);
        for (int port = 1; port <= 20; port++) {
            assertEquals(4000, next[port]);
        }
    }

    @Test
    void aPacketWithAWholeChecksumDoesNotOvertakeItsFlow() {
        cut(4, TransportHeader.TCP, packet(4, TransportHeader.TCP, 9, ACK, 2000), 1000);
        Piece first = pieces.getFirst();
        coalescer.partial(first.bytes(), 0, 20, first.bytes().length);
        byte[] last = pieces.getLast().bytes();
        TransportHeader.complete(last, 0, 20, last.length);
        coalescer.whole(last, 0, last.length);
        coalescer.flush();
        assertEquals(2, written.size());
        assertEquals(0xfffffff0, BigEndian.getInt(written.getFirst().packet(), 24));
        assertEquals(0, written.getLast().header()[0]);
    }

    @Test
    void offsetsComeFromCheckedHeadersOnly() {
        byte[] packet = packet(4, TransportHeader.TCP, 1, ACK, 100);
        assertEquals(20, TransportHeader.start(packet, 0, packet.length));
        byte[] fragment = packet.clone();
        fragment[7] = 1;
        assertEquals(TransportHeader.NONE, TransportHeader.start(fragment, 0, packet.length));
        byte[] first = packet.clone();
        first[6] = 0x20;
        assertEquals(TransportHeader.NONE, TransportHeader.start(first, 0, packet.length));
        byte[] other = packet.clone();
        other[9] = 1;
        assertEquals(TransportHeader.NONE, TransportHeader.start(other, 0, packet.length));
        byte[] longer = packet.clone();
        longer[20 + 12] = (byte) 0xf0;
        assertEquals(TransportHeader.NONE, TransportHeader.start(longer, 0, 20 + 59));
        byte[] six = packet(6, TransportHeader.TCP, 1, ACK, 100);
        six[6] = 43; // A routing header.
        assertEquals(TransportHeader.NONE, TransportHeader.start(six, 0, six.length));
        byte[] udp = packet(4, TransportHeader.UDP, 1, 0, 10);
        udp[25]++;
        assertEquals(TransportHeader.NONE, TransportHeader.start(udp, 0, udp.length));
    }

    /** Whatever a peer sends: an answer, never an exception, and never bytes out of nothing. */
    @Test
    void junkHarmsNothing() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] junk = packet(random.nextBoolean() ? 4 : 6, 6, 1, ACK, random.nextInt(60));
            for (int k = random.nextInt(6); k > 0; k--) {
                junk[random.nextInt(junk.length)] = (byte) random.nextInt();
            }
            int length = random.nextInt(junk.length + 1);
            int start = TransportHeader.start(junk, 0, length);
            if (start != TransportHeader.NONE) {
                coalescer.partial(junk, 0, start, length);
            }
            byte[] read = new byte[VirtioHeader.LENGTH + junk.length];
            random.nextBytes(read);
            System.arraycopy(junk, 0, read, VirtioHeader.LENGTH, junk.length);
            if (length > 0) {
                segmenter.plain(junk, 0, length);
            }
        }
        coalescer.flush();
        segmenter.flush();
        assertTrue(written.stream().allMatch(one -> one.packet().length <= 65_535), "seed " + seed);
    }
}
