package net.skycoin.skywire.link;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.Beacon;

/**
 * Finds neighbours on local networks: says who this node is every 1.5 seconds, and dials whom it
 * hears and is not linked with. The node with the smaller key dials first; the other one waits, and
 * dials too if that did not help.
 *
 * <p>Beacons come from anybody on the wire. Their number is bounded in every way that costs
 * something: signatures that are verified, neighbours that are remembered and dialled. A replayed
 * beacon leads to a handshake that only the key's owner can answer. Engine's thread only.
 */
public final class Discovery {
    static final long INTERVAL_NS = 1_500_000_000L;

    /** Time for the links that are configured, and for the other side to dial. */
    static final long FIRST_WAIT_NS = 500_000_000L;

    static final long SECOND_WAIT_NS = 2_000_000_000L;

    /** A neighbour that says nothing for so long is forgotten. */
    private static final long FORGET_NS = 20_000_000_000L;

    static final int MOST_FOUND = 64;
    private static final double VERIFICATIONS_PER_SECOND = 10;
    private static final double VERIFICATION_BURST = 20;

    private final Links links;
    private final PublicKey own;
    private final LinkSettings settings;
    private final RandomGenerator random;
    private final Timers timers;
    private final Consumer<byte[]> sender;
    private final byte[] beacon;
    private final TokenBucket verifications;
    private final List<Found> found = new ArrayList<>();
    private boolean closed;
    private long malformed;
    private long forged;
    private long limited;

    /** Somebody on a local network. */
    private static final class Found {
        final PublicKey key;
        final InetAddress address;
        final byte[] bytes;
        final Endpoint at;
        final long sinceNs;
        long heardNs;
        boolean dialled;

        Found(PublicKey key, InetAddress address, byte[] bytes, Endpoint at, long nowNs) {
            this.key = key;
            this.address = address;
            this.bytes = bytes;
            this.at = at;
            sinceNs = nowNs;
            heardNs = nowNs;
        }
    }

    /**
     * @param places where this node can be dialled, its address aside
     * @param sender sends a beacon to every local network
     */
    public Discovery(
            Links links,
            PrivateKey identity,
            LinkSettings settings,
            List<Beacon.Place> places,
            RandomGenerator random,
            Timers timers,
            Consumer<byte[]> sender) {
        this.links = links;
        own = identity.publicKey();
        this.settings = settings;
        this.random = random;
        this.timers = timers;
        this.sender = sender;
        beacon = Beacon.sign(places, identity);
        verifications =
                new TokenBucket(VERIFICATIONS_PER_SECOND, VERIFICATION_BURST, timers.nowNs());
    }

    /** Says who is here, now and from now on. */
    public void start() {
        if (closed) {
            return;
        }
        sender.accept(beacon);
        look();
        // Not in step with others that were switched on together.
        timers.after(INTERVAL_NS - random.nextLong(INTERVAL_NS / 4), this::start);
    }

    public void close() {
        closed = true;
        found.clear();
    }

    /** Takes what arrived at the beacons' port from {@code from}. */
    public void received(InetAddress from, byte[] bytes) {
        if (closed || !from.isLinkLocalAddress()) {
            malformed++;
            return;
        }
        for (Found known : found) {
            // The same again needs no proof.
            if (known.address.equals(from) && Arrays.equals(known.bytes, bytes)) {
                known.heardNs = timers.nowNs();
                return;
            }
        }
        Beacon heard = Beacon.parse(bytes);
        if (heard == null) {
            malformed++;
        } else if (!heard.key().equals(own) && settings.allows(heard.key())) {
            verify(heard, from, bytes);
        }
    }

    private void verify(Beacon heard, InetAddress from, byte[] bytes) {
        if (!verifications.take(timers.nowNs())) {
            limited++;
        } else if (!heard.isSigned(bytes)) {
            forged++;
        } else {
            add(heard, from, bytes);
        }
    }

    private void add(Beacon heard, InetAddress from, byte[] bytes) {
        Beacon.Place place = heard.places().getFirst();
        Endpoint at = new Endpoint(place.transport(), new InetSocketAddress(from, place.port()));
        // It moved, or was restarted at another port.
        for (Found old : List.copyOf(found)) {
            if (old.key.equals(heard.key()) && old.address.equals(from)) {
                forget(old);
            }
        }
        if (found.size() >= MOST_FOUND) {
            limited++;
            found.stream()
                    .filter(other -> links.best(other.key) == null)
                    .findFirst()
                    .ifPresent(this::forget);
        }
        if (found.size() < MOST_FOUND) {
            found.add(new Found(heard.key(), from, bytes, at, timers.nowNs()));
            timers.after(FIRST_WAIT_NS, this::look);
            timers.after(SECOND_WAIT_NS, this::look);
        }
    }

    private void look() {
        long nowNs = timers.nowNs();
        for (Found neighbour : List.copyOf(found)) {
            boolean linked = links.best(neighbour.key) != null;
            if (!linked && nowNs - neighbour.heardNs >= FORGET_NS) {
                forget(neighbour);
            } else if (!linked
                    && !neighbour.dialled
                    && nowNs - neighbour.sinceNs >= wait(neighbour)) {
                neighbour.dialled = true;
                links.dial(neighbour.key, neighbour.at);
            }
        }
    }

    private long wait(Found neighbour) {
        return own.compareTo(neighbour.key) < 0 ? FIRST_WAIT_NS : SECOND_WAIT_NS;
    }

    private void forget(Found neighbour) {
        found.remove(neighbour);
        if (neighbour.dialled) {
            links.stopDialling(neighbour.key, neighbour.at);
        }
    }

    /** Neighbours that say who they are at present. */
    public int found() {
        return found.size();
    }

    /** What arrived and was no beacon, or not from a local address. */
    public long malformed() {
        return malformed;
    }

    /** Beacons that their key had not signed. */
    public long forged() {
        return forged;
    }

    /** Beacons beyond what is looked at. */
    public long limited() {
        return limited;
    }
}
