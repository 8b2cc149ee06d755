package net.skycoin.skywire.vpn;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import net.skycoin.skywire.bytes.PacketBatch;
import net.skycoin.skywire.tun.TunDevice;
import net.skycoin.skywire.tun.TunException;
import net.skycoin.skywire.tun.TunListener;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/**
 * A TUN device that comes back: when somebody deletes it, it is made anew, and its owner told to
 * configure it again. Engine's thread only.
 */
final class TunnelDevice implements TunListener {
    private static final long RETRY_MS = 250;

    private final String name;
    private final ScheduledExecutorService engine;
    private final Consumer<PacketBatch> packets;
    private final Runnable created;
    private @Nullable TunDevice device;
    private boolean closed;

    /** {@code created} is told each time the device has been made, the first time included. */
    TunnelDevice(
            String name,
            ScheduledExecutorService engine,
            Consumer<PacketBatch> packets,
            Runnable created) {
        this.name = name;
        this.engine = engine;
        this.packets = packets;
        this.created = created;
    }

    void open() throws TunException {
        TunDevice fresh = TunDevice.open(name);
        device = fresh;
        fresh.start(engine, this);
        created.run();
    }

    /** Hands a packet to the kernel; dropped while there is no device. */
    void write(byte[] array, int offset, int length, int flags) {
        if (device != null) {
            device.write(array, offset, length);
        }
    }

    @Override
    public void packets(PacketBatch batch) {
        packets.accept(batch);
    }

    @Override
    public void deviceLost(String reason) {
        Logger.warn("{}; making it anew", reason);
        closeDevice();
        reopen();
    }

    private void reopen() {
        if (closed) {
            return;
        }
        try {
            open();
        } catch (TunException e) {
            Logger.warn("{} cannot be made again yet: {}", name, e.getMessage());
            var _ = engine.schedule(this::reopen, RETRY_MS, TimeUnit.MILLISECONDS);
        }
    }

    void close() {
        closed = true;
        closeDevice();
    }

    private void closeDevice() {
        if (device != null) {
            device.close();
            device = null;
        }
    }
}
