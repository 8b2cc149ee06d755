package net.skycoin.skywire.node;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import net.skycoin.skywire.bytes.PacketBatch;
import net.skycoin.skywire.clock.SystemClock;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.link.DatagramSender;
import net.skycoin.skywire.link.Endpoint;
import net.skycoin.skywire.transport.Transport;
import net.skycoin.skywire.transport.TransportHandler;
import org.jspecify.annotations.Nullable;

/**
 * Runs an {@link Engine} on an event loop: moves its time on before each input, flushes it
 * afterwards, and wakes it at its next deadline. Everything but {@link #ask}, {@link #beats} and
 * {@link #closeTransports} is called on the loop's thread.
 */
final class EngineLoop implements DatagramSender {
    /** Between two signs of life of an idle loop. */
    private static final long BEAT_MS = 500;

    private final EventLoop loop;
    private final Timers timers = new Timers(SystemClock.monotonicNs());
    private final Map<String, Transport> transports = new LinkedHashMap<>();
    private @Nullable Engine engine;
    private @Nullable ScheduledFuture<?> wakeUp;
    private long wakeUpAtNs = Timers.NEVER;
    private final AtomicLong beats = new AtomicLong();

    EngineLoop(EventLoop loop) {
        this.loop = loop;
        var _ =
                loop.scheduleAtFixedRate(
                        beats::incrementAndGet, BEAT_MS, BEAT_MS, TimeUnit.MILLISECONDS);
    }

    Timers timers() {
        return timers;
    }

    EventLoop executor() {
        return loop;
    }

    /** Grows while the loop makes progress: what the watchdog is fed by. From any thread. */
    long beats() {
        return beats.get();
    }

    void add(Transport transport) {
        transports.put(transport.name(), transport);
    }

    Map<String, Transport> transports() {
        return transports;
    }

    /** Starts {@code fresh} and runs it from now on. */
    void run(Engine fresh) {
        engine = fresh;
        round(Engine::start);
    }

    /** One round of input: time moves on, {@code input} is taken, what it queued is sent. */
    void round(Consumer<Engine> input) {
        if (engine != null) {
            timers.catchUp(SystemClock.monotonicNs());
            input.accept(engine);
            finishRound();
        }
    }

    /** Asks something of the engine's state from another thread. */
    <T> CompletableFuture<T> ask(Supplier<T> question) {
        return CompletableFuture.supplyAsync(question, loop);
    }

    private void finishRound() {
        if (engine == null) {
            return;
        }
        engine.flush();
        long nextNs = timers.nextDeadlineNs();
        if (nextNs < wakeUpAtNs) {
            if (wakeUp != null) {
                wakeUp.cancel(false);
            }
            wakeUpAtNs = nextNs;
            long delayNs = Math.max(0, nextNs - SystemClock.monotonicNs());
            wakeUp = loop.schedule(this::onWakeUp, delayNs, TimeUnit.NANOSECONDS);
        }
    }

    private void onWakeUp() {
        wakeUp = null;
        wakeUpAtNs = Timers.NEVER;
        round(_ -> {});
    }

    @Override
    public int send(Endpoint to, PacketBatch batch) {
        Transport transport = transports.get(to.transport());
        // A peer of the configuration may name a transport that this node does not listen on: its
        // packets go nowhere.
        return transport == null ? batch.count() : transport.send(to.address(), batch);
    }

    @Override
    public void dial(Endpoint to) {
        Transport transport = transports.get(to.transport());
        if (transport != null) {
            transport.dial(to.address());
        }
    }

    /** What the transport {@code name} shall call. */
    TransportHandler handler(String name) {
        return new TransportHandler() {
            @Override
            public void received(InetSocketAddress from, PacketBatch batch) {
                if (engine != null) {
                    timers.catchUp(SystemClock.monotonicNs());
                    engine.received(new Endpoint(name, from), batch);
                }
            }

            @Override
            public void roundDone() {
                finishRound();
            }

            @Override
            public void writable() {
                round(Engine::writable);
            }
        };
    }

    /** Closes the engine; the transports are closed by {@link #closeTransports}, off the loop. */
    void close() {
        if (engine != null) {
            timers.catchUp(SystemClock.monotonicNs());
            engine.close();
            engine = null;
        }
        if (wakeUp != null) {
            wakeUp.cancel(false);
        }
    }

    /** Closes the sockets, waiting for the loop; from another thread, after {@link #close}. */
    void closeTransports() {
        transports.values().forEach(Transport::close);
    }
}
