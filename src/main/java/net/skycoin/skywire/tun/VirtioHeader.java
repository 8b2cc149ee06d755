package net.skycoin.skywire.tun;

import java.nio.ByteOrder;
import net.skycoin.skywire.bytes.BigEndian;

/**
 * The header before each packet of a device with IFF_VNET_HDR (struct virtio_net_hdr of
 * linux/virtio_net.h, in the machine's byte order).
 *
 * <pre>
 *   flags 1 | segmentation 1 | header length 2 | segment size 2 | checksum start 2 | checksum offset 2
 * </pre>
 */
final class VirtioHeader {
    static final int LENGTH = 10;

    /** The transport checksum covers the pseudo-header only and is to be completed. */
    static final int NEEDS_CSUM = 1;

    static final int GSO_NONE = 0;
    static final int GSO_TCPV4 = 1;
    static final int GSO_TCPV6 = 4;
    static final int GSO_UDP_L4 = 5;

    /** Says of a TCP packet that CWR is set; of no use to us. */
    private static final int GSO_ECN = 0x80;

    private static final boolean SWAP = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private VirtioHeader() {}

    static boolean needsChecksum(byte[] array, int header) {
        return (array[header] & NEEDS_CSUM) != 0;
    }

    static int segmentation(byte[] array, int header) {
        return array[header + 1] & 0xff & ~GSO_ECN;
    }

    static int segmentSize(byte[] array, int header) {
        return get(array, header + 4);
    }

    static int checksumStart(byte[] array, int header) {
        return get(array, header + 6);
    }

    static int checksumOffset(byte[] array, int header) {
        return get(array, header + 8);
    }

    static void put(
            byte[] array,
            int header,
            int flags,
            int segmentation,
            int headerLength,
            int segmentSize,
            int checksumStart,
            int checksumOffset) {
        array[header] = (byte) flags;
        array[header + 1] = (byte) segmentation;
        put(array, header + 2, headerLength);
        put(array, header + 4, segmentSize);
        put(array, header + 6, checksumStart);
        put(array, header + 8, checksumOffset);
    }

    private static int get(byte[] array, int at) {
        int value = BigEndian.getU16(array, at);
        return SWAP ? Short.toUnsignedInt(Short.reverseBytes((short) value)) : value;
    }

    private static void put(byte[] array, int at, int value) {
        BigEndian.putU16(array, at, SWAP ? Short.reverseBytes((short) value) & 0xffff : value);
    }
}
