package net.skycoin.skywire.sim;

import static net.skycoin.skywire.sim.VirtualNetwork.SECOND;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import net.skycoin.skywire.bytes.BigEndian;
import net.skycoin.skywire.circuit.CircuitSnapshot;
import net.skycoin.skywire.identity.NodeAddress;
import net.skycoin.skywire.sim.VirtualNetwork.Shape;
import net.skycoin.skywire.vpn.Mesh;
import net.skycoin.skywire.wire.HandshakePayload;
import net.skycoin.skywire.wire.Purpose;
import org.junit.jupiter.api.Test;

/** Nodes that call each other by key, under a virtual clock. */
class MeshTrafficTest {
    private static final int MS_100 = 100_000_000;

    private final VirtualNetwork network = new VirtualNetwork(31);
    private final VirtualNode caller =
            VirtualNode.router(network, "caller", 1, List.of(), 1).inMesh(false);
    private final VirtualNode callee = VirtualNode.relay(network, "callee", 2).inMesh(true);
    private final VirtualNode shy = VirtualNode.relay(network, "shy", 3).inMesh(false);
    private final List<VirtualNode> relays = new ArrayList<>();

    MeshTrafficTest() {
        for (int i = 0; i < 2; i++) {
            VirtualNode relay = VirtualNode.relay(network, "r" + i, 10 + i);
            relays.add(relay);
            for (VirtualNode end : List.of(caller, callee, shy)) {
                network.join(end, relay, new Shape(5, 0, 0));
                end.dials(relay);
            }
        }
        for (VirtualNode node : List.of(caller, callee, shy)) {
            node.with(HandshakePayload.CAN_KEM);
        }
    }

    private void start() {
        relays.forEach(VirtualNode::start);
        List.of(caller, callee, shy).forEach(VirtualNode::start);
        network.run(10 * SECOND);
    }

    private static Mesh mesh(VirtualNode node) {
        return Objects.requireNonNull(node.engine().mesh());
    }

    /** An IPv6 packet of an experimental protocol (RFC 3692). */
    private static byte[] packet(NodeAddress from, NodeAddress to, int number) {
        byte[] packet = new byte[44];
        packet[0] = 0x60;
        BigEndian.putU16(packet, 4, 4);
        packet[6] = (byte) 253;
        System.arraycopy(from.toBytes(), 0, packet, 8, 16);
        System.arraycopy(to.toBytes(), 0, packet, 24, 16);
        BigEndian.putInt(packet, 40, number);
        return packet;
    }

    private static NodeAddress source(byte[] packet) {
        return Objects.requireNonNull(NodeAddress.read(packet, 8));
    }

    private List<CircuitSnapshot.Outbound> circuits() {
        return caller.engine().circuits().describe().outbound();
    }

    @Test
    void aCallShowsAThrowAwayKeyAndIsAnswered() {
        start();
        NodeAddress from = mesh(caller).throwAway();
        NodeAddress to = mesh(callee).own();
        byte[] question = packet(from, to, 1);
        caller.sendToMesh(question);
        network.run(SECOND);
        assertEquals(1, callee.meshPackets().size());
        assertArrayEquals(question, callee.meshPackets().getFirst());
        assertFalse(from.equals(NodeAddress.of(caller.key())));

        byte[] answer = packet(to, from, 2);
        callee.sendToMesh(answer);
        network.run(SECOND);
        assertArrayEquals(answer, caller.meshPackets().getFirst());
        assertEquals(1, circuits().size());
        assertEquals(Purpose.MESH, circuits().getFirst().purpose());
    }

    @Test
    void theOwnKeyIsShownWhereAProgramChoosesIt() {
        start();
        NodeAddress own = NodeAddress.of(caller.key());
        caller.sendToMesh(packet(own, mesh(callee).own(), 1));
        caller.sendToMesh(packet(mesh(caller).throwAway(), mesh(callee).own(), 2));
        network.run(SECOND);
        assertEquals(2, circuits().size(), "a circuit for each key");
        assertEquals(
                List.of(own, mesh(caller).throwAway()),
                callee.meshPackets().stream().map(MeshTrafficTest::source).toList());
    }

    @Test
    void whoCannotBeCalledIsRefusedAtOnce() {
        start();
        NodeAddress from = mesh(caller).throwAway();
        byte[] unknown = new byte[16];
        unknown[0] = (byte) 0xfd;
        caller.sendToMesh(packet(from, Objects.requireNonNull(NodeAddress.read(unknown, 0)), 1));
        assertEquals(1, caller.meshPackets().size());
        byte[] icmp = caller.meshPackets().getFirst();
        assertEquals(58, icmp[6]);
        assertEquals(1, icmp[40], "destination unreachable");
        assertEquals(3, icmp[41], "address unreachable");
        assertArrayEquals(from.toBytes(), Arrays.copyOfRange(icmp, 24, 40));

        caller.sendToMesh(packet(from, NodeAddress.of(shy.key()), 2));
        network.run(MS_100);
        assertEquals(2, caller.meshPackets().size(), "the node serves no mesh");
        assertTrue(shy.meshPackets().isEmpty());
        assertEquals(0, mesh(caller).calls());
    }

    @Test
    void anIdleCallEndsAfterAMinute() {
        start();
        caller.sendToMesh(packet(mesh(caller).throwAway(), mesh(callee).own(), 1));
        network.run(SECOND);
        network.run(57 * SECOND);
        assertEquals(1, circuits().size());
        network.run(5 * SECOND);
        assertEquals(0, circuits().size());
        assertEquals(0, mesh(caller).calls());
        assertEquals(0, mesh(callee).callers());
        caller.assertNoLeak();
        callee.assertNoLeak();
    }

    @Test
    void aCallSurvivesItsRelay() {
        start();
        NodeAddress from = mesh(caller).throwAway();
        NodeAddress to = mesh(callee).own();
        caller.sendToMesh(packet(from, to, 0));
        network.run(SECOND);
        var first = circuits().getFirst().path().getFirst();
        relays.stream().filter(r -> r.key().equals(first)).findFirst().orElseThrow().crash();
        for (int i = 1; i <= 80; i++) {
            caller.sendToMesh(packet(from, to, i));
            network.run(MS_100);
            callee.sendToMesh(packet(to, from, i));
        }
        int last = BigEndian.getInt(callee.meshPackets().getLast(), 40);
        assertEquals(80, last);
        int arrived = callee.meshPackets().size();
        assertTrue(arrived > 50, arrived + " of 81 arrived");
    }

    @Test
    void aForeignSourceIsNotBelieved() {
        start();
        caller.sendToMesh(packet(NodeAddress.of(shy.key()), mesh(callee).own(), 1));
        network.run(SECOND);
        assertTrue(callee.meshPackets().isEmpty());
        assertEquals(0, mesh(caller).calls());
    }

    @Test
    void anotherKeyEachDayAndYesterdaysStillWorks() {
        start();
        NodeAddress old = mesh(caller).throwAway();
        network.run(24 * 3600 * SECOND);
        NodeAddress today = mesh(caller).throwAway();
        assertFalse(old.equals(today));
        caller.sendToMesh(packet(old, mesh(callee).own(), 1));
        caller.sendToMesh(packet(today, mesh(callee).own(), 2));
        network.run(SECOND);
        assertEquals(2, callee.meshPackets().size());
    }

    @Test
    void aNameLeadsToAnAddressWhetherOrNotItIsOnTheMap() {
        start();
        var stranger =
                net.skycoin.skywire.crypto.PrivateKey.generate(new java.util.SplittableRandom(9));
        NodeAddress address = mesh(caller).names().remember(stranger.publicKey());
        assertEquals(NodeAddress.of(stranger.publicKey()), address);
        assertNotNull(address);
        caller.sendToMesh(packet(mesh(caller).throwAway(), address, 1));
        assertEquals(1, caller.meshPackets().size(), "no path: refused");
        assertNull(caller.engine().map().descriptor(stranger.publicKey()));
    }

    @Test
    void timeSpreadsFromWhoKnowsIt() {
        start();
        assertTrue(caller.engine().time().unixMs().isEmpty());
        shy.engine().time().ownClock(java.util.OptionalLong.of(1_790_000_000_000L));
        network.run(130 * SECOND);
        for (VirtualNode node : List.of(caller, callee, relays.get(0))) {
            long told = node.engine().time().unixMs().orElseThrow();
            assertTrue(Math.abs(told - 1_790_000_130_000L) < 1_000, node + " says " + told);
        }
    }
}
