package net.skycoin.skywire.circuit;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.OnionPacket;
import org.jspecify.annotations.Nullable;

/**
 * The onion key of this node: in memory only, new at every start and every hour, the old one good
 * for 30 minutes more. Each takes its replay cache with it. That nobody can open an old onion
 * afterwards makes the path itself forward secret.
 */
public final class OnionKeys implements AutoCloseable {
    /** How long a key is the current one (design, section 5). */
    public static final long CURRENT_NS = 3_600_000_000_000L;

    /** How long a replaced key still opens onions (design, section 5). */
    public static final long OLD_NS = 1_800_000_000_000L;

    /** Set-ups that one key can see: more than the node's limit lets through in its life. */
    static final int REPLAY_CAPACITY = 1 << 18;

    private final RandomGenerator random;
    private final Timers timers;
    private final Runnable changed;
    private final int replayCapacity;
    private OnionKey current;
    private @Nullable OnionKey old;
    private Timers.Timer renewal;
    private Timers.@Nullable Timer retirement;

    /**
     * @param changed told after each renewal, so that the descriptor is published anew
     */
    public OnionKeys(RandomGenerator random, Timers timers, Runnable changed) {
        this(random, timers, changed, REPLAY_CAPACITY);
    }

    OnionKeys(RandomGenerator random, Timers timers, Runnable changed, int replayCapacity) {
        this.random = random;
        this.timers = timers;
        this.changed = changed;
        this.replayCapacity = replayCapacity;
        current = fresh();
        renewal = timers.after(CURRENT_NS, this::renew);
    }

    /** One key and what it has seen. */
    private record OnionKey(PrivateKey key, ReplayCache seen) {}

    /**
     * An onion that was opened.
     *
     * @param onionKey the key of ours that it was made for
     * @param verdict whether it is shown for the first time
     */
    record Opened(Sphinx.Peeled peeled, PublicKey onionKey, ReplayCache.Verdict verdict) {}

    /** The key that descriptors shall carry. */
    public PublicKey current() {
        return current.key.publicKey();
    }

    /** Opens an onion with whichever key fits; null when none does. */
    @Nullable Opened open(Sphinx sphinx, OnionPacket onion) {
        for (OnionKey candidate : candidates()) {
            Sphinx.Peeled peeled = sphinx.peel(onion, candidate.key);
            if (peeled != null) {
                ReplayCache.Verdict verdict = candidate.seen.add(peeled.sharedSecret());
                return new Opened(peeled, candidate.key.publicKey(), verdict);
            }
        }
        return null;
    }

    private List<OnionKey> candidates() {
        List<OnionKey> candidates = new ArrayList<>(2);
        candidates.add(current);
        if (old != null) {
            candidates.add(old);
        }
        return candidates;
    }

    private OnionKey fresh() {
        return new OnionKey(PrivateKey.generate(random), new ReplayCache(replayCapacity));
    }

    private void renew() {
        retire();
        old = current;
        current = fresh();
        retirement = timers.after(OLD_NS, this::retire);
        renewal = timers.after(CURRENT_NS, this::renew);
        changed.run();
    }

    private void retire() {
        if (old != null) {
            old.key.close();
            old = null;
        }
        if (retirement != null) {
            retirement.cancel();
        }
    }

    /** Wipes the keys and stops renewing them. */
    @Override
    public void close() {
        renewal.cancel();
        retire();
        current.key.close();
    }
}
