package net.skycoin.skywire.host;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Makes and reads bare IP packets of both families, for tests with a TUN device. */
final class IpPackets {
    private static final int UDP = 17;

    private IpPackets() {}

    static byte[] udp(InetAddress from, InetAddress to, int toPort, byte[] payload) {
        int length = 8 + payload.length;
        ByteBuffer udp = ByteBuffer.allocate(length);
        udp.putShort((short) 4000).putShort((short) toPort).putShort((short) length);
        udp.putShort((short) 0).put(payload);
        int sum = UDP + length + sum(from.getAddress()) + sum(to.getAddress()) + sum(udp.array());
        udp.putShort(6, (short) ~fold(sum));
        return from.getAddress().length == 4
                ? ipv4(from, to, udp.array())
                : ipv6(from, to, udp.array());
    }

    private static byte[] ipv4(InetAddress from, InetAddress to, byte[] content) {
        ByteBuffer packet = ByteBuffer.allocate(20 + content.length);
        packet.put((byte) 0x45).put((byte) 0).putShort((short) packet.capacity());
        packet.putInt(0).put((byte) 64).put((byte) UDP).putShort((short) 0);
        packet.put(from.getAddress()).put(to.getAddress());
        packet.putShort(10, (short) ~fold(sum(Arrays.copyOf(packet.array(), 20))));
        return packet.put(content).array();
    }

    private static byte[] ipv6(InetAddress from, InetAddress to, byte[] content) {
        ByteBuffer packet = ByteBuffer.allocate(40 + content.length);
        packet.putInt(0x60000000).putShort((short) content.length);
        packet.put((byte) UDP).put((byte) 64);
        return packet.put(from.getAddress()).put(to.getAddress()).put(content).array();
    }

    /** RFC 1071, before folding. */
    private static int sum(byte[] bytes) {
        int sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            sum += (bytes[i] & 0xff) << (i % 2 == 0 ? 8 : 0);
        }
        return sum;
    }

    private static int fold(int sum) {
        int once = (sum & 0xffff) + (sum >>> 16);
        return (once & 0xffff) + (once >>> 16);
    }

    private static boolean isIpv4(byte[] packet) {
        return packet[0] >> 4 == 4;
    }

    static InetAddress source(byte[] packet) throws Exception {
        return InetAddress.getByAddress(
                isIpv4(packet)
                        ? Arrays.copyOfRange(packet, 12, 16)
                        : Arrays.copyOfRange(packet, 8, 24));
    }

    static int protocol(byte[] packet) {
        return packet[isIpv4(packet) ? 9 : 6];
    }

    /** The maximum segment size that a TCP SYN offers as its first option. */
    static int segmentSize(byte[] packet) {
        int option = (isIpv4(packet) ? 20 : 40) + 20;
        return ByteBuffer.wrap(packet).getShort(option + 2);
    }
}
