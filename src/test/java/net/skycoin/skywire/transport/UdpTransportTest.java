package net.skycoin.skywire.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.skycoin.skywire.bytes.PacketBatch;
import net.skycoin.skywire.host.NetworkNamespace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class UdpTransportTest {
    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final List<Transport> opened = new ArrayList<>();

    private record Datagram(InetSocketAddress from, ByteBuffer bytes) {}

    private static final class Recorder implements TransportHandler {
        private final BlockingQueue<Datagram> datagrams = new LinkedBlockingQueue<>();
        private final Semaphore writable = new Semaphore(0);
        private final AtomicInteger rounds = new AtomicInteger();

        @Override
        public void received(InetSocketAddress from, PacketBatch batch) {
            for (int i = 0; i < batch.count(); i++) {
                int offset = batch.offset(i);
                byte[] bytes = Arrays.copyOfRange(batch.array(), offset, offset + batch.length(i));
                datagrams.add(new Datagram(from, ByteBuffer.wrap(bytes)));
            }
        }

        @Override
        public void roundDone() {
            rounds.incrementAndGet();
        }

        @Override
        public void writable() {
            writable.release();
        }

        Datagram next() throws InterruptedException {
            Datagram datagram = datagrams.poll(5, TimeUnit.SECONDS);
            assertNotNull(datagram, "no datagram arrived");
            return datagram;
        }
    }

    @AfterEach
    void close() {
        opened.forEach(Transport::close);
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private Transport open(TransportSettings settings, TransportHandler handler) {
        TransportProvider udp = new Transports().named("udp").orElseThrow();
        Transport transport = udp.open(loop, settings, handler);
        opened.add(transport);
        return transport;
    }

    private Transport open(TransportHandler handler) {
        return open(TransportSettings.standard(), handler);
    }

    private static InetSocketAddress any(String address) throws Exception {
        return new InetSocketAddress(InetAddress.ofLiteral(address), 0);
    }

    /** Packet i is {@code length} bytes of value i. */
    private static PacketBatch batch(int count, int length) {
        PacketBatch batch = new PacketBatch();
        for (int i = 0; i < count; i++) {
            byte[] packet = new byte[length];
            Arrays.fill(packet, (byte) i);
            batch.append(packet, 0, length);
        }
        return batch;
    }

    private <T> T onLoop(Callable<T> task) throws Exception {
        return loop.submit(task).get(5, TimeUnit.SECONDS);
    }

    private int send(Transport transport, InetSocketAddress to, PacketBatch batch)
            throws Exception {
        return onLoop(() -> transport.send(to, batch));
    }

    private void roundTrip(String address) throws Exception {
        Recorder here = new Recorder();
        Recorder there = new Recorder();
        Transport sender = open(here);
        Transport receiver = open(there);
        InetSocketAddress from = sender.listen(any(address));
        InetSocketAddress to = receiver.listen(any(address));

        assertEquals(40, send(sender, to, batch(40, 1400)));
        for (int i = 0; i < 40; i++) {
            Datagram datagram = there.next();
            assertEquals(from, datagram.from());
            byte[] expected = new byte[1400];
            Arrays.fill(expected, (byte) i);
            assertEquals(ByteBuffer.wrap(expected), datagram.bytes());
        }
        assertEquals(1, send(receiver, from, batch(1, 7)));
        assertEquals(7, here.next().bytes().remaining());

        assertEquals(40, onLoop(receiver::statistics).receivedPackets());
        assertEquals(56_000, onLoop(sender::statistics).sentBytes());
        int rounds = there.rounds.get();
        assertTrue(rounds >= 1 && rounds < 40, rounds + " rounds for one batch");
    }

    @Test
    void carriesBatchesOverIpv4() throws Exception {
        roundTrip("127.0.0.1");
    }

    @Test
    void carriesBatchesOverIpv6() throws Exception {
        roundTrip("::1");
    }

    @Test
    void oneTransportListensOnBothFamiliesAtTheSamePort() throws Exception {
        Recorder there = new Recorder();
        Transport receiver = open(there);
        int port = receiver.listen(any("0.0.0.0")).getPort();
        receiver.listen(new InetSocketAddress(InetAddress.ofLiteral("::"), port));
        Transport sender = open(new Recorder());
        sender.listen(any("127.0.0.1"));
        sender.listen(any("::1"));
        for (String address : List.of("127.0.0.1", "::1")) {
            InetAddress target = InetAddress.ofLiteral(address);
            send(sender, new InetSocketAddress(target, port), batch(1, 100));
            assertEquals(target, there.next().from().getAddress());
        }
    }

    @Test
    void batchesHoldOneSourceEach() throws Exception {
        BlockingQueue<InetSocketAddress> batches = new LinkedBlockingQueue<>();
        Transport receiver =
                open(
                        new TransportHandler() {
                            @Override
                            public void received(InetSocketAddress from, PacketBatch batch) {
                                for (int i = 0; i < batch.count(); i++) {
                                    // Senders put their own port into each packet.
                                    int port =
                                            ((batch.array()[batch.offset(i)] & 0xff) << 8)
                                                    | (batch.array()[batch.offset(i) + 1] & 0xff);
                                    batches.add(new InetSocketAddress(from.getAddress(), port));
                                    assertEquals(port, from.getPort());
                                }
                            }

                            @Override
                            public void roundDone() {}

                            @Override
                            public void writable() {}
                        });
        InetSocketAddress to = receiver.listen(any("127.0.0.1"));
        for (int round = 0; round < 3; round++) {
            Transport sender = open(new Recorder());
            int port = sender.listen(any("127.0.0.1")).getPort();
            PacketBatch batch = new PacketBatch();
            for (int i = 0; i < 5; i++) {
                batch.append(new byte[] {(byte) (port >> 8), (byte) port}, 0, 2);
            }
            send(sender, to, batch);
        }
        for (int i = 0; i < 15; i++) {
            assertNotNull(batches.poll(5, TimeUnit.SECONDS));
        }
    }

    @Test
    void portInUseIsToldInOneSentence() throws Exception {
        InetSocketAddress taken = open(new Recorder()).listen(any("127.0.0.1"));
        TransportException e =
                assertThrows(TransportException.class, () -> open(new Recorder()).listen(taken));
        assertEquals(TransportException.Reason.IN_USE, e.reason());
        assertEquals(
                "UDP port "
                        + taken.getPort()
                        + " of 127.0.0.1 is in use: stop the other program or choose another port"
                        + " under \"listen\".",
                e.getMessage());
    }

    @Test
    void foreignAddressAndMissingDeviceAreTold() throws Exception {
        TransportException e =
                assertThrows(
                        TransportException.class,
                        () -> open(new Recorder()).listen(any("192.0.2.1")));
        assertEquals(TransportException.Reason.NO_SUCH_ADDRESS, e.reason());
        TransportSettings settings = TransportSettings.standard().withDevice("skyabsent0");
        e =
                assertThrows(
                        TransportException.class,
                        () -> open(settings, new Recorder()).listen(any("127.0.0.1")));
        assertEquals(TransportException.Reason.NO_SUCH_DEVICE, e.reason());
    }

    @Test
    void whatTheKernelRefusesIsCounted() throws Exception {
        Transport sender = open(new Recorder());
        InetSocketAddress to = sender.listen(any("127.0.0.1"));
        assertEquals(1, send(sender, to, batch(1, 65_530)));
        assertEquals(1, onLoop(sender::statistics).tooLarge());
        InetSocketAddress six = new InetSocketAddress(InetAddress.ofLiteral("::1"), 9);
        assertEquals(3, send(sender, six, batch(3, 10)));
        assertEquals(3, onLoop(sender::statistics).unreachable());
    }

    @Test
    @Tag("lab")
    void datagramsLargerThanTheInterfaceAreNotFragmented() throws Exception {
        try (NetworkNamespace a = new NetworkNamespace();
                NetworkNamespace b = new NetworkNamespace()) {
            a.connect("v0", b, "v0");
            a.ip("link set v0 mtu 1300");
            a.ip("address add 10.9.0.1/24 dev v0");
            a.ip("address add 2001:2:0:9::1/64 dev v0 nodad");
            a.ip("neighbour add 10.9.0.2 lladdr 02:00:00:00:00:01 dev v0");
            a.ip("neighbour add 2001:2:0:9::2 lladdr 02:00:00:00:00:01 dev v0");
            Transport sender = open(TransportSettings.standard().withMark(0x534b), new Recorder());
            a.run(() -> sender.listen(any("0.0.0.0")));
            a.run(() -> sender.listen(any("::")));
            List<String> targets = List.of("10.9.0.2", "2001:2:0:9::2");
            for (int i = 0; i < 2; i++) {
                InetSocketAddress to =
                        new InetSocketAddress(InetAddress.ofLiteral(targets.get(i)), 9);
                assertEquals(3, send(sender, to, batch(3, 1240)));
                assertEquals(i, onLoop(sender::statistics).tooLarge());
                assertEquals(1, send(sender, to, batch(1, 1290)));
                assertEquals(i + 1, onLoop(sender::statistics).tooLarge());
            }
        }
    }

    @Test
    @Tag("lab")
    void blockedSenderIsToldWhenThereIsRoomAgain() throws Exception {
        try (NetworkNamespace a = new NetworkNamespace();
                NetworkNamespace b = new NetworkNamespace()) {
            a.connect("v0", b, "v0");
            a.ip("address add 10.9.0.1/24 dev v0");
            a.ip("neighbour add 10.9.0.2 lladdr 02:00:00:00:00:01 dev v0");
            a.command("tc qdisc add dev v0 root tbf rate 4mbit burst 10kb limit 4mb");
            Recorder handler = new Recorder();
            Transport sender =
                    open(
                            new TransportSettings(
                                    0,
                                    TransportSettings.standard().device(),
                                    1 << 20,
                                    100_000,
                                    TlsSettings.NONE),
                            handler);
            a.run(() -> sender.listen(any("10.9.0.1")));
            InetSocketAddress to = new InetSocketAddress(InetAddress.ofLiteral("10.9.0.2"), 9);
            int sent = 0;
            while (send(sender, to, batch(20, 1200)) == 20) {
                assertTrue(sent++ < 100, "never blocked");
            }
            assertEquals(1, onLoop(sender::statistics).blocked());
            assertTrue(handler.writable.tryAcquire(5, TimeUnit.SECONDS), "never writable again");
            assertEquals(20, send(sender, to, batch(20, 1200)));
            assertEquals(0, onLoop(sender::statistics).noBuffers());
        }
    }
}
