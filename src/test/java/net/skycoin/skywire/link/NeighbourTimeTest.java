package net.skycoin.skywire.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import org.junit.jupiter.api.Test;

class NeighbourTimeTest {
    private static final long NOON = 1_790_000_000_000L;
    private static final long YEAR = 365L * 24 * 3600 * 1000;

    private final SplittableRandom random = new SplittableRandom(1);
    private final Timers timers = new Timers(5_000_000_000L);
    private final NeighbourTime time = new NeighbourTime(timers);
    private final List<PublicKey> keys =
            Stream.generate(() -> PrivateKey.generate(random).publicKey()).limit(5).toList();

    @Test
    void nobodyKnowsAtFirst() {
        assertEquals(OptionalLong.empty(), time.unixMs());
        time.ownClock(OptionalLong.empty());
        assertEquals(OptionalLong.empty(), time.unixMs());
    }

    @Test
    void liarsInTheMinorityDoNotMoveIt() {
        time.told(keys.get(0), NOON - 20);
        time.told(keys.get(1), NOON);
        time.told(keys.get(2), NOON + 30);
        time.told(keys.get(3), NOON + YEAR);
        time.told(keys.get(4), 1);
        assertEquals(OptionalLong.of(NOON), time.unixMs());
        timers.advance(65_000_000_000L);
        assertEquals(OptionalLong.of(NOON + 60_000), time.unixMs());
    }

    @Test
    void oneVoiceForEachKeyAndNoneForWhoIsGone() {
        time.told(keys.get(0), NOON);
        for (int i = 0; i < 10; i++) {
            time.told(keys.get(1), NOON + YEAR);
        }
        time.ownClock(OptionalLong.of(NOON + 1));
        assertEquals(OptionalLong.of(NOON + 1), time.unixMs());
        time.gone(keys.get(0));
        time.gone(keys.get(1));
        assertEquals(OptionalLong.of(NOON + 1), time.unixMs());
        assertEquals(0, time.voices());
    }

    @Test
    void agreementMayMoveItBack() {
        time.told(keys.get(0), NOON + YEAR);
        time.told(keys.get(1), NOON);
        time.told(keys.get(2), NOON);
        assertEquals(OptionalLong.of(NOON), time.unixMs());
    }
}
