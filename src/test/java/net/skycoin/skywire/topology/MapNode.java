package net.skycoin.skywire.topology;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.ExitPolicy;
import net.skycoin.skywire.wire.Role;

/** A node with a map and no network: tests join two by handing messages over. */
final class MapNode {
    final PrivateKey identity;
    final Timers timers;
    private final RandomGenerator summaryKeys = new SplittableRandom(7);
    NetworkMap map;
    MapExchange exchange;
    OwnRecords own;
    final Map<PublicKey, LocalLink> links = new LinkedHashMap<>();

    MapNode(PrivateKey identity, Timers timers, PublicationSettings settings) {
        this.identity = identity;
        this.timers = timers;
        this.map = new NetworkMap(key(), MapLimits.DEFAULT, timers);
        this.own = own(settings, 1);
        this.exchange = exchange();
    }

    private OwnRecords own(PublicationSettings settings, long bootCounter) {
        return new OwnRecords(
                settings,
                identity,
                bootCounter,
                map,
                timers,
                () -> new ArrayList<>(links.values()));
    }

    private MapExchange exchange() {
        return new MapExchange(map, summaryKeys, timers, own::outbid);
    }

    /** Forgets all but the identity, as after a power cut. */
    void restart(PublicationSettings settings, long bootCounter) {
        own.close();
        links.clear();
        map = new NetworkMap(key(), MapLimits.DEFAULT, timers);
        own = own(settings, bootCounter);
        exchange = exchange();
    }

    PublicKey key() {
        return identity.publicKey();
    }

    static PublicationSettings relay(int lifetimeSeconds) {
        return settings(true, lifetimeSeconds);
    }

    static PublicationSettings silent() {
        return settings(false, 1200);
    }

    private static PublicationSettings settings(boolean publish, int lifetimeSeconds) {
        return new PublicationSettings(
                publish,
                lifetimeSeconds,
                0,
                Set.of(Role.RELAY),
                ExitPolicy.NONE,
                null,
                NanoSky.ZERO,
                List.of());
    }

    static LocalLink link(PublicKey neighbour) {
        return new LocalLink(neighbour, 5_000_000, 10_000_000, 1472);
    }

    /** How messages travel between two nodes. */
    static final class Wire {
        private final MapNode a;
        private final MapNode b;
        private final RandomGenerator random;
        double loss;
        private final long maxDelayNs;
        private final End toA;
        private final End toB;
        private boolean up;
        long messages;
        long bytes;

        /** A link that delivers every message after a random delay, so not in order. */
        Wire(MapNode a, MapNode b, RandomGenerator random, double loss, long maxDelayNs) {
            this.a = a;
            this.b = b;
            this.random = random;
            this.loss = loss;
            this.maxDelayNs = maxDelayNs;
            this.toA = new End(a);
            this.toB = new End(b);
        }

        void up() {
            up = true;
            a.links.put(b.key(), link(b.key()));
            b.links.put(a.key(), link(a.key()));
            a.exchange.linkUp(toB);
            b.exchange.linkUp(toA);
            a.own.linksChanged();
            b.own.linksChanged();
        }

        void down() {
            up = false;
            a.links.remove(b.key());
            b.links.remove(a.key());
            a.exchange.linkDown(toB);
            b.exchange.linkDown(toA);
            a.own.linksChanged();
            b.own.linksChanged();
        }

        boolean joins(MapNode node) {
            return a == node || b == node;
        }

        private final class End implements MapPeer {
            private final MapNode receiver;

            End(MapNode receiver) {
                this.receiver = receiver;
            }

            @Override
            public PublicKey key() {
                return receiver.key();
            }

            @Override
            public boolean send(byte[] message) {
                if (random.nextInt(20) == 0) {
                    return false; // The link's queue is full.
                }
                messages++;
                bytes += message.length;
                if (random.nextDouble() >= loss) {
                    long delayNs = 1 + random.nextLong(maxDelayNs);
                    receiver.timers.after(delayNs, () -> deliver(message));
                }
                return true;
            }

            private void deliver(byte[] message) {
                if (up) {
                    receiver.exchange.received(receiver == a ? toB : toA, message);
                }
            }
        }
    }
}
