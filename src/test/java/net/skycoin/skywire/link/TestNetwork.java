package net.skycoin.skywire.link;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;
import net.skycoin.skywire.bytes.Packet;
import net.skycoin.skywire.bytes.PacketBatch;
import net.skycoin.skywire.bytes.PacketPool;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * Nodes joined by an imaginary datagram network under a virtual clock: everything that happens is a
 * function of the seed. Each node has timers of its own, so that one of them can be frozen.
 */
final class TestNetwork {
    static final long MS = 1_000_000L;
    static final long SECOND = 1000 * MS;

    /** IP and UDP headers, to compare with the MTU of the network. */
    private static final int IPV4_HEADERS = 28;

    private static final int IPV6_HEADERS = 48;

    final SplittableRandom random;
    final List<Node> nodes = new ArrayList<>();
    private final PriorityQueue<Datagram> wire = new PriorityQueue<>();
    private final Map<InetSocketAddress, Node> addresses = new LinkedHashMap<>();
    private long nowNs = SECOND;
    private long order;

    long delayNs = 10 * MS;
    long jitterNs;
    double loss;
    double duplicates;
    int mtu = 1500;

    /** What the network swallows without a word. */
    Predicate<Datagram> cut = _ -> false;

    /** What is delayed more than the rest, and by how many nanoseconds. */
    ToLongFunction<Datagram> slower = _ -> 0;

    /** Sees every datagram that is sent, before anything happens to it. */
    List<Datagram> captured = new ArrayList<>();

    boolean capturing;

    TestNetwork(long seed) {
        System.out.println("seed " + seed);
        random = new SplittableRandom(seed);
    }

    record Datagram(long arrivalNs, long order, Endpoint from, Endpoint to, byte[] bytes)
            implements Comparable<Datagram> {
        int type() {
            return bytes[0] & 0xff;
        }

        int epoch() {
            return bytes[1] & 0xff;
        }

        @Override
        public int compareTo(Datagram other) {
            int byTime = Long.compare(arrivalNs, other.arrivalNs);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    static Endpoint at(String host) {
        try {
            return new Endpoint("udp", new InetSocketAddress(InetAddress.getByName(host), 7373));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    Node node(String name, String host) {
        return node(name, host, LinkSettings.DEFAULT);
    }

    Node node(String name, String host, LinkSettings settings) {
        return new Node(name, host, PrivateKey.generate(random), settings);
    }

    long nowNs() {
        return nowNs;
    }

    /** Two nodes of which the first has the lower key. */
    List<Node> pair() {
        PrivateKey one = PrivateKey.generate(random);
        PrivateKey two = PrivateKey.generate(random);
        boolean ordered = one.publicKey().compareTo(two.publicKey()) < 0;
        return List.of(
                new Node("A", "10.0.0.1", ordered ? one : two, LinkSettings.DEFAULT),
                new Node("B", "10.0.0.2", ordered ? two : one, LinkSettings.DEFAULT));
    }

    /** Lets so much time pass. */
    void run(long durationNs) {
        long endNs = nowNs + durationNs;
        while (true) {
            long nextNs = wire.isEmpty() ? Timers.NEVER : wire.peek().arrivalNs;
            for (Node node : nodes) {
                if (!node.frozen) {
                    nextNs = Math.min(nextNs, node.timers.nextDeadlineNs());
                }
            }
            if (nextNs > endNs) {
                break;
            }
            nowNs = Math.max(nowNs, nextNs);
            step();
        }
        nowNs = endNs;
        nodes.forEach(Node::advance);
    }

    private void step() {
        nodes.forEach(Node::advance);
        while (!wire.isEmpty() && wire.peek().arrivalNs <= nowNs) {
            Datagram datagram = wire.remove();
            Node node = addresses.get(datagram.to.address());
            if (node != null) {
                node.arrive(datagram);
            }
        }
        for (Node node : nodes) {
            if (!node.frozen) {
                node.links.flush();
            }
        }
    }

    private void send(Endpoint from, Endpoint to, byte[] bytes) {
        long arrivalNs = nowNs + delayNs + (jitterNs == 0 ? 0 : random.nextLong(jitterNs));
        Datagram datagram = new Datagram(arrivalNs, order++, from, to, bytes);
        if (capturing) {
            captured.add(datagram);
        }
        int headers = to.isIpv6() ? IPV6_HEADERS : IPV4_HEADERS;
        if (bytes.length + headers > mtu || cut.test(datagram) || random.nextDouble() < loss) {
            return;
        }
        long lateNs = arrivalNs + slower.applyAsLong(datagram);
        wire.add(new Datagram(lateNs, datagram.order, from, to, bytes));
        if (random.nextDouble() < duplicates) {
            wire.add(new Datagram(arrivalNs + random.nextLong(5 * MS), order++, from, to, bytes));
        }
    }

    /** Puts a datagram on the network as if {@code from} had sent it. */
    void inject(Endpoint from, Endpoint to, byte[] bytes) {
        wire.add(new Datagram(nowNs, order++, from, to, bytes));
    }

    /** One node: its links, and everything that was heard on them. */
    final class Node implements LinkListener, DatagramSender {
        final String name;
        final PrivateKey key;
        final PacketPool pool = PacketPool.tracking(4096);
        final List<String> events = new ArrayList<>();
        final List<byte[]> messages = new ArrayList<>();
        final List<Integer> cells = new ArrayList<>();
        final LinkSettings settings;
        final List<Datagram> waiting = new ArrayList<>();
        Timers timers = new Timers(nowNs);
        Links links;
        Endpoint address;
        boolean frozen;
        int sendRoom = Integer.MAX_VALUE;
        long lastEventNs;

        Node(String name, String host, PrivateKey key, LinkSettings settings) {
            this.name = name;
            this.key = key;
            this.settings = settings;
            address = at(host);
            links = newLinks();
            addresses.put(address.address(), this);
            nodes.add(this);
        }

        private Links newLinks() {
            RandomGenerator own = random.split();
            return new Links(settings, key, 0, own, timers, this, this);
        }

        PublicKey publicKey() {
            return key.publicKey();
        }

        void dial(Node other) {
            links.dial(other.publicKey(), other.address);
        }

        /** The daemon dies without a word and starts anew. */
        void restart() {
            timers = new Timers(nowNs);
            links = newLinks();
            waiting.clear();
        }

        void moveTo(String host) {
            addresses.remove(address.address());
            address = at(host);
            addresses.put(address.address(), this);
        }

        void thaw() {
            frozen = false;
            timers.catchUp(nowNs);
            List<Datagram> late = List.copyOf(waiting);
            waiting.clear();
            late.forEach(this::arrive);
            links.flush();
        }

        Link onlyLink() {
            if (links.links().size() != 1) {
                throw new AssertionError(name + " has " + links.links());
            }
            return links.links().getFirst();
        }

        void sendCell(Link link, int number, int length) {
            Packet cell = pool.acquire();
            if (cell == null) {
                throw new AssertionError("pool is empty");
            }
            byte[] bytes = new byte[length];
            bytes[0] = (byte) (number >> 24);
            bytes[1] = (byte) (number >> 16);
            bytes[2] = (byte) (number >> 8);
            bytes[3] = (byte) number;
            cell.set(bytes, 0, length);
            link.sendCell(cell, 1);
        }

        /** Sends cells of the only link for so long, one every so often. */
        void stream(Link link, long intervalNs, long durationNs, int length) {
            for (long t = 0; t < durationNs; t += intervalNs) {
                sendCell(link, (int) (t / intervalNs), length);
                links.flush();
                run(intervalNs);
            }
        }

        private void advance() {
            if (!frozen) {
                timers.advance(nowNs);
            }
        }

        private void arrive(Datagram datagram) {
            if (frozen) {
                waiting.add(datagram);
                return;
            }
            PacketBatch batch = new PacketBatch();
            batch.append(datagram.bytes, 0, datagram.bytes.length);
            links.received(datagram.from, batch);
        }

        @Override
        public int send(Endpoint to, PacketBatch batch) {
            int taken = Math.min(sendRoom, batch.count());
            sendRoom -= sendRoom == Integer.MAX_VALUE ? 0 : taken;
            for (int i = 0; i < taken; i++) {
                byte[] bytes = new byte[batch.length(i)];
                System.arraycopy(batch.array(), batch.offset(i), bytes, 0, bytes.length);
                TestNetwork.this.send(new Endpoint(to.transport(), address.address()), to, bytes);
            }
            return taken;
        }

        private void event(String text) {
            events.add(text);
            lastEventNs = nowNs;
        }

        private String nameOf(Link link) {
            for (Node node : nodes) {
                if (node.publicKey().equals(link.key())) {
                    return node.name;
                }
            }
            return "stranger";
        }

        @Override
        public void linkUp(Link link) {
            event("up " + nameOf(link));
        }

        @Override
        public void linkSilent(Link link) {
            event("silent " + nameOf(link));
        }

        @Override
        public void linkRecovered(Link link) {
            event("recovered " + nameOf(link));
        }

        @Override
        public void linkDown(Link link, String reason) {
            event("down " + nameOf(link) + ": " + reason);
        }

        @Override
        public void messageReceived(Link link, byte[] message) {
            messages.add(message);
        }

        @Override
        public void cellReceived(Link link, byte[] array, int offset, int length) {
            cells.add(net.skycoin.skywire.bytes.BigEndian.getInt(array, offset));
        }
    }

    /** Closes all nodes and fails if any of them kept a packet. */
    void closeAll() {
        for (Node node : nodes) {
            node.links.close();
            node.pool.assertNoneOutstanding();
        }
    }

    /** The first captured datagram of this type; null when there is none. */
    @Nullable Datagram firstCaptured(int type) {
        for (Datagram datagram : captured) {
            if (datagram.type() == type) {
                return datagram;
            }
        }
        return null;
    }
}
