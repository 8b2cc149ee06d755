package net.skycoin.skywire.tun;

import java.util.Arrays;
import net.skycoin.skywire.bytes.BigEndian;
import net.skycoin.skywire.wire.IpPacket;
import org.jspecify.annotations.Nullable;

/**
 * Puts consecutive packets of a TCP or UDP flow together again, for a device with segmentation
 * offload: the kernel then takes up to 64 KB with one call, and goes through its layers once. Only
 * packets with partial checksums are joined, whose headers agree in all but what numbers them; the
 * order within a flow stays. No allocation.
 *
 * <p>Several flows are open at a time, a slot each; {@link #flush} writes them all, at the end of a
 * round.
 */
final class Coalescer {
    /** Flows that grow at the same time. */
    private static final int SLOTS = 8;

    /** An IP packet's length has 16 bits. */
    private static final int MAX_LENGTH = 65_535;

    /** Of Linux's UDP_MAX_SEGMENTS; for TCP the length is the limit. */
    private static final int MAX_SEGMENTS = 64;

    // RFC 9293: flags in the TCP header.
    private static final int TCP_FLAGS = 13;
    private static final int PSH = 0x08;
    private static final int ACK = 0x10;

    /** Takes a packet with its virtio header before it. */
    interface Out {
        boolean write(byte[] array, int offset, int length, int packets);
    }

    /** A super-packet that grows. */
    private static final class Slot {
        final byte[] array = new byte[VirtioHeader.LENGTH + MAX_LENGTH];
        int length;
        int start;
        int headers;
        int segment;
        int segments;
        int nextSequence;
        boolean complete;

        boolean isEmpty() {
            return segments == 0;
        }
    }

    private static final int PACKET = VirtioHeader.LENGTH;

    private final Out out;
    private final boolean udp;
    private final Slot[] slots = new Slot[SLOTS];
    private final byte[] single = new byte[VirtioHeader.LENGTH + TunDevice.LARGEST_PACKET];
    private int open;
    private int victim;

    /** {@code udp}: whether the kernel takes UDP super-packets. */
    Coalescer(Out out, boolean udp) {
        this.out = out;
        this.udp = udp;
        Arrays.setAll(slots, _ -> new Slot());
    }

    /** Writes a packet whose checksum is complete, or that has none, as it is. */
    boolean whole(byte[] array, int packet, int length) {
        int start = open == 0 ? TransportHeader.NONE : TransportHeader.start(array, packet, length);
        if (start != TransportHeader.NONE) {
            Slot slot = find(array, packet, start);
            if (slot != null) {
                write(slot);
            }
        }
        VirtioHeader.put(single, 0, 0, VirtioHeader.GSO_NONE, 0, 0, 0, 0);
        System.arraycopy(array, packet, single, PACKET, length);
        return out.write(single, 0, PACKET + length, 1);
    }

    /**
     * Takes a packet with a partial checksum and the TCP or UDP header at {@code start}; what it
     * stands for is written now or by the next {@link #flush}.
     */
    void partial(byte[] array, int packet, int start, int length) {
        Slot slot = find(array, packet, start);
        boolean joinable = isJoinable(array, packet, start, length);
        if (slot != null && joinable && fits(slot, array, packet, start, length)) {
            join(slot, array, packet, length);
        } else {
            if (slot != null) {
                write(slot);
            }
            slot = begin(array, packet, start, length);
            slot.complete = !joinable;
        }
        if (slot.complete || slot.segments == MAX_SEGMENTS) {
            write(slot);
        }
    }

    /** Writes all that is open. */
    void flush() {
        for (int i = 0; open > 0; i++) {
            if (!slots[i].isEmpty()) {
                write(slots[i]);
            }
        }
    }

    // ---- which packets belong together

    /** The open slot of the packet's flow: addresses, protocol and ports. */
    private @Nullable Slot find(byte[] array, int packet, int start) {
        if (open > 0) {
            for (Slot slot : slots) {
                if (!slot.isEmpty() && isSameFlow(slot, array, packet, start)) {
                    return slot;
                }
            }
        }
        return null;
    }

    private static boolean isSameFlow(Slot slot, byte[] array, int packet, int start) {
        byte[] there = slot.array;
        if (BigEndian.getInt(there, PACKET + slot.start) != BigEndian.getInt(array, packet + start)
                || IpPacket.version(there, PACKET) != IpPacket.version(array, packet)
                || TransportHeader.protocol(there, PACKET)
                        != TransportHeader.protocol(array, packet)) {
            return false;
        }
        boolean four = IpPacket.version(array, packet) == 4;
        int from = four ? 12 : 8;
        int to = four ? 20 : 40;
        for (int i = from; i < to; i += Integer.BYTES) {
            if (BigEndian.getInt(there, PACKET + i) != BigEndian.getInt(array, packet + i)) {
                return false;
            }
        }
        return true;
    }

    /** Data without anything that says more than data. */
    private boolean isJoinable(byte[] array, int packet, int start, int length) {
        boolean plainIp = start == (IpPacket.version(array, packet) == 4 ? 20 : 40);
        if (TransportHeader.protocol(array, packet) == TransportHeader.UDP) {
            return udp && plainIp && length > start + 8;
        }
        int flags = array[packet + start + TCP_FLAGS] & 0xff & ~PSH;
        int headers = start + TransportHeader.tcpLength(array, packet + start);
        return plainIp && flags == ACK && length > headers;
    }

    private static boolean fits(Slot slot, byte[] array, int packet, int start, int length) {
        int payload = length - slot.headers;
        if (payload <= 0 || payload > slot.segment || slot.length + payload > MAX_LENGTH) {
            return false;
        }
        byte[] there = slot.array;
        return TransportHeader.protocol(array, packet) == TransportHeader.UDP
                ? isSameIp(there, array, packet)
                : BigEndian.getInt(array, packet + start + 4) == slot.nextSequence
                        && isSameIp(there, array, packet)
                        && isSameTcp(slot, array, packet + start);
    }

    /** Type of service, flags and time to live; the identification counts on its own. */
    private static boolean isSameIp(byte[] there, byte[] array, int packet) {
        if (IpPacket.version(array, packet) == 4) {
            return BigEndian.getU16(there, PACKET) == BigEndian.getU16(array, packet)
                    && BigEndian.getU16(there, PACKET + 6) == BigEndian.getU16(array, packet + 6)
                    && there[PACKET + 8] == array[packet + 8];
        }
        return BigEndian.getInt(there, PACKET) == BigEndian.getInt(array, packet)
                && there[PACKET + 7] == array[packet + 7];
    }

    /** Acknowledgement, header length, window, urgent pointer and options. */
    private static boolean isSameTcp(Slot slot, byte[] array, int tcp) {
        byte[] there = slot.array;
        int at = PACKET + slot.start;
        if (BigEndian.getInt(there, at + 8) != BigEndian.getInt(array, tcp + 8)
                || there[at + 12] != array[tcp + 12]
                || BigEndian.getU16(there, at + 14) != BigEndian.getU16(array, tcp + 14)) {
            return false;
        }
        int header = slot.headers - slot.start;
        return Arrays.equals(there, at + 18, at + header, array, tcp + 18, tcp + header);
    }

    // ---- growing

    private Slot begin(byte[] array, int packet, int start, int length) {
        Slot slot = free();
        open++;
        System.arraycopy(array, packet, slot.array, PACKET, length);
        int protocol = TransportHeader.protocol(array, packet);
        slot.length = length;
        slot.start = start;
        slot.headers = start + TransportHeader.length(protocol, array, packet + start);
        slot.segment = length - slot.headers;
        slot.segments = 1;
        slot.complete = false;
        if (protocol == TransportHeader.TCP) {
            slot.nextSequence = BigEndian.getInt(array, packet + start + 4) + slot.segment;
            slot.complete = (array[packet + start + TCP_FLAGS] & PSH) != 0;
        }
        return slot;
    }

    private Slot free() {
        for (Slot slot : slots) {
            if (slot.isEmpty()) {
                return slot;
            }
        }
        victim = (victim + 1) % SLOTS;
        write(slots[victim]);
        return slots[victim];
    }

    private static void join(Slot slot, byte[] array, int packet, int length) {
        int payload = length - slot.headers;
        System.arraycopy(array, packet + slot.headers, slot.array, PACKET + slot.length, payload);
        slot.length += payload;
        slot.segments++;
        slot.nextSequence += payload;
        slot.complete = payload < slot.segment;
        if (TransportHeader.protocol(array, packet) == TransportHeader.TCP) {
            int push = array[packet + slot.start + TCP_FLAGS] & PSH;
            slot.array[PACKET + slot.start + TCP_FLAGS] |= (byte) push;
            slot.complete |= push != 0;
        }
    }

    private void write(Slot slot) {
        byte[] array = slot.array;
        int protocol = TransportHeader.protocol(array, PACKET);
        int segmentation = VirtioHeader.GSO_NONE;
        if (slot.segments > 1) {
            TransportHeader.putIpLength(array, PACKET, slot.length);
            if (protocol == TransportHeader.UDP) {
                segmentation = VirtioHeader.GSO_UDP_L4;
                BigEndian.putU16(array, PACKET + slot.start + 4, slot.length - slot.start);
            } else {
                boolean four = IpPacket.version(array, PACKET) == 4;
                segmentation = four ? VirtioHeader.GSO_TCPV4 : VirtioHeader.GSO_TCPV6;
            }
        }
        TransportHeader.putPseudoSum(array, PACKET, slot.start, slot.length);
        VirtioHeader.put(
                array,
                0,
                VirtioHeader.NEEDS_CSUM,
                segmentation,
                slot.headers,
                segmentation == VirtioHeader.GSO_NONE ? 0 : slot.segment,
                slot.start,
                TransportHeader.checksumOffset(protocol));
        int packets = slot.segments;
        slot.segments = 0;
        open--;
        out.write(array, 0, PACKET + slot.length, packets);
    }
}
