package net.skycoin.skywire.tun;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import net.skycoin.skywire.bytes.PacketBatch;
import net.skycoin.skywire.host.NetworkNamespace;
import net.skycoin.skywire.wire.Cell;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("lab")
class TunDeviceTest {
    private static final int HEADERS = 28;

    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final IoEventLoop engine = group.next();
    private final BlockingQueue<byte[]> packets = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> flags = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> lost = new LinkedBlockingQueue<>();
    private NetworkNamespace namespace;
    private TunDevice device;
    private DatagramSocket socket;

    private final TunListener listener =
            new TunListener() {
                @Override
                public void packets(PacketBatch batch) {
                    for (int i = 0; i < batch.count(); i++) {
                        int offset = batch.offset(i);
                        flags.add(batch.flags(i));
                        packets.add(
                                Arrays.copyOfRange(
                                        batch.array(), offset, offset + batch.length(i)));
                    }
                }

                @Override
                public void roundDone() {}

                @Override
                public void deviceLost(String reason) {
                    lost.add(reason);
                }
            };

    @BeforeEach
    void open() throws Exception {
        namespace = new NetworkNamespace();
        device = namespace.run(() -> TunDevice.open("sky0"));
        namespace.ip("link set sky0 addrgenmode none");
        namespace.ip("address add 10.8.0.1/24 dev sky0");
        namespace.ip("link set sky0 up");
        InetSocketAddress local = new InetSocketAddress(InetAddress.ofLiteral("10.8.0.1"), 0);
        socket = namespace.run(() -> new DatagramSocket(local));
        socket.setSoTimeout(5000);
    }

    @AfterEach
    void close() throws Exception {
        socket.close();
        engine.submit(device::close).syncUninterruptibly();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        namespace.close();
    }

    private void sendOut(int count, int length) throws Exception {
        InetSocketAddress to = new InetSocketAddress(InetAddress.ofLiteral("10.8.0.2"), 7777);
        for (int i = 0; i < count; i++) {
            byte[] payload = new byte[length];
            Arrays.fill(payload, (byte) i);
            socket.send(new DatagramPacket(payload, length, to));
        }
    }

    /** Keeps the engine busy until the latch is counted down. */
    private CountDownLatch occupyEngine() {
        CountDownLatch busy = new CountDownLatch(1);
        engine.execute(
                () -> {
                    try {
                        busy.await(10, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
        return busy;
    }

    private byte[] next() throws InterruptedException {
        byte[] packet = packets.poll(5, TimeUnit.SECONDS);
        assertNotNull(packet, "no packet arrived");
        return packet;
    }

    /**
     * Turns a UDP packet round: addresses and ports exchanged, so that all checksums stay right.
     */
    private static void turn(byte[] packet) {
        exchange(packet, 12, 16, 4);
        exchange(packet, 20, 22, 2);
    }

    private static void exchange(byte[] packet, int a, int b, int length) {
        byte[] kept = Arrays.copyOfRange(packet, a, a + length);
        System.arraycopy(packet, b, packet, a, length);
        System.arraycopy(kept, 0, packet, b, length);
    }

    @Test
    void packetsGoOutAndComeBack() throws Exception {
        assertTrue(device.offloads());
        goOutAndComeBack();
    }

    @Test
    void aKernelThatRefusesOffloadCarriesThemToo() throws Exception {
        engine.submit(device::close).get();
        System.setProperty(TunDevice.OFFLOAD, "off");
        try {
            device = namespace.run(() -> TunDevice.open("sky0"));
        } finally {
            System.clearProperty(TunDevice.OFFLOAD);
        }
        assertFalse(device.offloads());
        namespace.ip("link set sky0 addrgenmode none");
        namespace.ip("address add 10.8.0.1/24 dev sky0");
        namespace.ip("link set sky0 up");
        goOutAndComeBack();
    }

    private void goOutAndComeBack() throws Exception {
        device.start(engine, listener);
        for (int i = 0; i < 3; i++) {
            sendOut(30, 1000);
            for (int k = 0; k < 30; k++) {
                byte[] packet = next();
                assertEquals(HEADERS + 1000, packet.length);
                turn(packet);
                int flag = flags.remove();
                assertEquals(device.offloads() ? Cell.PARTIAL_CHECKSUM : 0, flag);
                engine.submit(
                                () -> {
                                    assertTrue(device.write(packet, 0, packet.length, flag));
                                    device.flush();
                                })
                        .get();
                DatagramPacket back = new DatagramPacket(new byte[2000], 2000);
                socket.receive(back);
                byte[] expected = new byte[1000];
                Arrays.fill(expected, (byte) k);
                assertArrayEquals(expected, Arrays.copyOf(back.getData(), back.getLength()));
            }
        }
        assertEquals(90, device.statistics().readPackets());
        assertEquals(90 * (HEADERS + 1000), device.statistics().writtenBytes());
    }

    /** What a peer left open is completed in software where the kernel does not. */
    @Test
    void partialChecksumsAreCompletedWithoutOffloadToo() throws Exception {
        device.start(engine, listener);
        sendOut(1, 1000);
        byte[] packet = next();
        turn(packet);
        assertEquals(Cell.PARTIAL_CHECKSUM, flags.remove());
        engine.submit(device::close).get();
        System.setProperty(TunDevice.OFFLOAD, "off");
        try {
            device = namespace.run(() -> TunDevice.open("sky0"));
        } finally {
            System.clearProperty(TunDevice.OFFLOAD);
        }
        namespace.ip("address add 10.8.0.1/24 dev sky0");
        namespace.ip("link set sky0 up");
        engine.submit(
                        () ->
                                assertTrue(
                                        device.write(
                                                packet, 0, packet.length, Cell.PARTIAL_CHECKSUM)))
                .get();
        DatagramPacket back = new DatagramPacket(new byte[2000], 2000);
        socket.receive(back);
        assertEquals(1000, back.getLength());
        byte[] fragment = packet.clone();
        fragment[6] = 0x20;
        assertFalse(
                engine.submit(
                                () ->
                                        device.write(
                                                fragment,
                                                0,
                                                fragment.length,
                                                Cell.PARTIAL_CHECKSUM))
                        .get());
        assertEquals(1, device.statistics().malformed());
    }

    @Test
    void packetsWaitInTheDeviceWhileTheEngineIsBusy() throws Exception {
        CountDownLatch busy = occupyEngine();
        device.start(engine, listener);
        sendOut(400, 1000);
        assertTrue(packets.isEmpty());
        busy.countDown();
        for (int i = 0; i < 400; i++) {
            assertEquals((byte) i, next()[HEADERS]);
        }
    }

    @Test
    void closesWithPacketsWaiting() throws Exception {
        CountDownLatch busy = occupyEngine();
        device.start(engine, listener);
        sendOut(400, 1000);
        engine.execute(device::close);
        busy.countDown();
        engine.submit(() -> {}).get();
        assertFalse(namespace.ip("link show").contains("sky0"));
        assertTrue(packets.isEmpty());
    }

    @Test
    void deletedDeviceIsTold() throws Exception {
        device.start(engine, listener);
        namespace.ip("link delete sky0");
        String reason = lost.poll(5, TimeUnit.SECONDS);
        assertEquals("The device sky0 is gone: File descriptor in bad state.", reason);
        assertFalse(device.write(new byte[] {0x45}, 0, 1, 0));
        device.close();
        device = namespace.run(() -> TunDevice.open("sky0"));
    }

    @Test
    void refusedPacketsAreCounted() throws Exception {
        byte[] junk = new byte[40];
        assertFalse(device.write(junk, 0, junk.length, 0));
        assertEquals(1, device.statistics().malformed());
        namespace.ip("link set sky0 down");
        junk[0] = 0x45;
        assertFalse(device.write(junk, 0, junk.length, 0));
        assertEquals(1, device.statistics().down());
    }

    @Test
    void takenAndImpossibleNamesAreTold() {
        for (String taken : new String[] {"sky0", "lo"}) {
            TunException e =
                    assertThrows(
                            TunException.class, () -> namespace.run(() -> TunDevice.open(taken)));
            assertEquals(TunException.Reason.NAME_BUSY, e.reason());
        }
        TunException e =
                assertThrows(TunException.class, () -> TunDevice.open("a name with blanks"));
        assertEquals(TunException.Reason.BAD_NAME, e.reason());
    }
}
