package net.skycoin.skywire.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import net.skycoin.skywire.control.ControlClient;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.lab.AddressPlan;
import net.skycoin.skywire.lab.Download;
import net.skycoin.skywire.lab.Injector;
import net.skycoin.skywire.lab.Lab;
import net.skycoin.skywire.lab.LabNode;
import net.skycoin.skywire.lab.LabOptions;
import net.skycoin.skywire.lab.Topology;
import net.skycoin.skywire.noise.PacketMacs;
import net.skycoin.skywire.wire.HandshakeInit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A relay under a flood of first handshake packets from invented addresses: what it carries goes
 * on, no link is lost, memory stays, and a new neighbour gets in. Not among the lab's other tests:
 * it says something only on a machine that does nothing else.
 */
@Tag("flood")
@Timeout(300)
class FloodTest {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration DOWNLOAD = Duration.ofSeconds(90);
    private static final int PER_SECOND = 20_000;
    private static final int SECONDS = 10;

    /** 20 Mb/s of content. */
    private static final int OFFERED = 2_500_000;

    private static final long SIZE = 20L * OFFERED;
    private static final long MEMORY_KB = 32_768;
    private static final int ETHERNET = 14;
    private static final int IPV4 = 20;
    private static final int UDP = 8;

    private static Lab lab;
    private static LabNode relay;

    @BeforeAll
    static void up() {
        Topology topology =
                Topology.read(LabOptions.projectRoot().resolve("scripts/topologies/flood.json"));
        lab = Lab.up(topology, LabOptions.standard());
        relay = lab.node("r1");
        lab.awaitReady(START);
        lab.awaitLaptops(START);
        // So that the kernel does not take the invented senders away from us.
        relay.run("sh", "-c", "for f in /proc/sys/net/ipv4/conf/*/rp_filter; do echo 0 >$f; done");
    }

    @AfterAll
    static void down() {
        lab.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void trafficLinksAndNewNeighboursSurvive(boolean madeForTheRelaysKey) throws Exception {
        lab.node("late").daemon().kill9AndHold();
        lab.await("the late neighbour is gone", START, () -> links() == 2);
        String url = "http://" + AddressPlan.WEB_IPV4 + "/bytes/" + SIZE + "?seed=1";
        lab.await("the tunnel is up", START, () -> fetches(url));
        Download download =
                lab.node("laptop")
                        .download(url, DOWNLOAD, "--limit-rate", Integer.toString(OFFERED));
        download.awaitBytes(2L * OFFERED, DOWNLOAD);
        JsonNode before = counters();
        long memoryKb = memoryKb();

        AtomicBoolean flooding = new AtomicBoolean(true);
        AtomicLong sent = new AtomicLong();
        Thread flood = Thread.ofPlatform().start(() -> flood(madeForTheRelaysKey, flooding, sent));
        long beganNs = System.nanoTime();
        long receivedBefore = download.received();
        Thread.sleep(2_000);
        lab.node("late").daemon().start();
        lab.node("late").daemon().awaitReady(START);
        long readyNs = System.nanoTime();
        lab.await("the late neighbour is linked", START, () -> links() == 3);
        double linkedAfter = (System.nanoTime() - readyNs) / 1e9;
        Thread.sleep(Math.max(0, SECONDS * 1000L - (System.nanoTime() - beganNs) / 1_000_000));
        double seconds = (System.nanoTime() - beganNs) / 1e9;
        long received = download.received() - receivedBefore;
        flooding.set(false);
        flood.join();

        JsonNode after = counters();
        long grownKb = memoryKb() - memoryKb;
        System.out.printf(
                "flood: %s MAC1, %.0f a second for %.1f s, of which %d arrived, %d wrong, %d cookies;"
                        + " %.2f of 20 Mb/s arrived, neighbour linked after %.1f s, memory %+d kB%n",
                madeForTheRelaysKey ? "valid" : "wrong",
                sent.get() / seconds,
                seconds,
                grown(before, after, "initsReceived"),
                grown(before, after, "wrongMac1"),
                grown(before, after, "cookiesSent"),
                received / seconds / OFFERED,
                linkedAfter,
                grownKb);
        assertTrue(sent.get() > 0.8 * PER_SECOND * seconds, "this machine floods too slowly");
        String what = madeForTheRelaysKey ? "cookiesSent" : "wrongMac1";
        assertTrue(grown(before, after, what) > sent.get() / 2, "most of it arrived");
        assertTrue(received >= 0.99 * OFFERED * seconds, received + " bytes");
        assertEquals(0, grown(before, after, "linksDown"));
        assertTrue(linkedAfter < 5, linkedAfter + " s");
        assertTrue(grownKb < MEMORY_KB, grownKb + " kB more");
        download.abort();
    }

    private static boolean fetches(String url) {
        Download probe = lab.node("laptop").download(url, DOWNLOAD);
        try {
            probe.awaitBytes(1000, Duration.ofSeconds(3));
            return true;
        } catch (RuntimeException _) {
            return false;
        } finally {
            probe.abort();
        }
    }

    /** Bursts each millisecond, made before, from another address each. */
    private static void flood(boolean valid, AtomicBoolean on, AtomicLong sent) {
        List<byte[]> frames = frames(valid);
        int perBurst = PER_SECOND / 1000;
        try (Injector outsider = lab.injector("router-r1", "r1")) {
            long nextNs = System.nanoTime();
            while (on.get()) {
                for (int i = 0; i < perBurst; i++) {
                    outsider.send(frames.get((int) (sent.getAndIncrement() % frames.size())));
                }
                nextNs += 1_000_000;
                LockSupport.parkNanos(nextNs - System.nanoTime());
            }
        }
    }

    private static List<byte[]> frames(boolean valid) {
        AddressPlan.Port port = relay.portTo("router");
        String mac = relay.run("cat", "/sys/class/net/" + port.name() + "/address").strip();
        byte[] destination = HexFormat.ofDelimiter(":").parseHex(mac);
        byte[] ipv4 =
                java.net.InetAddress.ofLiteral(Objects.requireNonNull(port.ipv4())).getAddress();
        PublicKey key = Objects.requireNonNull(PublicKey.parseHex(relay.key()));
        PacketMacs.Sender macs = new PacketMacs.Sender(key);
        SplittableRandom random = new SplittableRandom(1);
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < PER_SECOND; i++) {
            byte[] noise = new byte[126];
            random.nextBytes(noise);
            byte[] init = new HandshakeInit(random.nextInt(), noise).emit();
            if (valid) {
                macs.stamp(init);
            }
            byte[] source = {11, 0, 0, 0};
            random.nextBytes(source);
            source[0] = 11;
            frames.add(frame(destination, source, ipv4, 1024 + random.nextInt(60_000), init));
        }
        return frames;
    }

    private static byte[] frame(byte[] mac, byte[] from, byte[] to, int port, byte[] payload) {
        int length = IPV4 + UDP + payload.length;
        ByteBuffer frame = ByteBuffer.allocate(ETHERNET + length);
        frame.put(mac).put(new byte[] {2, 0, 0, 0, 0, 1}).putShort((short) 0x0800);
        frame.put((byte) 0x45).put((byte) 0).putShort((short) length);
        frame.putInt(0).put((byte) 64).put((byte) 17).putShort((short) 0).put(from).put(to);
        int sum = 0;
        for (int i = 0; i < IPV4; i += 2) {
            sum += frame.getShort(ETHERNET + i) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        sum = (sum & 0xffff) + (sum >>> 16);
        frame.putShort(ETHERNET + 10, (short) ~sum);
        frame.putShort((short) port).putShort((short) LinkDatagram.PORT);
        frame.putShort((short) (UDP + payload.length)).putShort((short) 0).put(payload);
        return frame.array();
    }

    private static JsonNode ask(String uri) {
        Path socket = relay.runDirectory().resolve("status.sock");
        try {
            return new ControlClient(socket, Duration.ofSeconds(5)).get(uri).body();
        } catch (ControlClient.UnreachableException e) {
            throw lab.failure("the relay does not answer: " + e.getMessage());
        }
    }

    private static JsonNode counters() {
        return ask("/v1/status").path("linkCounters");
    }

    private static int links() {
        return ask("/v1/status").path("links").asInt();
    }

    private static long grown(JsonNode before, JsonNode after, String counter) {
        return after.path(counter).asLong() - before.path(counter).asLong();
    }

    private static long memoryKb() {
        try {
            Path status = Path.of("/proc/" + relay.daemon().pid() + "/status");
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
