package net.skycoin.skywire.link;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.noise.Handshake;
import net.skycoin.skywire.noise.HandshakePattern;
import net.skycoin.skywire.noise.PacketMacs;
import net.skycoin.skywire.noise.Session;
import net.skycoin.skywire.wire.HandshakeInit;
import net.skycoin.skywire.wire.HandshakePayload;
import net.skycoin.skywire.wire.HandshakeResponse;

/** The responder's side of handshakes, up to the first sealed packet. */
final class Acceptor {
    private static final long HALF_OPEN_LIFE_NS = 5_000_000_000L;

    private final Links links;
    private final LocalNode local;
    private final LinkSettings settings;
    private final HandshakeGate gate;
    private final IndexTable indices;
    private final Timers timers;
    private final LinksCounters counters;
    private final Set<HalfOpen> halfOpen = new LinkedHashSet<>();

    Acceptor(
            Links links,
            LocalNode local,
            LinkSettings settings,
            HandshakeGate gate,
            IndexTable indices,
            Timers timers,
            LinksCounters counters) {
        this.links = links;
        this.local = local;
        this.settings = settings;
        this.gate = gate;
        this.indices = indices;
        this.timers = timers;
        this.counters = counters;
    }

    /** Takes a packet that claims to be an init. */
    void init(Endpoint from, byte[] array, int offset, int length) {
        HandshakeInit init = HandshakeInit.parse(array, offset, length);
        if (init == null) {
            counters.malformedPackets++;
            return;
        }
        counters.initsReceived++;
        switch (gate.judge(from, array, offset, length, timers.nowNs())) {
            case PASS -> answer(from, init);
            case NOT_FOR_US -> counters.wrongMac1++;
            case LIMITED -> counters.sourceLimited++;
            case SEND_COOKIE -> {
                counters.cookiesSent++;
                links.sendNow(from, gate.cookieReply(from, array, offset, length, timers.nowNs()));
            }
        }
    }

    private void answer(Endpoint from, HandshakeInit init) {
        try (Handshake handshake =
                Handshake.responder(
                        HandshakePattern.IK,
                        local.identity(),
                        LocalNode.prologue(from),
                        local.random())) {
            byte[] bytes = handshake.read(init.noiseMessage());
            PublicKey key = handshake.remoteStatic();
            if (bytes == null || key == null) {
                counters.handshakesForged++;
                return;
            }
            HandshakePayload payload = HandshakePayload.parse(bytes);
            if (payload == null) {
                counters.handshakesMalformed++;
            } else if (!settings.allows(key) || key.equals(local.key())) {
                counters.notAllowed++;
            } else if (!links.hasRoomFor(key)) {
                counters.overLimit++;
            } else {
                Peer peer = new Peer(key, payload.capabilities(), payload.instance());
                respond(from, init.senderIndex(), peer, handshake);
            }
        }
    }

    private void respond(Endpoint from, int remoteIndex, Peer peer, Handshake handshake) {
        int index = indices.free();
        byte[] message = handshake.write(local.payload().emit());
        Session session =
                new Session(
                        false,
                        local.postQuantumWith(peer),
                        handshake.keys(),
                        local.cipherWith(peer),
                        index,
                        remoteIndex,
                        timers.nowNs());
        admit(peer, session);
        byte[] response = new HandshakeResponse(index, remoteIndex, message).emit();
        new PacketMacs.Sender(peer.key()).stamp(response);
        links.sendNow(from, response);
    }

    private void admit(Peer peer, Session session) {
        if (halfOpen.size() >= settings.maximumHalfOpen()) {
            drop(halfOpen.iterator().next());
        }
        int index = session.localIndex();
        Timers.Timer expiry = timers.after(HALF_OPEN_LIFE_NS, () -> expire(index));
        HalfOpen entry = new HalfOpen(peer, session, expiry);
        halfOpen.add(entry);
        indices.put(index, entry);
    }

    private void expire(int index) {
        if (indices.get(index) instanceof HalfOpen entry) {
            drop(entry);
        }
    }

    private void drop(HalfOpen entry) {
        counters.halfOpenDropped++;
        forget(entry);
        entry.session().close();
    }

    private void forget(HalfOpen entry) {
        halfOpen.remove(entry);
        entry.expiry().cancel();
        indices.remove(entry.session().localIndex());
    }

    /** Takes a sealed packet for a half-open handshake: the first that opens makes it a link. */
    void confirm(HalfOpen entry, Endpoint from, byte[] array, int offset, int length) {
        int opened = entry.session().open(array, offset, length);
        if (opened < 0) {
            counters.refused(opened);
            return;
        }
        if (!links.hasRoomFor(entry.peer().key())) {
            counters.overLimit++;
            drop(entry);
            return;
        }
        forget(entry);
        dropTwins(entry);
        Link link = links.create(entry.peer(), false, entry.session(), from);
        if (links.establish(link)) {
            link.opened(from, array, offset, length, opened);
        }
    }

    /** Drops what other copies of the same init led to. */
    private void dropTwins(HalfOpen confirmed) {
        for (HalfOpen other : List.copyOf(halfOpen)) {
            if (other.peer().key().equals(confirmed.peer().key())
                    && other.session().remoteIndex() == confirmed.session().remoteIndex()) {
                drop(other);
            }
        }
    }

    /** Forgets all half-open handshakes. */
    void close() {
        for (HalfOpen entry : List.copyOf(halfOpen)) {
            drop(entry);
        }
    }
}
