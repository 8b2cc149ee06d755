package net.skycoin.skywire.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplayWindowTest {
    private final ReplayWindow window = new ReplayWindow();

    @Test
    void acceptsEachCounterOnceFromZero() {
        for (long counter = 0; counter < 20_000; counter++) {
            assertTrue(window.check(counter));
            window.mark(counter);
            assertFalse(window.check(counter));
        }
    }

    @Test
    void reachesBack8128() {
        window.mark(100_000);
        assertTrue(window.check(100_000 - 8_128));
        assertFalse(window.check(100_000 - 8_129));
        assertFalse(window.check(-1));
        assertFalse(window.check(Long.MIN_VALUE));
    }

    @Test
    void jumpsToTheEndOfTheRange() {
        window.mark(5);
        window.mark(Long.MAX_VALUE);
        assertFalse(window.check(Long.MAX_VALUE));
        assertTrue(window.check(Long.MAX_VALUE - 1));
        assertFalse(window.check(5));
    }

    @Test
    void agreesWithAPlainSetOnRandomSequences() {
        for (long seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            ReplayWindow tested = new ReplayWindow();
            Set<Long> seen = new HashSet<>();
            long highest = 0;
            for (int i = 0; i < 5_000; i++) {
                long counter = Math.max(0, highest + step(random));
                boolean expected = highest - counter <= 8_128 && !seen.contains(counter);
                assertEquals(expected, tested.check(counter), "seed " + seed + ", step " + i);
                // Now and then a packet passes the check and then proves to be forged.
                if (expected && random.nextInt(10) != 0) {
                    tested.mark(counter);
                    seen.add(counter);
                    highest = Math.max(highest, counter);
                }
            }
        }
    }

    private static long step(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> random.nextInt(20_000);
            case 1, 2 -> -random.nextInt(9_000);
            case 3 -> 64L * (random.nextInt(260) - 130);
            default -> random.nextInt(80) - 60;
        };
    }
}
