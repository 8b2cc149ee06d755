package net.skycoin.skywire.wire;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Hostile variants of good bytes: some bytes changed, the end cut or grown, or plain noise. */
final class Mutations {
    private Mutations() {}

    static byte[] of(byte[] good, RandomGenerator random) {
        byte[] bytes = good.clone();
        switch (random.nextInt(4)) {
            case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            case 1 -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(50));
            case 2 -> {
                bytes = new byte[random.nextInt(600)];
                random.nextBytes(bytes);
            }
            default -> {}
        }
        for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }
}
