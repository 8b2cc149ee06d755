package net.skycoin.skywire.transport;

/**
 * Counters of one transport since it was opened.
 *
 * @param receivedPackets datagrams handed to the handler
 * @param receivedBytes their payload
 * @param sentPackets datagrams taken for sending, those that the kernel then refused included
 * @param sentBytes their payload
 * @param blocked how often a batch was not taken because the sockets were full
 * @param tooLarge datagrams that exceeded the interface's MTU (EMSGSIZE)
 * @param unreachable datagrams without a route, or to an address family without a socket
 * @param refused datagrams that the local firewall refused (EPERM, EACCES)
 * @param noBuffers datagrams that found no memory in the kernel (ENOBUFS, ENOMEM)
 * @param otherErrors every other refusal of the kernel, when sending or receiving
 * @param receiveDrops datagrams that the kernel dropped because our sockets' queues were full
 */
public record TransportStatistics(
        long receivedPackets,
        long receivedBytes,
        long sentPackets,
        long sentBytes,
        long blocked,
        long tooLarge,
        long unreachable,
        long refused,
        long noBuffers,
        long otherErrors,
        long receiveDrops) {}
