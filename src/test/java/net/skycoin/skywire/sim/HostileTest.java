package net.skycoin.skywire.sim;

import static net.skycoin.skywire.sim.VirtualNetwork.MS;
import static net.skycoin.skywire.sim.VirtualNetwork.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.noise.PacketMacs;
import net.skycoin.skywire.sim.VirtualNetwork.Shape;
import net.skycoin.skywire.topology.MapLimits;
import net.skycoin.skywire.topology.NetworkMap;
import net.skycoin.skywire.wire.ExitPolicy;
import net.skycoin.skywire.wire.HandshakeInit;
import net.skycoin.skywire.wire.LinkStates;
import net.skycoin.skywire.wire.LinkStates.Neighbour;
import net.skycoin.skywire.wire.NodeDescriptor;
import net.skycoin.skywire.wire.RecordVersion;
import net.skycoin.skywire.wire.Role;
import org.junit.jupiter.api.Test;

/** Wires and neighbours that mean harm: honest pairs keep their circuits, and memory its bounds. */
class HostileTest {
    private static final Shape CLEAN = new Shape(5, 0, 0);
    private static final int SYBILS = 10_000;
    private static final int LATE_MS = 1000;

    /** router - a1 - a2 - exit and router - b1 - b2 - exit. */
    private static final class World {
        final VirtualNetwork network;
        final VirtualNode exit;
        final VirtualNode router;
        final List<VirtualNode> relays = new ArrayList<>();

        World(long seed) {
            network = new VirtualNetwork(seed);
            exit = VirtualNode.exit(network, "exit", 1);
            router = VirtualNode.router(network, "router", 2, exit.key(), 2);
            for (String row : List.of("a", "b")) {
                VirtualNode first = VirtualNode.relay(network, row + "1", 10 + relays.size());
                VirtualNode second = VirtualNode.relay(network, row + "2", 11 + relays.size());
                relays.addAll(List.of(first, second));
                join(router, first);
                join(first, second);
                join(second, exit);
            }
            exit.start();
            relays.forEach(VirtualNode::start);
            router.start();
        }

        final void join(VirtualNode dialler, VirtualNode dialled) {
            network.join(dialler, dialled, CLEAN);
            dialler.dials(dialled);
        }

        void awaitTwoPaths() {
            assertTrue(
                    network.runUntil(
                            () ->
                                    router.uplink().members().stream()
                                                    .filter(m -> m.stage().equals("in use"))
                                                    .count()
                                            == 2,
                            60 * SECOND),
                    router.uplink().trouble());
        }

        /** Sends a packet each 10 ms, and says how many came back. */
        int exchange(int count) {
            int before = router.echoes().size();
            for (int i = 0; i < count; i++) {
                router.sendPayload(new byte[200]);
                network.run(10 * MS);
            }
            network.run(SECOND);
            return router.echoes().size() - before;
        }
    }

    @Test
    void replayedAlteredCutAndLengthenedPacketsChangeNothing() {
        World world = new World(1);
        world.network.meddle(0.5);
        world.awaitTwoPaths();

        assertEquals(1000, world.exchange(1000));
        assertEquals(0, world.router.disconnects());
        for (VirtualNode relay : world.relays) {
            assertEquals(2, relay.engine().links().links().size(), "no link more, none less");
        }
        world.network.meddle(0);
        world.network.run(10 * SECOND);
        world.relays.forEach(VirtualNode::assertNoLeak);
    }

    /**
     * A neighbour of everybody tells of ten thousand nodes that are all its own, linked with each
     * other and, as they say, with the exit; each is an exit itself and free.
     */
    @Test
    void tenThousandInventedNodesTakeNoPathAndNoMoreThanTheirRoom() {
        World world = new World(2);
        VirtualNode liar = VirtualNode.relay(world.network, "liar", 50);
        world.join(liar, world.router);
        world.relays.forEach(relay -> world.join(liar, relay));
        world.awaitTwoPaths();
        liar.start();
        world.network.run(5 * SECOND);
        invent(liar, world.exit.key());

        // Each neighbour takes its signatures' time: 400 a second.
        for (int minute = 0; minute < 2; minute++) {
            assertEquals(100, world.exchange(100));
            world.network.run(58 * SECOND);
        }
        NetworkMap map = world.router.engine().map();
        assertTrue(map.size() > SYBILS, map.size() + " records heard of");
        assertTrue(map.statistics().bytes() <= MapLimits.DEFAULT.bytes());
        assertTrue(map.size() <= MapLimits.DEFAULT.records());
        for (VirtualNode honest : world.relays) {
            assertNotNull(map.descriptor(honest.key()));
        }
        // The edges that the invented claim to have with the exit are not on the exit's list.
        assertTrue(map.edges(world.exit.key()).size() <= world.relays.size() + 1);

        world.relays.getFirst().crash();
        assertTrue(world.exchange(100) >= 80, "the honest standby takes over");
    }

    private static void invent(VirtualNode liar, PublicKey exit) {
        SplittableRandom random = new SplittableRandom(4);
        RecordVersion version = new RecordVersion(1, 1);
        PublicKey before = liar.key();
        NetworkMap map = liar.engine().map();
        for (int i = 0; i < SYBILS; i++) {
            PrivateKey key = PrivateKey.generate(random);
            NodeDescriptor.Content content =
                    new NodeDescriptor.Content(
                            key.publicKey(),
                            0,
                            java.util.EnumSet.of(Role.RELAY, Role.EXIT),
                            new ExitPolicy(true, true),
                            "DE",
                            NanoSky.ZERO,
                            List.of());
            map.put(NodeDescriptor.sign(version, 7200, content, key), 0, liar.key());
            if (i < SYBILS / 10) {
                List<Neighbour> links =
                        List.of(
                                new Neighbour(before, 0, 40, 1472, NanoSky.ZERO),
                                new Neighbour(exit, 0, 40, 1472, NanoSky.ZERO));
                map.put(LinkStates.sign(version, 7200, links, key), 0, liar.key());
            }
            before = key.publicKey();
        }
    }

    /** 20,000 a second for four seconds, half of them made for the relay's key, none answerable. */
    @Test
    void aFloodOfHandshakesFromEverywhereCostsNoLinkAndKeepsNoNewPeerOut() {
        World world = new World(3);
        world.awaitTwoPaths();
        VirtualNode target = world.relays.getFirst();
        VirtualNode late = VirtualNode.relay(world.network, "late", 60);
        world.join(late, target);
        SplittableRandom random = new SplittableRandom(5);
        PacketMacs.Sender macs = new PacketMacs.Sender(target.key());
        int before = world.router.echoes().size();
        int sent = 0;
        int linkedAfterMs = -1;
        for (int ms = 0; ms < 4000; ms++) {
            for (int i = 0; i < 20; i++) {
                byte[] noise = new byte[130];
                random.nextBytes(noise);
                byte[] init = new HandshakeInit(random.nextInt(), noise).emit();
                if (i % 2 == 0) {
                    macs.stamp(init);
                }
                world.network.inject(anywhere(random), target, init);
            }
            if (ms == LATE_MS) {
                late.start();
            }
            if (ms % 5 == 0) {
                world.router.sendPayload(new byte[1000]);
                sent++;
            }
            world.network.run(MS);
            if (linkedAfterMs < 0
                    && ms > LATE_MS
                    && target.engine().links().best(late.key()) != null) {
                linkedAfterMs = ms - LATE_MS;
            }
        }
        world.network.run(SECOND);

        int back = world.router.echoes().size() - before;
        assertTrue(back >= 0.99 * sent, back + " of " + sent + " came back");
        assertEquals(0, world.router.disconnects());
        assertEquals(3, target.engine().links().links().size());
        assertTrue(linkedAfterMs >= 0, "linked after " + linkedAfterMs);
        assertTrue(target.engine().links().statistics().cookiesSent() > 35_000);
    }

    private static InetSocketAddress anywhere(SplittableRandom random) {
        byte[] address = {
            11, (byte) random.nextInt(256), (byte) random.nextInt(256), (byte) random.nextInt(256)
        };
        try {
            return new InetSocketAddress(
                    InetAddress.getByAddress(address), 1024 + random.nextInt(60_000));
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
