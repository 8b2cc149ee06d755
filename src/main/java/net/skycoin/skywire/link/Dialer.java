package net.skycoin.skywire.link;

import java.util.ArrayList;
import java.util.List;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.noise.Handshake;
import net.skycoin.skywire.noise.HandshakePattern;
import net.skycoin.skywire.noise.Session;
import net.skycoin.skywire.wire.CookieReply;
import net.skycoin.skywire.wire.HandshakeInit;
import net.skycoin.skywire.wire.HandshakePayload;
import net.skycoin.skywire.wire.HandshakeResponse;
import org.jspecify.annotations.Nullable;

/**
 * The initiator's side of handshakes: keeps a link with each peer that is to be dialled, at each of
 * its endpoints. Dials again as soon as such a link falls silent, since a peer that was restarted
 * knows nothing of the old session.
 */
final class Dialer {
    /** How long one init is repeated before a fresh one takes its place. */
    private static final long ATTEMPT_LIFE_NS = 5_000_000_000L;

    private final Links links;
    private final LocalNode local;
    private final LinkSettings settings;
    private final HandshakeGate gate;
    private final IndexTable indices;
    private final Timers timers;
    private final LinksCounters counters;
    private final List<Dial> dials = new ArrayList<>();

    Dialer(
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

    /** Begins to keep a link with this peer there; nothing new if that is being done already. */
    void dial(PublicKey key, Endpoint at) {
        for (Dial dial : dials) {
            if (dial.isFor(key, at)) {
                return;
            }
        }
        BackOff backOff =
                new BackOff(
                        settings.shortestBackOffNs(), settings.longestBackOffNs(), local.random());
        Dial dial = new Dial(key, at, backOff);
        dials.add(dial);
        dial.link = links.find(key, at);
        if (dial.link == null) {
            send(dial);
        }
    }

    /** No longer keeps links with this peer. */
    void hangUp(PublicKey key) {
        for (Dial dial : dials) {
            if (dial.key.equals(key)) {
                rest(dial);
            }
        }
        dials.removeIf(dial -> dial.key.equals(key));
    }

    /** Dials everybody at once who is not linked, as if it were for the first time. */
    void redial() {
        for (Dial dial : dials) {
            if (dial.timer != null) {
                dial.backOff.reset();
                send(dial);
            }
        }
    }

    void close() {
        dials.forEach(this::rest);
        dials.clear();
    }

    private void send(Dial dial) {
        stopTimer(dial);
        DialAttempt attempt = dial.attempt;
        if (attempt == null || timers.nowNs() - attempt.beganAtNs() >= ATTEMPT_LIFE_NS) {
            abandon(dial);
            attempt = begin(dial);
        }
        dial.cookieUsed = false;
        transmit(dial, attempt);
        dial.timer = timers.after(dial.backOff.next(), () -> send(dial));
    }

    private DialAttempt begin(Dial dial) {
        int index = indices.free();
        Handshake handshake =
                Handshake.initiator(
                        HandshakePattern.IK,
                        local.identity(),
                        dial.key,
                        LocalNode.prologue(dial.at),
                        local.random());
        byte[] message = handshake.write(local.payload().emit());
        byte[] init = new HandshakeInit(index, message).emit();
        DialAttempt attempt = new DialAttempt(dial, handshake, index, init, timers.nowNs());
        indices.put(index, attempt);
        dial.attempt = attempt;
        dial.sendings = 0;
        return attempt;
    }

    private void transmit(Dial dial, DialAttempt attempt) {
        dial.macs.stamp(attempt.init());
        dial.sendings++;
        dial.sentAtNs = timers.nowNs();
        counters.initsSent++;
        links.connect(dial.at);
        links.sendNow(dial.at, attempt.init());
    }

    /** Stops dialling, whether or not there is a link. */
    private void rest(Dial dial) {
        stopTimer(dial);
        abandon(dial);
    }

    private static void stopTimer(Dial dial) {
        if (dial.timer != null) {
            dial.timer.cancel();
            dial.timer = null;
        }
    }

    private void abandon(Dial dial) {
        if (dial.attempt != null) {
            indices.remove(dial.attempt.index());
            dial.attempt.handshake().close();
            dial.attempt = null;
        }
    }

    /** Takes a packet that claims to be a response. */
    void response(byte[] array, int offset, int length) {
        HandshakeResponse response = HandshakeResponse.parse(array, offset, length);
        if (response == null) {
            counters.malformedPackets++;
        } else if (!gate.isForUs(array, offset, length)) {
            counters.wrongMac1++;
        } else if (indices.get(response.receiverIndex()) instanceof DialAttempt attempt) {
            finish(attempt, response);
        } else {
            counters.unknownIndex++;
        }
    }

    private void finish(DialAttempt attempt, HandshakeResponse response) {
        Dial dial = attempt.dial();
        byte[] bytes = attempt.handshake().read(response.noiseMessage());
        if (bytes == null) {
            // Perhaps not from the peer: the true response may still come.
            counters.handshakesForged++;
            return;
        }
        HandshakePayload payload = HandshakePayload.parse(bytes);
        if (payload == null) {
            counters.handshakesMalformed++;
            abandon(dial);
        } else if (isStillThere(dial.link, payload)) {
            abandon(dial);
        } else {
            connect(dial, attempt, response.senderIndex(), payload);
        }
    }

    /**
     * Whether a silent link's peer has not been restarted: then the way there works again, and the
     * old session, with all that depends on it, will recover.
     */
    private static boolean isStillThere(@Nullable Link silent, HandshakePayload payload) {
        return silent != null
                && silent.wasHeard()
                && silent.peer().instance() == payload.instance();
    }

    private void connect(
            Dial dial, DialAttempt attempt, int remoteIndex, HandshakePayload payload) {
        Peer peer = new Peer(dial.key, payload.capabilities(), payload.instance());
        Session session =
                new Session(
                        true,
                        attempt.handshake().keys(),
                        local.cipherWith(peer),
                        attempt.index(),
                        remoteIndex,
                        timers.nowNs());
        boolean repeated = dial.sendings > 1;
        rest(dial);
        Link link = links.create(peer, true, session, dial.at);
        if (!repeated) {
            link.roundTripTime().sample(timers.nowNs() - dial.sentAtNs);
        }
        links.establish(link);
    }

    /** Takes a packet that claims to be a cookie reply. */
    void cookie(byte[] array, int offset, int length) {
        CookieReply reply = CookieReply.parse(array, offset, length);
        if (reply == null) {
            counters.malformedPackets++;
        } else if (!(indices.get(reply.receiverIndex()) instanceof DialAttempt attempt)) {
            counters.unknownIndex++;
        } else if (!attempt.dial().macs.accept(reply)) {
            counters.cookiesRefused++;
        } else if (!attempt.dial().cookieUsed) {
            // Once only: two nodes must not keep each other busy with cookies.
            attempt.dial().cookieUsed = true;
            transmit(attempt.dial(), attempt);
        }
    }

    /** A link came up, whoever dialled: it satisfies the dial of its endpoint. */
    void linkUp(Link link) {
        for (Dial dial : dials) {
            if (dial.isFor(link.key(), link.endpoint())) {
                dial.link = link;
                rest(dial);
            }
        }
    }

    void linkSilent(Link link) {
        for (Dial dial : dials) {
            if (dial.link == link) {
                dial.backOff.reset();
                send(dial);
            }
        }
    }

    void linkRecovered(Link link) {
        for (Dial dial : dials) {
            if (dial.link == link) {
                rest(dial);
            }
        }
    }

    void linkDown(Link link) {
        for (Dial dial : dials) {
            if (dial.link == link) {
                dial.link = links.find(dial.key, dial.at);
                if (dial.link == null) {
                    dialAgain(dial, link);
                }
            }
        }
    }

    private void dialAgain(Dial dial, Link lost) {
        if (dial.timer != null) {
            return;
        }
        if (lost.wasHeard()) {
            dial.backOff.reset();
        }
        dial.timer = timers.after(dial.backOff.next(), () -> send(dial));
    }
}
