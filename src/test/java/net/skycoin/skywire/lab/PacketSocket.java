package net.skycoin.skywire.lab;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An AF_PACKET socket on one interface: sees what comes in, sends past the queueing discipline.
 *
 * <p>Frames carry a virtio header (PACKET_VNET_HDR) that is handed on as it is, so an unfinished
 * checksum stays one. The senders' interfaces keep checksum offload, which older kernels demand for
 * UDP segmentation, but have segmentation offload switched off: rate, loss and queue are of packets
 * as they would be on a real wire.
 */
final class PacketSocket {
    private static final int BATCH = 64;
    private static final int RECEIVE_BUFFER = 16 << 20;
    private static final int SOCKADDR_LL = 20;

    private final int descriptor;
    private final PacketSlots slots;
    private final MessageVector in = new MessageVector(BATCH);
    private final MessageVector out = new MessageVector(BATCH);
    private final int[] inSlots = new int[BATCH];
    private final int[] outSlots = new int[BATCH];
    private int outCount;
    private int inCount;

    /** Packets that this socket could not take or pass on: the lab itself is too slow. */
    final AtomicLong overruns = new AtomicLong();

    PacketSocket(String interfaceName, PacketSlots slots) throws IOException {
        this.slots = slots;
        int index = LinuxCalls.if_nametoindex(interfaceName);
        if (index == 0) {
            throw new IOException("there is no interface " + interfaceName);
        }
        // Protocol 0: nothing arrives before the options are set and the socket is bound.
        descriptor = LinuxCalls.socket(LinuxCalls.AF_PACKET, LinuxCalls.SOCK_RAW, 0);
        require(descriptor >= 0, "socket");
        set(LinuxCalls.SOL_PACKET, LinuxCalls.PACKET_VNET_HDR, 1);
        set(LinuxCalls.SOL_PACKET, LinuxCalls.PACKET_QDISC_BYPASS, 1);
        set(LinuxCalls.SOL_PACKET, LinuxCalls.PACKET_IGNORE_OUTGOING, 1);
        set(LinuxCalls.SOL_SOCKET, LinuxCalls.SO_RCVBUFFORCE, RECEIVE_BUFFER);
        bind(index);
        for (int i = 0; i < BATCH; i++) {
            prepare(i, slots.take());
        }
    }

    private void bind(int index) throws IOException {
        ByteBuffer address = ByteBuffer.allocateDirect(SOCKADDR_LL).order(ByteOrder.nativeOrder());
        address.putShort((short) LinuxCalls.AF_PACKET);
        address.putShort(Short.reverseBytes((short) LinuxCalls.ETH_P_ALL));
        address.putInt(index);
        long pointer = Pointer.nativeValue(Native.getDirectBufferPointer(address));
        require(LinuxCalls.bind(descriptor, pointer, SOCKADDR_LL) == 0, "bind");
    }

    private void set(int level, int option, int value) throws IOException {
        require(
                LinuxCalls.setsockopt(descriptor, level, option, new int[] {value}, 4) == 0,
                "socket option " + option);
    }

    private static void require(boolean ok, String what) throws IOException {
        if (!ok) {
            throw new IOException(what + " of a packet socket: error " + Native.getLastError());
        }
    }

    int descriptor() {
        return descriptor;
    }

    private void prepare(int index, int slot) {
        inSlots[index] = slot;
        in.buffer(index, slots.address(slot), PacketSlots.SLOT_BYTES);
    }

    /**
     * Receives what is there, at most a batch; {@link #taken} gives the packets.
     *
     * @return how many
     */
    int receive() {
        inCount =
                Math.max(
                        0,
                        LinuxCalls.recvmmsg(
                                descriptor, in.address(), BATCH, LinuxCalls.MSG_DONTWAIT, 0));
        return inCount;
    }

    /** The i-th packet received, the caller's from here on; -1 when it had to be dropped. */
    int taken(int i) {
        int fresh = in.truncated(i) ? -1 : slots.take();
        if (fresh < 0) {
            overruns.incrementAndGet();
            return -1;
        }
        int slot = inSlots[i];
        slots.length(slot, in.received(i));
        prepare(i, fresh);
        return slot;
    }

    /** Queues one packet for {@link #flush}; takes the slot. */
    void send(int slot) {
        if (outCount == BATCH) {
            flush();
        }
        out.buffer(outCount, slots.address(slot), slots.length(slot));
        outSlots[outCount++] = slot;
    }

    void flush() {
        int sent = 0;
        while (sent < outCount) {
            int n =
                    LinuxCalls.sendmmsg(
                            descriptor,
                            out.address() + (long) sent * MessageVector.HEADER_BYTES,
                            outCount - sent,
                            LinuxCalls.MSG_DONTWAIT);
            if (n <= 0) {
                // The interface refuses this one packet (its far end is down): lost, as on a wire.
                overruns.incrementAndGet();
                n = 1;
            }
            sent += n;
        }
        for (int i = 0; i < outCount; i++) {
            slots.release(outSlots[i]);
        }
        outCount = 0;
    }

    /** Adds what the kernel dropped since the last call, for want of room, to the overruns. */
    void countKernelDrops() {
        int[] statistics = new int[2];
        if (LinuxCalls.getsockopt(
                        descriptor,
                        LinuxCalls.SOL_PACKET,
                        LinuxCalls.PACKET_STATISTICS,
                        statistics,
                        new int[] {8})
                == 0) {
            overruns.addAndGet(statistics[1]);
        }
    }
}
