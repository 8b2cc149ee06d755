package net.skycoin.skywire.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import net.skycoin.skywire.lab.LabFailure;
import net.skycoin.skywire.lab.LabNode;

/** How long a router's daemon takes from exec to its first circuit in use, and its memory. */
final class StartBench {
    private static final long PATIENCE_NS = 30_000_000_000L;
    private static final long LOOK_MS = 10;

    private final Side side;
    private final Progress progress;

    StartBench(Side side, Progress progress) {
        this.side = side;
        this.progress = progress;
    }

    void start(int rounds, ObjectNode to) {
        LabNode router = side.lab().node("router");
        Series firstCircuit = new Series();
        Series fullSpeed = new Series();
        for (int round = 1; round <= rounds; round++) {
            router.daemon().stop();
            long beganNs = System.nanoTime();
            router.daemon().start();
            while (!RouterView.hasCircuit(router)) {
                if (System.nanoTime() - beganNs > PATIENCE_NS) {
                    throw side.lab().failure("no circuit after the restart");
                }
                Pauses.ofMillis(LOOK_MS);
            }
            firstCircuit.add((System.nanoTime() - beganNs) / 1e9);
            // From the third second on the rate counts as full.
            Pauses.ofMillis(1500);
            double early = side.iperf().run(1, "-R").megabitsPerSecond();
            side.iperf().run(3, "-R");
            double late = side.iperf().run(2, "-R").megabitsPerSecond();
            fullSpeed.add(early / late);
            progress.say(
                    "start %d/%d: first circuit after %.2f s, then %.0f of %.0f Mb/s"
                            .formatted(round, rounds, firstCircuit.last(), early, late));
        }
        firstCircuit.emit(to, "first_circuit_s");
        fullSpeed.emit(to, "early_rate_share");
    }

    /** Resident memory, idle and after load; the daemons' names as keys. */
    void memory(int seconds, ObjectNode to) {
        ObjectNode idle = to.putObject("idle_mb");
        emit(idle);
        if (seconds > 0) {
            progress.say("memory: loading for " + seconds + " s");
            side.iperf().run(seconds, "-R");
            emit(to.putObject("loaded_mb"));
        }
    }

    private void emit(ObjectNode node) {
        side.lab().nodes().stream()
                .filter(each -> each.kind().mesh())
                .forEach(
                        each ->
                                node.put(
                                        each.name(),
                                        Series.rounded(
                                                ProcessTimes.residentMb(each.daemon().pid()))));
        if (node.isEmpty()) {
            throw new LabFailure("no daemon to look at");
        }
    }
}
