package net.skycoin.skywire.lab;

import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The thread that carries all packets of a lab's wires: one ppoll(2) over all sockets, whose
 * time-out (nanoseconds) is the next delivery.
 */
final class WireLoop implements Runnable {
    /** What may be under way together, beyond which packets are overruns: so many at least... */
    private static final int SLOTS = 8_192;

    /** ...and so many more for each wire. */
    private static final int SLOTS_PER_WIRE = 1_024;

    private static final int POLLFD = 8;
    private static final short POLLIN = 1;

    /** A direction with the socket that it fills. */
    private record Path(PacketSocket source, Conduit conduit, PacketSocket target) {}

    private final PacketSlots slots;
    private final List<Path> paths = new ArrayList<>();
    private final Map<String, List<Path>> byWire = new LinkedHashMap<>();
    private @Nullable ByteBuffer polled;
    private long pollAddress;
    private long timeoutAddress;

    WireLoop(int wires) {
        slots = new PacketSlots(SLOTS + wires * SLOTS_PER_WIRE);
    }

    /**
     * Adds a wire; before {@link #run}.
     *
     * @param first the interface in this namespace whose veth peer is at the first node
     */
    void add(String wire, String first, String second, Shape forward, Shape backward, long seed)
            throws IOException {
        PacketSocket a = new PacketSocket(first, slots);
        PacketSocket b = new PacketSocket(second, slots);
        Path there = new Path(a, new Conduit(slots, forward, seed), b);
        Path back = new Path(b, new Conduit(slots, backward, ~seed), a);
        paths.add(there);
        paths.add(back);
        byWire.put(wire, List.of(there, back));
    }

    /** Both directions of a wire, from the first node first; null: no such wire. Any thread. */
    @Nullable List<Conduit> conduits(String wire) {
        List<Path> both = byWire.get(wire);
        return both == null ? null : both.stream().map(Path::conduit).toList();
    }

    /** Packets that the wire of itself lost. Any thread. */
    long overruns(String wire) {
        long sum = 0;
        for (Path path : byWire.getOrDefault(wire, List.of())) {
            path.source().countKernelDrops();
            sum += path.source().overruns.get();
        }
        return sum;
    }

    @Override
    public void run() {
        preparePoll();
        // Else the kernel rounds our time-outs up by 50 microseconds.
        NativeLong zero = new NativeLong(0);
        LinuxCalls.prctl(LinuxCalls.PR_SET_TIMERSLACK, new NativeLong(1), zero, zero, zero);
        while (!Thread.interrupted()) {
            long nextNs = deliver();
            if (await(nextNs) > 0) {
                receive();
            }
        }
    }

    private void preparePoll() {
        int timeoutOffset = paths.size() * POLLFD;
        ByteBuffer memory =
                ByteBuffer.allocateDirect(timeoutOffset + 16).order(ByteOrder.nativeOrder());
        for (int i = 0; i < paths.size(); i++) {
            memory.putInt(i * POLLFD, paths.get(i).source().descriptor());
            memory.putShort(i * POLLFD + 4, POLLIN);
        }
        polled = memory;
        pollAddress = Pointer.nativeValue(Native.getDirectBufferPointer(memory));
        timeoutAddress = pollAddress + timeoutOffset;
    }

    private long deliver() {
        long nextNs = Long.MAX_VALUE;
        for (int i = 0; i < paths.size(); i++) {
            Path path = paths.get(i);
            long nowNs = System.nanoTime();
            int slot = path.conduit().poll(nowNs);
            while (slot >= 0) {
                path.target().send(slot);
                slot = path.conduit().poll(nowNs);
            }
            path.target().flush();
            nextNs = Math.min(nextNs, path.conduit().nextEventNs());
        }
        return nextNs;
    }

    private int await(long untilNs) {
        long timeout = 0;
        if (untilNs != Long.MAX_VALUE) {
            long waitNs = Math.max(0, untilNs - System.nanoTime());
            ByteBuffer memory = memory();
            memory.putLong(paths.size() * POLLFD, waitNs / 1_000_000_000L);
            memory.putLong(paths.size() * POLLFD + 8, waitNs % 1_000_000_000L);
            timeout = timeoutAddress;
        }
        return LinuxCalls.ppoll(pollAddress, paths.size(), timeout, 0);
    }

    private void receive() {
        for (int i = 0; i < paths.size(); i++) {
            if (memory().getShort(i * POLLFD + 6) == 0) {
                continue;
            }
            Path path = paths.get(i);
            int count = path.source().receive();
            long nowNs = System.nanoTime();
            for (int j = 0; j < count; j++) {
                int slot = path.source().taken(j);
                if (slot >= 0) {
                    path.conduit().arrive(slot, nowNs);
                }
            }
        }
    }

    private ByteBuffer memory() {
        ByteBuffer memory = polled;
        if (memory == null) {
            throw new IllegalStateException("the loop has not started");
        }
        return memory;
    }
}
