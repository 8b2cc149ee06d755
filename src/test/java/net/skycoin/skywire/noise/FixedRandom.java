package net.skycoin.skywire.noise;

import java.util.random.RandomGenerator;

/** Gives out the same bytes always: the ephemeral key that a test vector prescribes. */
record FixedRandom(byte[] bytes) implements RandomGenerator {
    @Override
    public void nextBytes(byte[] target) {
        System.arraycopy(bytes, 0, target, 0, target.length);
    }

    @Override
    public long nextLong() {
        throw new UnsupportedOperationException();
    }
}
