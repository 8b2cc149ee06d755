package net.skycoin.skywire.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimersTest {
    private final Timers timers = new Timers(1_000);
    private final List<String> ran = new ArrayList<>();

    @Test
    void runInOrderOfDeadlinesAndThenOfScheduling() {
        timers.after(30, () -> ran.add("c@" + timers.nowNs()));
        timers.at(1_010, () -> ran.add("a@" + timers.nowNs()));
        timers.after(30, () -> ran.add("d@" + timers.nowNs()));
        timers.after(20, () -> ran.add("b@" + timers.nowNs()));
        assertEquals(1_010, timers.nextDeadlineNs());
        timers.advance(1_029);
        assertEquals(List.of("a@1010", "b@1020"), ran);
        assertEquals(1_029, timers.nowNs());
        timers.advance(5_000);
        assertEquals(List.of("a@1010", "b@1020", "c@1030", "d@1030"), ran);
        assertEquals(Timers.NEVER, timers.nextDeadlineNs());
    }

    @Test
    void aTaskMaySchedulePastAndPresentAndCancelOthers() {
        Timers.Timer victim = timers.after(2, () -> ran.add("victim"));
        timers.after(
                1,
                () -> {
                    victim.cancel();
                    timers.at(0, () -> ran.add("overdue@" + timers.nowNs()));
                    timers.after(0, () -> ran.add("at once@" + timers.nowNs()));
                });
        timers.advance(2_000);
        assertEquals(List.of("overdue@1001", "at once@1001"), ran);
    }

    @Test
    void cancellingTwiceOrAfterTheRunDoesNothing() {
        Timers.Timer timer = timers.after(1, () -> ran.add("once"));
        timers.advance(1_001);
        timer.cancel();
        timer.cancel();
        timers.advance(2_000);
        assertEquals(List.of("once"), ran);
    }

    @Test
    void timeNeverGoesBack() {
        timers.advance(500);
        assertEquals(1_000, timers.nowNs());
        timers.after(-50, () -> ran.add("now"));
        timers.advance(900);
        assertEquals(List.of(), ran);
        timers.advance(1_000);
        assertEquals(List.of("now"), ran);
    }

    @Test
    void twoRunsFromOneSeedAreTheSame() {
        assertEquals(trace(9), trace(9));
    }

    private static List<Long> trace(long seed) {
        Random random = new Random(seed);
        Timers tested = new Timers(0);
        List<Long> trace = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            long id = i;
            Timers.Timer timer = tested.after(random.nextInt(50), () -> trace.add(id));
            if (random.nextInt(5) == 0) {
                timer.cancel();
            }
        }
        tested.advance(100);
        return trace;
    }
}
