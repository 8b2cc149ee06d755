package net.skycoin.skywire.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import net.skycoin.skywire.bytes.PacketBatch;
import net.skycoin.skywire.transport.TransportHandler;
import net.skycoin.skywire.transport.TransportSettings;
import net.skycoin.skywire.transport.UdpTransport;
import net.skycoin.skywire.tun.TunDevice;
import net.skycoin.skywire.tun.TunListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The static firewall and the rules and routes around it, on the real kernel: what a client, the
 * machine itself and the far side can reach, packet by packet.
 */
@Tag("lab")
class KillSwitchTest {
    private static final int UDP = 17;
    private static final int TCP = 6;
    private static final InetSocketAddress WEB4 = at("198.18.0.1", 80);
    private static final InetSocketAddress WEB6 = at("2001:2:0:ffff::1", 80);

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final BlockingQueue<byte[]> tunnelled = new LinkedBlockingQueue<>();

    private static InetSocketAddress at(String literal, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
    }

    private <T extends AutoCloseable> T keep(T resource) {
        opened.addFirst(resource);
        return resource;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : opened) {
            resource.close();
        }
    }

    /**
     * A TUN device whose packets, but for those of neighbour discovery, go to {@link #tunnelled}.
     */
    private TunDevice tun(NetworkNamespace namespace, String name) throws Exception {
        TunDevice device = keep(namespace.run(() -> TunDevice.open(name)));
        device.start(
                keep(new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory())).next(),
                new TunListener() {
                    @Override
                    public void packets(PacketBatch batch) {
                        for (int i = 0; i < batch.count(); i++) {
                            int offset = batch.offset(i);
                            tunnelled.add(
                                    Arrays.copyOfRange(
                                            batch.array(), offset, offset + batch.length(i)));
                        }
                    }

                    @Override
                    public void roundDone() {}

                    @Override
                    public void deviceLost(String reason) {}
                });
        return device;
    }

    private byte[] fromTunnel(int protocol) throws Exception {
        byte[] packet;
        do {
            packet = tunnelled.poll(3, TimeUnit.SECONDS);
            assertNotNull(packet, "nothing came through the tunnel");
        } while (IpPackets.protocol(packet) != protocol);
        return packet;
    }

    private static DatagramSocket socket(NetworkNamespace namespace, InetSocketAddress local)
            throws Exception {
        DatagramSocket socket = namespace.run(() -> new DatagramSocket(local));
        socket.setSoTimeout(3000);
        return socket;
    }

    /** How a TCP connection attempt ends. */
    private static @Nullable IOException connect(NetworkNamespace from, InetSocketAddress to)
            throws Exception {
        return from.run(
                () -> {
                    try (Socket socket = new Socket()) {
                        socket.connect(to, 1500);
                        return null;
                    } catch (IOException e) {
                        return e;
                    }
                });
    }

    private static void assertRefusedAtOnce(NetworkNamespace from, InetSocketAddress to)
            throws Exception {
        IOException e = connect(from, to);
        assertNotNull(e, to + " was reached");
        assertFalse(e instanceof SocketTimeoutException, to + " was not refused but swallowed");
    }

    private static ServedNetwork served(String name, int number) {
        return new ServedNetwork(
                List.of(name),
                (Inet4Address) InetAddress.ofLiteral("192.168." + number + ".1"),
                24,
                (Inet6Address) InetAddress.ofLiteral("fc00:" + number + "::1"));
    }

    /**
     * A client, a guest, a router with networks for both and an uplink, and a far side that counts
     * what reaches it.
     */
    private final class RouterPlace {
        final NetworkNamespace client = keep(new NetworkNamespace());
        final NetworkNamespace guest = keep(new NetworkNamespace());
        final NetworkNamespace router = keep(new NetworkNamespace());
        final NetworkNamespace outside = keep(new NetworkNamespace());
        final RouterNetwork network = new RouterNetwork(new HostCommands(), "sky0");
        final KillSwitch killSwitch = new KillSwitch(new HostCommands());

        RouterPlace() throws Exception {
            router.loadKillSwitch("drop");
            router.command("sysctl -q -e -p rootfs-overlay/usr/lib/sysctl.d/60-skywire.conf");
            client.connect("eth0", router, "lan0");
            guest.connect("wlan0", router, "wlan0");
            router.connect("wan0", outside, "eth0");
            outside.command("nft -f src/test/resources/host/arrivals.nft");
            outside.ip("address add 10.7.0.2/24 dev eth0");
            outside.ip("address add 10.77.0.2/32 dev lo");
            outside.ip("address add 198.18.0.1/32 dev lo");
            outside.ip("address add 2001:2:0:7::2/64 dev eth0 nodad");
            outside.ip("address add 2001:2:0:ffff::1/128 dev lo nodad");
            client.ip("address add 192.168.73.10/24 dev eth0");
            client.ip("address add fc00:73::10/64 dev eth0 nodad");
            guest.ip("address add 192.168.74.10/24 dev wlan0");
            guest.ip("address add fc00:74::10/64 dev wlan0 nodad");
            router.ip("address add 10.7.0.1/24 dev wan0");
            router.ip("address add 2001:2:0:7::1/64 dev wan0 nodad");
            router.run(
                    () -> {
                        network.lanAddresses("lan0", served("lan0", 73));
                        network.lanAddresses("wlan0", served("wlan0", 74));
                        return null;
                    });
            client.ip("route add default via 192.168.73.1");
            client.ip("-6 route add default via fc00:73::1");
            guest.ip("route add default via 192.168.74.1");
            guest.ip("-6 route add default via fc00:74::1");
            // The ways out that must not be used.
            router.ip("route add default via 10.7.0.2");
            router.ip("-6 route add default via 2001:2:0:7::2");
            outside.ip("route add 192.168.73.0/24 via 10.7.0.1");
            outside.ip("-6 route add fc00:73::/64 via 2001:2:0:7::1");
            router.command("sysctl -q net.ipv4.conf.wan0.rp_filter=1");
        }

        void fillSets() throws Exception {
            router.run(
                    () -> {
                        killSwitch.replace(
                                Map.of(
                                        KillSwitch.NamedSet.LAN, List.of("lan0"),
                                        KillSwitch.NamedSet.GUESTS, List.of("wlan0"),
                                        KillSwitch.NamedSet.UPLINK, List.of("wan0"),
                                        KillSwitch.NamedSet.LINK_PORTS, List.of("7373")));
                        network.install(List.of("lan0", "wlan0"));
                        return null;
                    });
        }

        void lease(@Nullable String four, @Nullable String six) throws Exception {
            router.run(
                    () -> {
                        network.lease(
                                four == null ? null : (Inet4Address) InetAddress.ofLiteral(four),
                                six == null ? null : (Inet6Address) InetAddress.ofLiteral(six),
                                1300);
                        return null;
                    });
        }

        long arrivedOutside() throws Exception {
            String text = outside.command("nft list counter netdev arrivals everything");
            return Long.parseLong(text.replaceAll("(?s).*packets ([0-9]+).*", "$1"));
        }

        void assertNothingGetsOut() throws Exception {
            for (NetworkNamespace place : List.of(client, guest, router)) {
                assertRefusedAtOnce(place, WEB4);
                assertRefusedAtOnce(place, WEB6);
            }
            assertEquals(0, arrivedOutside());
        }
    }

    @Test
    void loadsInBothVariantsAndAgain() throws Exception {
        NetworkNamespace namespace = keep(new NetworkNamespace());
        KillSwitch killSwitch = new KillSwitch(new HostCommands());
        assertEquals(KillSwitch.State.ABSENT, namespace.run(killSwitch::state));
        assertThrows(
                HostException.class,
                () ->
                        namespace.run(
                                () -> {
                                    killSwitch.require(false);
                                    return null;
                                }));
        for (int i = 0; i < 2; i++) {
            namespace.loadKillSwitch("drop");
            assertEquals(KillSwitch.State.OUTPUT_DROP, namespace.run(killSwitch::state));
            namespace.loadKillSwitch("accept");
            assertEquals(KillSwitch.State.OUTPUT_ACCEPT, namespace.run(killSwitch::state));
        }
        HostException e =
                assertThrows(
                        HostException.class,
                        () ->
                                namespace.run(
                                        () -> {
                                            killSwitch.require(true);
                                            return null;
                                        }));
        assertEquals(HostException.Reason.NO_KILL_SWITCH, e.reason());
    }

    @Test
    void setsTakeAndGiveElements() throws Exception {
        NetworkNamespace namespace = keep(new NetworkNamespace());
        namespace.loadKillSwitch("accept");
        KillSwitch killSwitch = new KillSwitch(new HostCommands());
        namespace.run(
                () -> {
                    killSwitch.add(KillSwitch.NamedSet.LEASES4, "100.64.0.2");
                    killSwitch.add(KillSwitch.NamedSet.LEASES4, "100.64.0.2");
                    killSwitch.add(KillSwitch.NamedSet.LEASES4, "100.64.1.0/24");
                    killSwitch.add(KillSwitch.NamedSet.LEASES6, "fc53:1::2");
                    killSwitch.remove(KillSwitch.NamedSet.LEASES4, "100.64.0.2");
                    killSwitch.remove(KillSwitch.NamedSet.LEASES4, "100.64.0.9");
                    return null;
                });
        String leases = namespace.command("nft list set inet skywire leases4");
        assertTrue(leases.contains("100.64.1.0/24"));
        assertFalse(leases.contains("100.64.0."));
        namespace.run(
                () -> {
                    killSwitch.replace(Map.of(KillSwitch.NamedSet.LEASES4, List.of()));
                    return null;
                });
        assertFalse(namespace.command("nft list set inet skywire leases4").contains("elements"));
    }

    @Test
    void nothingLeavesTheRouterButThroughTheTunnel() throws Exception {
        RouterPlace place = new RouterPlace();
        // Before the daemon has said which interface is which, even the refusal stays inside.
        for (NetworkNamespace from : List.of(place.client, place.guest, place.router)) {
            assertNotNull(connect(from, WEB4));
            assertNotNull(connect(from, WEB6));
        }
        assertEquals(0, place.arrivedOutside());

        place.fillSets();
        place.fillSets();
        place.assertNothingGetsOut();

        TunDevice sky0 = tun(place.router, "sky0");
        place.router.run(
                () -> {
                    place.network.deviceCreated();
                    return null;
                });
        place.assertNothingGetsOut();

        // IPv4 only: IPv6 stays refused.
        place.lease("100.64.0.2", null);
        assertInstanceOf(SocketTimeoutException.class, connect(place.client, WEB4));
        byte[] syn = fromTunnel(TCP);
        assertEquals(InetAddress.ofLiteral("100.64.0.2"), IpPackets.source(syn));
        assertEquals(1300 - 40, IpPackets.segmentSize(syn));
        assertRefusedAtOnce(place.client, WEB6);
        assertRefusedAtOnce(place.router, WEB6);

        // Both families, another address, for the machine itself too.
        place.lease("100.64.0.3", "fc53:1::3");
        for (NetworkNamespace from : List.of(place.client, place.guest, place.router)) {
            tunnelled.clear();
            assertInstanceOf(SocketTimeoutException.class, connect(from, WEB4));
            assertEquals(InetAddress.ofLiteral("100.64.0.3"), IpPackets.source(fromTunnel(TCP)));
            tunnelled.clear();
            assertInstanceOf(SocketTimeoutException.class, connect(from, WEB6));
            syn = fromTunnel(TCP);
            assertEquals(InetAddress.ofLiteral("fc53:1::3"), IpPackets.source(syn));
            assertEquals(1300 - 60, IpPackets.segmentSize(syn));
        }
        assertFalse(place.router.ip("address show dev sky0").contains("100.64.0.2/"));
        assertEquals(0, place.arrivedOutside());

        // A flow that began in the tunnel ends with it.
        DatagramSocket flow = keep(socket(place.client, at("192.168.73.10", 5000)));
        DatagramPacket hello = new DatagramPacket(new byte[100], 100, at("198.18.0.1", 9));
        flow.send(hello);
        fromTunnel(UDP);
        sky0.close();
        flow.send(hello);
        place.assertNothingGetsOut();
        assertTrue(place.router.counted("forward_refused") > 0);
    }

    @Test
    void guestsReachNeitherTheLanNorEachOtherNorTheRoutersSsh() throws Exception {
        RouterPlace place = new RouterPlace();
        place.fillSets();
        ServerSocket lan = keep(place.client.run(() -> new ServerSocket(22)));
        ServerSocket ssh = keep(place.router.run(() -> new ServerSocket(22)));
        assertEquals(lan.getLocalPort(), ssh.getLocalPort());
        for (String own : List.of("192.168.74.1", "192.168.73.1", "10.7.0.1", "fc00:74::1")) {
            assertRefusedAtOnce(place.guest, at(own, 22));
        }
        assertRefusedAtOnce(place.guest, at("192.168.73.10", 22));
        assertRefusedAtOnce(place.guest, at("fc00:73::10", 22));
        assertRefusedAtOnce(place.client, at("192.168.74.10", 22));
        // Another guest, whom the radio keeps apart: the way to him would be through the router.
        place.router.ip("route add 192.168.74.99/32 dev wlan0");
        place.guest.ip("route add 192.168.74.99/32 via 192.168.74.1");
        assertRefusedAtOnce(place.guest, at("192.168.74.99", 22));

        assertNull(connect(place.client, at("192.168.73.1", 22)));
        DatagramSocket resolver = keep(socket(place.router, at("192.168.74.1", 53)));
        DatagramSocket asking = keep(socket(place.guest, at("192.168.74.10", 5353)));
        asking.connect(at("198.18.0.1", 53));
        DatagramPacket question = new DatagramPacket(new byte[20], 20);
        asking.send(question);
        resolver.receive(question);
        resolver.send(question);
        asking.receive(question);
        assertEquals(0, place.arrivedOutside());
    }

    @Test
    void theAppliancesSetsServeAndCloseBeforeTheDaemonRuns() throws Exception {
        RouterPlace place = new RouterPlace();
        place.router.command("nft -f rootfs-overlay/usr/lib/skywire/appliance.nft");
        place.router.ip("link set wan0 down");
        place.router.ip("link set wan0 name eth0");
        place.router.ip("link set eth0 up");
        ServerSocket ssh = keep(place.router.run(() -> new ServerSocket(22)));
        InetSocketAddress outer = at("10.7.0.1", ssh.getLocalPort());
        assertInstanceOf(SocketTimeoutException.class, connect(place.outside, outer));
        assertNull(connect(place.client, at("192.168.73.1", 22)));
        assertRefusedAtOnce(place.guest, at("192.168.74.1", 22));
        assertEquals(0, place.arrivedOutside());
    }

    @Test
    void rulesOfInterfacesThatAreNotThereAreMadeOnceAndTakenBack() throws Exception {
        NetworkNamespace namespace = keep(new NetworkNamespace());
        RouterNetwork network = new RouterNetwork(new HostCommands(), "sky0");
        namespace.run(
                () -> {
                    network.install(List.of("lan0", "wlan0"));
                    network.install(List.of("lan0", "wlan0"));
                    return null;
                });
        assertEquals(2, namespace.ip("rule show priority 5310").lines().count());
        namespace.run(
                () -> {
                    network.install(List.of("lan0"));
                    return null;
                });
        assertEquals(1, namespace.ip("rule show priority 5310").lines().count());
    }

    @Test
    void withdrawnLeaseRefusesAtOnceAndKeepsTheAddress() throws Exception {
        RouterPlace place = new RouterPlace();
        place.fillSets();
        tun(place.router, "sky0");
        place.router.run(
                () -> {
                    place.network.deviceCreated();
                    return null;
                });
        place.lease("100.64.0.2", "fc53:1::2");
        place.router.run(
                () -> {
                    place.network.withdraw();
                    return null;
                });
        place.assertNothingGetsOut();
        assertTrue(place.router.ip("address show dev sky0").contains("100.64.0.2/32"));
    }

    @Test
    void onlyTheDaemonsSocketsUseTheUplink() throws Exception {
        RouterPlace place = new RouterPlace();
        place.fillSets();
        // An address that is reached through the gateway: rp_filter must not mind.
        DatagramSocket peer = keep(socket(place.outside, at("10.77.0.2", 7373)));
        DatagramSocket ours = keep(socket(place.router, at("10.7.0.1", 7373)));
        DatagramPacket hello = new DatagramPacket(new byte[50], 50);
        // A gateway asks for our hardware address under its own address.
        DatagramSocket gateway = keep(socket(place.outside, at("10.7.0.2", 0)));
        for (DatagramSocket from : List.of(gateway, peer)) {
            from.send(new DatagramPacket(new byte[50], 50, at("10.7.0.1", 7373)));
            ours.receive(hello);
            assertEquals(from.getLocalSocketAddress(), hello.getSocketAddress());
            // Routes forbid the answer to the one, the firewall to the other.
            assertThrows(IOException.class, () -> ours.send(hello));
        }
        assertEquals(0, place.arrivedOutside());
        sendMarked(place.router, at("10.77.0.2", 7373));
        peer.receive(hello);
        assertEquals(at("10.7.0.1", 7374), hello.getSocketAddress());
        assertEquals(1, place.arrivedOutside());

        // No other port is open to the uplink, and nothing answers.
        ServerSocket ssh = keep(place.router.run(() -> new ServerSocket(22)));
        InetSocketAddress sshAddress = at("10.7.0.1", ssh.getLocalPort());
        assertInstanceOf(SocketTimeoutException.class, connect(place.outside, sshAddress));
        assertEquals(1, place.arrivedOutside());
        assertNull(connect(place.client, at("192.168.73.1", 22)));
    }

    /** One datagram from port 7374, as the daemon would send it. */
    private static void sendMarked(NetworkNamespace from, InetSocketAddress to) throws Exception {
        try (MultiThreadIoEventLoopGroup group =
                new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory())) {
            TransportSettings settings =
                    TransportSettings.standard().withMark(RouterNetwork.MARK).withDevice("wan0");
            EventLoop loop = group.next();
            try (UdpTransport transport = new UdpTransport(loop, settings, new Deaf())) {
                from.run(() -> transport.listen(at("0.0.0.0", 7374)));
                PacketBatch batch = new PacketBatch();
                batch.append(new byte[10], 0, 10);
                assertEquals(1, loop.submit(() -> transport.send(to, batch)).get());
            }
        }
    }

    private static final class Deaf implements TransportHandler {
        @Override
        public void received(InetSocketAddress from, PacketBatch batch) {}

        @Override
        public void roundDone() {}

        @Override
        public void writable() {}
    }

    @Test
    void everyDnsServerOfTheClientsIsOurs() throws Exception {
        RouterPlace place = new RouterPlace();
        place.fillSets();
        DatagramSocket resolver = keep(socket(place.router, at("192.168.73.1", 53)));
        DatagramSocket asking = keep(socket(place.client, at("192.168.73.10", 5353)));
        asking.connect(at("198.18.0.1", 53));
        DatagramPacket question = new DatagramPacket(new byte[20], 20);
        asking.send(question);
        DatagramPacket seen = new DatagramPacket(new byte[100], 100);
        resolver.receive(seen);
        assertEquals(at("192.168.73.10", 5353), seen.getSocketAddress());
        resolver.send(seen);
        asking.receive(seen);
        assertEquals(0, place.arrivedOutside());
    }

    /** An exit with a public side, on which its network has a private part too. */
    private final class ExitPlace {
        final NetworkNamespace exit = keep(new NetworkNamespace());
        final NetworkNamespace internet = keep(new NetworkNamespace());
        final KillSwitch killSwitch = new KillSwitch(new HostCommands());
        final TunDevice skyx0;

        ExitPlace() throws Exception {
            exit.loadKillSwitch("accept");
            exit.command("sysctl -q -e -p rootfs-overlay/usr/lib/sysctl.d/60-skywire.conf");
            exit.connect("inet0", internet, "eth0");
            exit.ip("address add 198.18.0.5/24 dev inet0");
            exit.ip("address add 2001:2:0:ffff::5/64 dev inet0 nodad");
            exit.ip("address add 10.1.0.5/24 dev inet0");
            internet.ip("address add 198.18.0.1/24 dev eth0");
            internet.ip("address add 10.1.0.1/24 dev eth0");
            internet.ip("address add 2001:2:0:ffff::1/64 dev eth0 nodad");
            internet.ip("address add fc00:1::1/64 dev eth0 nodad");
            exit.ip("address add fc00:1::5/64 dev inet0 nodad");
            skyx0 = tun(exit, "skyx0");
            ExitNetwork network = new ExitNetwork(new HostCommands(), "skyx0");
            exit.run(
                    () -> {
                        network.deviceCreated("100.64.0.0/16", "fc53:1::/64", 1392);
                        network.leaseMtu(InetAddress.ofLiteral("100.64.0.2"), 1300);
                        network.leaseMtu(InetAddress.ofLiteral("fc53:1::2"), 1300);
                        network.leaseOver(InetAddress.ofLiteral("fc53:1::2"));
                        killSwitch.replace(
                                Map.of(
                                        KillSwitch.NamedSet.EXIT_UPLINK, List.of("inet0"),
                                        KillSwitch.NamedSet.LEASES4, List.of("100.64.0.2"),
                                        KillSwitch.NamedSet.LEASES6, List.of("fc53:1::2")));
                        return null;
                    });
        }

        /** Sends from the lease, and returns what arrives at a socket there; null for nothing. */
        @Nullable DatagramPacket reach(String from, NetworkNamespace where, String to)
                throws Exception {
            try (DatagramSocket socket = socket(where, at(to, 7000))) {
                byte[] packet =
                        IpPackets.udp(
                                InetAddress.ofLiteral(from),
                                InetAddress.ofLiteral(to),
                                7000,
                                new byte[32]);
                skyx0.write(packet, 0, packet.length, 0);
                socket.setSoTimeout(400);
                DatagramPacket arrived = new DatagramPacket(new byte[100], 100);
                socket.receive(arrived);
                socket.send(arrived);
                return arrived;
            } catch (SocketTimeoutException _) {
                return null;
            }
        }

        void assertReached(String from, String to, String seenAs) throws Exception {
            tunnelled.clear();
            DatagramPacket arrived = reach(from, internet, to);
            assertNotNull(arrived, to + " was not reached");
            assertEquals(InetAddress.ofLiteral(seenAs), arrived.getAddress());
            assertEquals(InetAddress.ofLiteral(to), IpPackets.source(fromTunnel(UDP)));
        }

        void assertRefused(String from, NetworkNamespace where, String to) throws Exception {
            tunnelled.clear();
            assertNull(reach(from, where, to), to + " was reached");
            fromTunnel(from.contains(":") ? 58 : 1);
        }
    }

    @Test
    void leasedSourcesReachTheInternetUnderTheExitsAddress() throws Exception {
        ExitPlace place = new ExitPlace();
        place.assertReached("100.64.0.2", "198.18.0.1", "198.18.0.5");
        place.assertReached("fc53:1::2", "2001:2:0:ffff::1", "2001:2:0:ffff::5");
        String route = place.exit.ip("route show table main dev skyx0");
        assertTrue(route.contains("100.64.0.2 scope link mtu 1300"), route);
        assertFalse(place.exit.ip("-6 route show dev skyx0").contains("1300"));
    }

    @Test
    void othersDoNot() throws Exception {
        ExitPlace place = new ExitPlace();
        place.assertRefused("100.64.0.3", place.internet, "198.18.0.1");
        place.assertRefused("fc53:1::3", place.internet, "2001:2:0:ffff::1");
        assertEquals(2, place.exit.counted("exit_refused"));
    }

    @Test
    void privateNetworksAreReachedOnlyWhereAllowed() throws Exception {
        ExitPlace place = new ExitPlace();
        place.assertRefused("100.64.0.2", place.internet, "10.1.0.1");
        place.assertRefused("fc53:1::2", place.internet, "fc00:1::1");
        place.exit.run(
                () -> {
                    place.killSwitch.replace(
                            Map.of(
                                    KillSwitch.NamedSet.EXIT_ALLOWED4,
                                    List.of("10.1.0.0/16", "10.1.0.0/24"),
                                    KillSwitch.NamedSet.EXIT_ALLOWED6,
                                    List.of("fc00:1::/64")));
                    return null;
                });
        place.assertReached("100.64.0.2", "10.1.0.1", "10.1.0.5");
        place.assertReached("fc53:1::2", "fc00:1::1", "fc00:1::5");
    }

    @Test
    void theExitItselfIsOutOfReachOfItsClientsButNotOfItsOwner() throws Exception {
        ExitPlace place = new ExitPlace();
        for (String own : List.of("198.18.0.5", "10.1.0.5")) {
            place.assertRefused("100.64.0.2", place.exit, own);
        }
        place.assertRefused("fc53:1::2", place.exit, "2001:2:0:ffff::5");
        assertEquals(3, place.exit.counted("skyx0_refused"));

        ServerSocket ssh = keep(place.exit.run(() -> new ServerSocket(0)));
        assertNull(connect(place.internet, at("198.18.0.5", ssh.getLocalPort())));
        // The internet does not reach the clients unasked, nor is the exit an open router.
        place.internet.ip("route add 100.64.0.0/16 via 198.18.0.5");
        place.internet.ip("route add 10.200.0.0/16 via 198.18.0.5");
        assertRefusedAtOnce(place.internet, at("100.64.0.2", 80));
        place.exit.ip("route add 10.200.0.0/16 via 10.1.0.1");
        assertRefusedAtOnce(place.internet, at("10.200.0.2", 80));
    }
}
