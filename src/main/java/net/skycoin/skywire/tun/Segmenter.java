package net.skycoin.skywire.tun;

import net.skycoin.skywire.bytes.BigEndian;
import net.skycoin.skywire.bytes.PacketBatch;
import net.skycoin.skywire.wire.Cell;
import net.skycoin.skywire.wire.IpPacket;

/**
 * Cuts what a device with segmentation offload gives, TCP or UDP super-packets of up to 64 KB, into
 * packets of their own, straight into batches. Checksums stay partial, which the packets' flags say
 * ({@link Cell#PARTIAL_CHECKSUM}). No allocation.
 */
final class Segmenter {
    // RFC 9293: flags in the TCP header.
    private static final int TCP_FLAGS = 13;
    private static final int FIN = 0x01;
    private static final int PSH = 0x08;
    private static final int CWR = 0x80;

    private final Out out;
    private final PacketBatch batch = new PacketBatch();
    private long malformed;

    /** Takes the batches; uses each during the call only. */
    interface Out {
        void packets(PacketBatch batch);
    }

    Segmenter(Out out) {
        this.out = out;
    }

    /** Super-packets that could not be understood. */
    long malformed() {
        return malformed;
    }

    /** Hands over what is left. */
    void flush() {
        if (!batch.isEmpty()) {
            out.packets(batch);
            batch.clear();
        }
    }

    /** Takes a packet of a device without offload. */
    void plain(byte[] array, int packet, int length) {
        append(array, packet, length, 0);
    }

    /** Takes a packet behind its virtio header. */
    void take(byte[] array, int header, int packet, int length) {
        int segmentation = VirtioHeader.segmentation(array, header);
        if (segmentation != VirtioHeader.GSO_NONE) {
            cut(array, header, packet, length);
        } else if (!VirtioHeader.needsChecksum(array, header)) {
            append(array, packet, length, 0);
        } else if (TransportHeader.start(array, packet, length)
                == VirtioHeader.checksumStart(array, header)) {
            append(array, packet, length, Cell.PARTIAL_CHECKSUM);
        } else {
            // Nothing that the other end would complete: a fragment, an extension header, SCTP.
            TransportHeader.complete(
                    array,
                    packet,
                    length,
                    VirtioHeader.checksumStart(array, header),
                    VirtioHeader.checksumOffset(array, header));
            append(array, packet, length, 0);
        }
    }

    private void append(byte[] array, int packet, int length, int flags) {
        int target = room(length);
        if (target >= 0) {
            System.arraycopy(array, packet, batch.array(), target, length);
            batch.append(length, flags);
        }
    }

    /** Where a packet of this length may be written; negative when it fits nowhere. */
    private int room(int length) {
        if (!batch.hasRoomFor(length)) {
            flush();
        }
        if (length <= 0 || !batch.hasRoomFor(length)) {
            malformed++;
            return -1;
        }
        return batch.end();
    }

    private void cut(byte[] array, int header, int packet, int length) {
        int start = VirtioHeader.checksumStart(array, header);
        int size = VirtioHeader.segmentSize(array, header);
        boolean tcp = VirtioHeader.segmentation(array, header) != VirtioHeader.GSO_UDP_L4;
        int headers = start + (tcp ? TransportHeader.tcpLength(array, packet + start) : 8);
        if (size == 0 || start < 20 || headers >= length) {
            malformed++;
            return;
        }
        int flags = packet + start + TCP_FLAGS;
        int finalFlags = array[flags];
        boolean four = IpPacket.version(array, packet) == 4;
        int identification = four ? BigEndian.getU16(array, packet + 4) : 0;
        int sequence = BigEndian.getInt(array, packet + start + 4);
        for (int at = headers, i = 0; at < length; at += size, i++) {
            int payload = Math.min(size, length - at);
            int target = room(headers + payload);
            if (target < 0) {
                return;
            }
            byte[] to = batch.array();
            System.arraycopy(array, packet, to, target, headers);
            System.arraycopy(array, packet + at, to, target + headers, payload);
            if (four) {
                BigEndian.putU16(to, target + 4, (identification + i) & 0xffff);
            }
            TransportHeader.putIpLength(to, target, headers + payload);
            if (tcp) {
                BigEndian.putInt(to, target + start + 4, sequence + at - headers);
                int dropped = (at + size < length ? FIN | PSH : 0) | (i > 0 ? CWR : 0);
                to[target + start + TCP_FLAGS] = (byte) (finalFlags & ~dropped);
            } else {
                BigEndian.putU16(to, target + start + 4, 8 + payload);
            }
            finish(to, target, start, headers + payload);
        }
    }

    private void finish(byte[] array, int packet, int start, int length) {
        int derived = TransportHeader.start(array, packet, length);
        if (derived == start) {
            batch.append(length, Cell.PARTIAL_CHECKSUM);
        } else {
            // Behind IPv6 extension headers: the pseudo-header's next header is the transport's.
            malformed++;
        }
    }
}
