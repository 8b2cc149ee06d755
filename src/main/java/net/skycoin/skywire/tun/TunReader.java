package net.skycoin.skywire.tun;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import net.skycoin.skywire.bytes.PacketBatch;

/**
 * The thread that reads a TUN device. It sleeps in {@code poll}, then reads all that is there, up
 * to one batch, and hands that to the engine with one wake-up. There are {@link #BATCHES} batches:
 * when the engine has them all, the thread waits, the device's own queue fills, and the kernel
 * drops.
 *
 * <p>A platform thread: a native call that blocks would hold a virtual thread's carrier.
 */
final class TunReader {
    /** One being filled, one at the engine, and two on the way. */
    private static final int BATCHES = 4;

    // struct pollfd { int fd; short events; short revents; }
    private static final int SIZEOF_POLLFD = 8;
    private static final int EVENTS = 4;

    private final int fd;
    private final int wakeUp;
    private final String name;
    private final Executor engine;
    private final TunListener listener;
    private final Thread thread;
    private final BlockingQueue<Delivery> idle = new ArrayBlockingQueue<>(BATCHES);
    private final NativeBuffer incoming = new NativeBuffer(PacketBatch.MAX_BYTES);
    private final NativeBuffer pollfds = new NativeBuffer(2 * SIZEOF_POLLFD);
    private final int[] lengths = new int[PacketBatch.MAX_PACKETS];
    private volatile boolean closed;

    // On the engine's thread, but for the last.
    private long packets;
    private long bytes;
    private final AtomicLong oversized = new AtomicLong();

    TunReader(String name, int fd, Executor engine, TunListener listener) {
        this.name = name;
        this.fd = fd;
        this.engine = engine;
        this.listener = listener;
        wakeUp = LibC.eventfd(0, LibC.O_NONBLOCK | LibC.O_CLOEXEC);
        if (wakeUp < 0) {
            throw new IllegalStateException("eventfd: " + LibC.strerror(LibC.errno()));
        }
        for (int i = 0; i < BATCHES; i++) {
            idle.add(new Delivery());
        }
        want(0, fd);
        want(1, wakeUp);
        thread = Thread.ofPlatform().name("tun-" + name).daemon().unstarted(this::run);
    }

    private void want(int index, int descriptor) {
        pollfds.bytes.putInt(index * SIZEOF_POLLFD, descriptor);
        pollfds.bytes.putShort(index * SIZEOF_POLLFD + EVENTS, LibC.POLLIN);
    }

    void start() {
        thread.start();
    }

    long packets() {
        return packets;
    }

    long bytes() {
        return bytes;
    }

    long oversized() {
        return oversized.get();
    }

    /** Ends the thread and waits for its end, which is near: it never waits for the engine then. */
    void close() {
        closed = true;
        NativeBuffer one = new NativeBuffer(Long.BYTES);
        one.bytes.putLong(0, 1);
        LibC.write(wakeUp, one.address, Long.BYTES);
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        LibC.close(wakeUp);
    }

    private void run() {
        try {
            while (!closed) {
                Delivery delivery = idle.take();
                if (fill(delivery.batch)) {
                    engine.execute(delivery);
                } else {
                    return;
                }
            }
        } catch (InterruptedException _) {
            // Closed while the engine had all batches.
        }
    }

    /** Waits for packets and puts them into {@code batch}; false when there will be none more. */
    private boolean fill(PacketBatch batch) {
        while (!closed) {
            int count = readAll();
            if (count > 0) {
                copyTo(batch, count);
                return true;
            }
            int errno = LibC.errno();
            if (count < 0 && errno != LibC.EAGAIN && errno != LibC.EINTR) {
                lost(errno);
                return false;
            }
            LibC.poll(pollfds.address, 2, -1);
        }
        return false;
    }

    /** Reads packets back to back; their count, or negative when the first read failed. */
    private int readAll() {
        int count = 0;
        int end = 0;
        while (count < lengths.length && end + TunDevice.LARGEST_PACKET <= PacketBatch.MAX_BYTES) {
            long length = LibC.read(fd, incoming.address + end, TunDevice.LARGEST_PACKET);
            if (length < 0) {
                return count == 0 ? -1 : count;
            }
            if (length == TunDevice.LARGEST_PACKET) {
                oversized.incrementAndGet();
                continue;
            }
            lengths[count++] = (int) length;
            end += (int) length;
        }
        return count;
    }

    private void copyTo(PacketBatch batch, int count) {
        int total = 0;
        for (int i = 0; i < count; i++) {
            total += lengths[i];
        }
        incoming.bytes.get(0, batch.array(), PacketBatch.HEADROOM, total);
        for (int i = 0; i < count; i++) {
            batch.append(lengths[i]);
        }
    }

    private void lost(int errno) {
        String reason = "The device " + name + " is gone: " + LibC.strerror(errno) + ".";
        engine.execute(
                () -> {
                    if (!closed) {
                        listener.deviceLost(reason);
                    }
                });
    }

    /** A batch on its way to the engine and back. */
    private final class Delivery implements Runnable {
        private final PacketBatch batch = new PacketBatch();

        @Override
        public void run() {
            try {
                if (!closed) {
                    packets += batch.count();
                    bytes += batch.bytes();
                    listener.packets(batch);
                }
            } finally {
                batch.clear();
                idle.add(this);
            }
        }
    }
}
