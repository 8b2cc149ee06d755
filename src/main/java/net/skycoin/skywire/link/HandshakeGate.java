package net.skycoin.skywire.link;

import java.util.random.RandomGenerator;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.noise.PacketMacs;

/**
 * Decides, before any public-key operation, whether an arriving handshake is worth one. Everybody
 * must know this node's key (MAC1). While more arrive than we like, everybody must also show that
 * it receives at its address (MAC2), and is then limited by its address: only then, since an
 * unproven address says nothing about who sends.
 */
final class HandshakeGate {
    /** How long after the last excess the load counts as over, as WireGuard does. */
    private static final long LOAD_LASTS_NS = 1_000_000_000L;

    /** What to do with an init. */
    enum Verdict {
        PASS,
        NOT_FOR_US,
        SEND_COOKIE,
        LIMITED
    }

    private final PacketMacs.Receiver macs;
    private final TokenBucket arrivals;
    private final SourceLimiter sources = new SourceLimiter();
    private long loadedUntilNs = Long.MIN_VALUE;

    HandshakeGate(PublicKey own, int perSecond, RandomGenerator random, long nowNs) {
        macs = new PacketMacs.Receiver(own, random, nowNs);
        arrivals = new TokenBucket(perSecond, perSecond, nowNs);
    }

    Verdict judge(Endpoint from, byte[] array, int offset, int length, long nowNs) {
        if (!isForUs(array, offset, length)) {
            return Verdict.NOT_FOR_US;
        }
        if (!arrivals.take(nowNs)) {
            loadedUntilNs = nowNs + LOAD_LASTS_NS;
        }
        if (nowNs >= loadedUntilNs) {
            return Verdict.PASS;
        }
        if (!macs.mac2Valid(array, offset, length, from.address(), nowNs)) {
            return Verdict.SEND_COOKIE;
        }
        return sources.take(from.address().getAddress(), nowNs) ? Verdict.PASS : Verdict.LIMITED;
    }

    /** Whether a handshake packet carries the MAC1 of this node's key. */
    boolean isForUs(byte[] array, int offset, int length) {
        return macs.mac1Valid(array, offset, length);
    }

    /** The packet that answers {@link Verdict#SEND_COOKIE}. */
    byte[] cookieReply(Endpoint from, byte[] array, int offset, int length, long nowNs) {
        return macs.cookieReply(array, offset, length, from.address(), nowNs).emit();
    }
}
