package net.skycoin.skywire.tun;

/**
 * Counters of one TUN device since it was opened.
 *
 * @param readPackets packets that the kernel gave us
 * @param readBytes their length
 * @param oversized super-packets from the kernel that could not be cut
 * @param writtenPackets packets that the kernel took
 * @param writtenBytes their length
 * @param full packets that the kernel had no room for (EAGAIN, ENOBUFS)
 * @param malformed packets that the kernel did not take for IP (EINVAL), or whose checksum could
 *     not be completed
 * @param down packets that found the interface down, or gone
 */
public record TunStatistics(
        long readPackets,
        long readBytes,
        long oversized,
        long writtenPackets,
        long writtenBytes,
        long full,
        long malformed,
        long down) {}
