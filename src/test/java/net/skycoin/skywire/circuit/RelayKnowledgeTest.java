package net.skycoin.skywire.circuit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.link.Neighbour;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What can be reached from a relay's entry is all that the relay can ever tell about a circuit. */
class RelayKnowledgeTest {
    /** Types that the walk may meet; a timer or a listener would lead to everything. */
    private static final Set<String> HARMLESS =
            Set.of(
                    "ChaCha20",
                    "HopKeys",
                    "HopReply",
                    "NoncePermutation",
                    "RecentNonces",
                    "RelayEntry",
                    "SetupRequest",
                    "State",
                    "String",
                    "SecretKeySpec",
                    "Cipher",
                    // The ciphers of either library, and the JDK's handles of native memory.
                    "JdkStream",
                    "LibcryptoStream",
                    "LibcryptoFunctions",
                    "Context",
                    "PhantomCleanableRef",
                    "NativeMemorySegmentImpl",
                    "OfByte",
                    "TrafficCounter",
                    "byte[]",
                    "long[]");

    private final Set<Object> visited = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<PublicKey> keys = new TreeSet<>();
    private final Set<String> types = new TreeSet<>();
    private final StringBuilder bytes = new StringBuilder();

    private void walk(@Nullable Object object) throws ReflectiveOperationException {
        if (object == null || !visited.add(object)) {
            return;
        }
        switch (object) {
            case PublicKey key -> keys.add(key);
            case Neighbour neighbour -> keys.add(neighbour.key());
            default -> {
                types.add(object.getClass().getSimpleName());
                enter(object);
            }
        }
    }

    private void enter(Object object) throws ReflectiveOperationException {
        Class<?> type = object.getClass();
        if (object instanceof byte[] array) {
            bytes.append(HexFormat.of().formatHex(array)).append(' ');
        } else if (type.isArray() && !type.getComponentType().isPrimitive()) {
            for (int i = 0; i < Array.getLength(object); i++) {
                walk(Array.get(object, i));
            }
        } else if (type.getName().startsWith("net.skycoin.")) {
            for (Field field : type.getDeclaredFields()) {
                if (!field.getType().isPrimitive() && !Modifier.isStatic(field.getModifiers())) {
                    field.setAccessible(true);
                    walk(field.get(object));
                }
            }
        }
    }

    private void assertKnowsOnlyItsNeighbours(TestNetwork network, int relay)
            throws ReflectiveOperationException {
        visited.clear();
        keys.clear();
        List<RelayEntry> entries = network.nodes.get(relay).circuits.relayEntries();
        assertEquals(1, entries.size());
        walk(entries.getFirst());
        Set<PublicKey> neighbours =
                Set.of(network.nodes.get(relay - 1).key(), network.nodes.get(relay + 1).key());
        assertEquals(new TreeSet<>(neighbours), keys);
        assertTrue(HARMLESS.containsAll(types), types::toString);
        for (int i = 0; i < network.nodes.size(); i++) {
            if (Math.abs(i - relay) > 1) {
                String key = network.nodes.get(i).key().toString();
                String onionKey = network.nodes.get(i).onionKeys.current().toString();
                assertFalse(bytes.toString().contains(key.substring(2, 18)));
                assertFalse(bytes.toString().contains(onionKey.substring(2, 18)));
            }
        }
    }

    @Test
    void entryLeadsToPreviousAndNextOnly() throws ReflectiveOperationException {
        TestNetwork network = TestNetwork.chain(1, 6);
        OutboundCircuit circuit = network.nodes.getFirst().open(network.path(5));
        network.run(13);
        assertKnowsOnlyItsNeighbours(network, 2);
        network.run(100);
        circuit.send(1, 2, 0, 0, new byte[100], 0, 100);
        network.run(100);
        for (int relay = 1; relay <= 4; relay++) {
            assertKnowsOnlyItsNeighbours(network, relay);
        }
    }
}
