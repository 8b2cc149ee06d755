package net.skycoin.skywire.link;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import net.skycoin.skywire.bytes.PacketBatch;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.noise.Session;
import net.skycoin.skywire.wire.Close;
import net.skycoin.skywire.wire.HandshakePayload;
import net.skycoin.skywire.wire.LinkHeader;
import org.jspecify.annotations.Nullable;

/**
 * All links of a node: dials, accepts, hands each packet that arrives to its link, and sends what
 * the links have to say.
 *
 * <p>The engine calls {@link #received} for what arrives and {@link #flush} once after each round
 * of input, so that what the round produced leaves in batches. What timers produce leaves by
 * itself. Engine's thread only.
 */
public final class Links {
    /** Of {@link #down}: the peer needs not be told, or cannot be. */
    static final int NO_CLOSE = -1;

    /** Links with one peer: several addresses and transports, yet no way to use up all room. */
    private static final int MAX_PER_PEER = 8;

    /** Two links that came up within this time were dialled at once by both sides. */
    private static final long CROSSING_NS = 5_000_000_000L;

    private final LinkSettings settings;
    private final LocalNode local;
    private final LinkEnvironment environment;
    private final @Nullable Pacer pacer;
    private final OwnerFirst order = new OwnerFirst();
    private final Timers timers;
    private final LinksCounters counters = new LinksCounters();
    private final IndexTable indices;
    private final Acceptor acceptor;
    private final Dialer dialer;
    private final List<Link> links = new ArrayList<>();
    private final LinkHistories histories = new LinkHistories();
    private final List<Link> touched = new ArrayList<>();
    private final PacketBatch batch = new PacketBatch();
    private final Runnable flushing = this::flush;
    private Timers.@Nullable Timer plannedFlush;
    private Timers.@Nullable Timer lineFree;
    private int turn;
    private boolean closed;
    private long lastId;

    /**
     * @param identity this node's key; stays the caller's
     * @param capabilities what this node can: bits of {@link HandshakePayload}
     * @param random cryptographically secure; keys come from it
     */
    public Links(
            LinkSettings settings,
            PrivateKey identity,
            int capabilities,
            RandomGenerator random,
            Timers timers,
            DatagramSender sender,
            LinkListener listener) {
        this.settings = settings;
        this.timers = timers;
        local =
                new LocalNode(
                        identity, new HandshakePayload(capabilities, random.nextLong()), random);
        long upload = settings.uploadBitsPerSecond();
        pacer = upload == 0 ? null : new Pacer(upload, timers.nowNs());
        environment = new LinkEnvironment(timers, random, sender, listener, counters, pacer);
        indices = new IndexTable(random);
        HandshakeGate gate =
                new HandshakeGate(
                        local.key(), settings.handshakesPerSecond(), random, timers.nowNs());
        acceptor = new Acceptor(this, local, settings, gate, indices, timers, counters);
        dialer = new Dialer(this, local, settings, gate, indices, timers, counters);
    }

    /** Keeps a link with this peer at this endpoint from now on, whatever happens to it. */
    public void dial(PublicKey key, Endpoint at) {
        dialer.dial(key, at);
    }

    /** No longer keeps a link with this peer there; one that is up stays. */
    void stopDialling(PublicKey key, Endpoint at) {
        dialer.stop(key, at);
    }

    /** No longer dials this peer, and closes its links. */
    public void hangUp(PublicKey key) {
        dialer.hangUp(key);
        for (Link link : List.copyOf(links)) {
            if (link.key().equals(key)) {
                down(link, "hung up", Close.HUNG_UP);
            }
        }
    }

    /** Dials all peers that are not linked at once: the host's network has changed. */
    public void redial() {
        dialer.redial();
    }

    /** Links that are up, silent ones included, in the order in which they came up. */
    public List<Link> links() {
        return List.copyOf(links);
    }

    /**
     * The usable link with this peer that has the least round-trip time; null when there is none.
     */
    public @Nullable Link best(PublicKey key) {
        return links.stream()
                .filter(link -> link.usable() && link.key().equals(key))
                .min(Comparator.comparingLong(Links::rttOrLongest))
                .orElse(null);
    }

    private static long rttOrLongest(Link link) {
        return link.rttNs() == 0 ? Long.MAX_VALUE : link.rttNs();
    }

    /** Whose links a history is about: a neighbour may be linked over several transports. */
    public record HistoryId(PublicKey peer, String transport) {}

    /** The past of the links that there are and were. */
    public Map<HistoryId, LinkHistory> histories() {
        return histories.all();
    }

    LinkHistory history(Link link) {
        return histories.of(link.key(), link.endpoint().transport());
    }

    public LinksStatistics statistics() {
        return counters.snapshot(links.stream().mapToLong(Link::cellsDropped).sum());
    }

    /** Closes all links, tells their peers, and forgets everybody who was to be dialled. */
    public void close() {
        closed = true;
        dialer.close();
        acceptor.close();
        for (Link link : List.copyOf(links)) {
            down(link, "shutting down", Close.SHUTTING_DOWN);
        }
    }

    // ---- in

    /** Takes packets that arrived; uses the batch as working space during the call. */
    public void received(Endpoint from, PacketBatch packets) {
        for (int i = 0; i < packets.count() && !closed; i++) {
            received(from, packets.array(), packets.offset(i), packets.length(i));
        }
    }

    private void received(Endpoint from, byte[] array, int offset, int length) {
        if (length < LinkHeader.SHORT_LENGTH) {
            counters.malformedPackets++;
            return;
        }
        switch (LinkHeader.type(array, offset)) {
            case LinkHeader.CELL, LinkHeader.CONTROL -> sealed(from, array, offset, length);
            case LinkHeader.HANDSHAKE_INIT -> acceptor.init(from, array, offset, length);
            case LinkHeader.HANDSHAKE_RESPONSE -> dialer.response(array, offset, length);
            case LinkHeader.COOKIE_REPLY -> dialer.cookie(array, offset, length);
            default -> counters.malformedPackets++;
        }
    }

    private void sealed(Endpoint from, byte[] array, int offset, int length) {
        if (length < Session.OVERHEAD) {
            counters.malformedPackets++;
            return;
        }
        switch (indices.get(LinkHeader.index(array, offset))) {
            case Link link -> link.receive(from, array, offset, length);
            case HalfOpen entry -> acceptor.confirm(entry, from, array, offset, length);
            case null, default -> counters.unknownIndex++;
        }
    }

    // ---- out

    /** Sends what is due on all links. */
    public void flush() {
        if (plannedFlush != null) {
            plannedFlush.cancel();
            plannedFlush = null;
        }
        // Grows while it is walked: a link with more to send queues again, behind the others.
        for (int i = 0; i < touched.size(); i++) {
            Link link = touched.get(i);
            if (link.pump(batch)) {
                touched.add(link);
            }
        }
        touched.clear();
        if (pacer != null) {
            sendPaced(pacer);
        }
    }

    /** Sends cell by cell what the line takes, over whichever link the owner's packets wait for. */
    private void sendPaced(Pacer line) {
        long nowNs = timers.nowNs();
        boolean own = holdsPaced(false);
        boolean relayed = holdsPaced(true);
        while ((own || relayed) && line.freeAtNs() <= nowNs) {
            boolean next = order.relayedNext(own, relayed);
            Link link = nextPaced(next);
            if (link != null && link.sendOne(batch, next)) {
                order.left(next);
            }
            own = holdsPaced(false);
            relayed = holdsPaced(true);
        }
        if ((own || relayed) && lineFree == null) {
            lineFree = timers.at(line.freeAtNs(), this::lineFree);
        }
    }

    private void lineFree() {
        lineFree = null;
        flush();
    }

    private boolean holdsPaced(boolean relayed) {
        for (int i = 0; i < links.size(); i++) {
            if (links.get(i).holdsPaced(relayed)) {
                return true;
            }
        }
        return false;
    }

    /** The links take turns. */
    private @Nullable Link nextPaced(boolean relayed) {
        for (int i = 0; i < links.size(); i++) {
            turn = (turn + 1) % links.size();
            if (links.get(turn).holdsPaced(relayed)) {
                return links.get(turn);
            }
        }
        return null;
    }

    /** A transport that was blocked has room again. */
    public void writable() {
        for (Link link : links) {
            link.writable();
        }
        flush();
    }

    /** Has the link pumped by the next flush, which comes by itself if nobody calls it. */
    void touch(Link link) {
        touched.add(link);
        if (plannedFlush == null) {
            plannedFlush = timers.after(0, flushing);
        }
    }

    /** Sends a batch of what one link has ready, before the end of the round. */
    void sendNow(Link link) {
        link.sendFull(batch);
    }

    /** Sends a packet of no link; it is dropped if the transport is blocked. */
    void sendNow(Endpoint to, byte[] packet) {
        batch.clear();
        batch.append(packet, 0, packet.length);
        if (environment.sender().send(to, batch) == 0) {
            counters.blockedHandshakes++;
        }
    }

    /** Has a connection made, where the transport is of that kind. */
    void connect(Endpoint to) {
        environment.sender().dial(to);
    }

    // ---- the life of links

    /** Whether one more link with this peer would be within the limits. */
    boolean hasRoomFor(PublicKey key) {
        int ofPeer = 0;
        for (Link link : links) {
            if (link.key().equals(key)) {
                ofPeer++;
            }
        }
        return ofPeer > 0 ? ofPeer < MAX_PER_PEER : links.size() < settings.maximumLinks();
    }

    /** The link with this peer at this endpoint; null when there is none. */
    @Nullable Link find(PublicKey key, Endpoint at) {
        for (Link link : links) {
            if (link.key().equals(key) && link.endpoint().equals(at)) {
                return link;
            }
        }
        return null;
    }

    Link create(Peer peer, boolean initiator, Session session, Endpoint endpoint) {
        Link link = new Link(this, environment, ++lastId, peer, initiator, session, endpoint);
        indices.put(session.localIndex(), link);
        return link;
    }

    /**
     * Gives a new link its place. Older ones with the same peer go, if they lead to the same
     * endpoint or to the daemon that the peer ran before; unless both sides dialled at once and the
     * other link is the one that both keep.
     *
     * @return false when the new link had to go instead
     */
    boolean establish(Link fresh) {
        List<Link> replaced = new ArrayList<>();
        for (Link other : links) {
            if (other.key().equals(fresh.key())) {
                boolean restarted = other.peer().instance() != fresh.peer().instance();
                boolean sameWay = other.endpoint().equals(fresh.endpoint());
                if (!restarted && sameWay && loses(fresh, other)) {
                    discard(fresh);
                    return false;
                }
                if (restarted || sameWay) {
                    replaced.add(other);
                }
            }
        }
        links.add(fresh);
        counters.linksUp++;
        dialer.linkUp(fresh);
        fresh.begin();
        environment.listener().linkUp(fresh);
        for (Link other : replaced) {
            down(other, "replaced by a newer link", Close.REPLACED);
        }
        return !fresh.isDown();
    }

    /** Whether both sides dialled at once and the older link is the one to keep. */
    private boolean loses(Link fresh, Link older) {
        return older.usable()
                && fresh.initiator() != older.initiator()
                && timers.nowNs() - older.upAtNs() < CROSSING_NS
                && initiatorOf(older).compareTo(initiatorOf(fresh)) < 0;
    }

    private PublicKey initiatorOf(Link link) {
        return link.initiator() ? local.key() : link.key();
    }

    private void discard(Link link) {
        tell(link, Close.REPLACED);
        indices.remove(link.localIndex());
        link.end();
    }

    void silent(Link link) {
        dialer.linkSilent(link);
        environment.listener().linkSilent(link);
    }

    void recovered(Link link) {
        dialer.linkRecovered(link);
        environment.listener().linkRecovered(link);
    }

    /**
     * Ends a link that was up.
     *
     * @param closeReason what the peer is told, a constant of {@link Close}; or {@link #NO_CLOSE}
     */
    void down(Link link, String reason, int closeReason) {
        if (!links.remove(link)) {
            return;
        }
        if (closeReason != NO_CLOSE) {
            tell(link, closeReason);
        }
        indices.remove(link.localIndex());
        link.end();
        counters.linksDown++;
        dialer.linkDown(link);
        environment.listener().linkDown(link, reason);
    }

    private void tell(Link link, int closeReason) {
        byte[] packet = link.closePacket(closeReason);
        if (packet != null) {
            sendNow(link.endpoint(), packet);
        }
    }
}
