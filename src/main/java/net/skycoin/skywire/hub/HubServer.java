package net.skycoin.skywire.hub;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.skycoin.skywire.clock.SystemClock;
import net.skycoin.skywire.wire.HubAnswer;
import net.skycoin.skywire.wire.HubRequest;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/**
 * Takes requests to a hub from a socket of the mesh, one virtual thread for each connection. What
 * one source may ask is bounded before any signature is checked.
 */
public final class HubServer implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 1024;
    private static final int IDLE_MS = 60_000;
    private static final long ANSWER_SECONDS = 30;
    private static final int MOST_SOURCES = 10_000;
    private static final long SECOND_NS = 1_000_000_000L;

    private final HubService service;
    private final int perSecond;
    private final ServerSocket socket;
    private final Semaphore connections = new Semaphore(MOST_CONNECTIONS);
    private final Map<InetAddress, Allowance> sources = new HashMap<>();

    /** What a source may still ask. */
    private static final class Allowance {
        private long tokens;
        private long filledNs;

        Allowance(long tokens, long nowNs) {
            this.tokens = tokens;
            filledNs = nowNs;
        }
    }

    private HubServer(HubService service, ServerSocket socket, int perSecond) {
        this.service = service;
        this.socket = socket;
        this.perSecond = perSecond;
        Thread.ofPlatform().name("hub-accept").daemon().start(this::accept);
    }

    /**
     * Begins to listen.
     *
     * @param perSecond requests of one address, in the long run; bursts of ten times as many
     */
    public static HubServer listen(HubService service, InetSocketAddress at, int perSecond)
            throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(at);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return new HubServer(service, socket, perSecond);
    }

    /** Where it listens. */
    public int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                if (connections.tryAcquire()) {
                    Thread.ofVirtual().start(() -> serve(client));
                } else {
                    client.close();
                }
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    Logger.warn("Hub: {}", e.getMessage());
                }
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setSoTimeout(IDLE_MS);
            client.setTcpNoDelay(true);
            DataInputStream in =
                    new DataInputStream(new BufferedInputStream(client.getInputStream()));
            DataOutputStream out =
                    new DataOutputStream(new BufferedOutputStream(client.getOutputStream()));
            while (serveOne(client.getInetAddress(), in, out)) {}
        } catch (IOException _) {
            // The client is gone, or speaks something else.
        } finally {
            connections.release();
        }
    }

    /** Whether the connection goes on. */
    private boolean serveOne(InetAddress from, DataInputStream in, DataOutputStream out)
            throws IOException {
        byte[] frame = HubFrames.read(in, HubRequest.MAX_LENGTH);
        HubRequest request = frame == null || !admits(from) ? null : HubRequest.parse(frame);
        HubAnswer answer = request == null ? null : answer(request);
        if (answer == null) {
            // Without a word: whoever asked tries again later.
            return false;
        }
        HubFrames.write(out, answer.emit());
        return true;
    }

    private @Nullable HubAnswer answer(HubRequest request) {
        try {
            return service.ask(request).get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException _) {
            return null;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private synchronized boolean admits(InetAddress source) {
        long nowNs = SystemClock.monotonicNs();
        if (sources.size() >= MOST_SOURCES) {
            sources.values().removeIf(each -> nowNs - each.filledNs > 10 * SECOND_NS);
            if (sources.size() >= MOST_SOURCES) {
                return false;
            }
        }
        long most = 10L * perSecond;
        Allowance allowance = sources.computeIfAbsent(source, _ -> new Allowance(most, nowNs));
        long earned = Math.min(nowNs - allowance.filledNs, 10 * SECOND_NS) * perSecond / SECOND_NS;
        if (earned > 0) {
            allowance.tokens = Math.min(most, allowance.tokens + earned);
            allowance.filledNs = nowNs;
        }
        if (allowance.tokens == 0) {
            return false;
        }
        allowance.tokens--;
        return true;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            Logger.warn("Hub: {}", e.getMessage());
        }
    }
}
