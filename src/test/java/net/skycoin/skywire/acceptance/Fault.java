package net.skycoin.skywire.acceptance;

import java.time.Duration;
import java.util.List;
import net.skycoin.skywire.lab.Lab;
import net.skycoin.skywire.lab.LabWire;
import net.skycoin.skywire.lab.Topology.Wire;
import net.skycoin.skywire.lab.Unit;

/** What can happen to a path in use; {@link #strike} does it and tells how it is undone. */
enum Fault {
    RELAY_KILLED {
        @Override
        Damage strike(Lab lab, List<String> path, int repetition) {
            return kill(lab, relay(path, repetition));
        }
    },
    RELAY_FROZEN {
        @Override
        Damage strike(Lab lab, List<String> path, int repetition) {
            String relay = relay(path, repetition);
            Unit daemon = lab.node(relay).daemon();
            daemon.freeze();
            return new Damage(
                    relay,
                    () -> {
                        daemon.thaw();
                        daemon.awaitReady(RESTART);
                    });
        }
    },
    FIRST_LINK_CUT {
        @Override
        Damage strike(Lab lab, List<String> path, int repetition) {
            return cut(lab, path, 0);
        }
    },
    MIDDLE_LINK_CUT {
        @Override
        Damage strike(Lab lab, List<String> path, int repetition) {
            return cut(lab, path, (path.size() - 1) / 2);
        }
    },
    LAST_LINK_CUT {
        @Override
        Damage strike(Lab lab, List<String> path, int repetition) {
            return cut(lab, path, path.size() - 2);
        }
    };

    /**
     * A fault in force.
     *
     * @param where the lab's name of the relay or wire
     */
    record Damage(String where, Runnable undo) {
        void heal() {
            undo.run();
        }
    }

    private static final Duration RESTART = Duration.ofSeconds(30);

    /**
     * Does it.
     *
     * @param path all nodes from the router to the exit
     * @param repetition chooses which of several relays
     */
    abstract Damage strike(Lab lab, List<String> path, int repetition);

    /** As a person reads it: "first link cut". */
    String text() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }

    /** Kills a node's daemon; it stays down until it is healed. */
    static Damage kill(Lab lab, String node) {
        Unit daemon = lab.node(node).daemon();
        daemon.kill9AndHold();
        return new Damage(
                node,
                () -> {
                    daemon.start();
                    daemon.awaitReady(RESTART);
                });
    }

    private static String relay(List<String> path, int repetition) {
        int relays = path.size() - 2;
        return path.get(1 + repetition % relays);
    }

    private static Damage cut(Lab lab, List<String> path, int link) {
        List<String> ends = path.subList(link, link + 2);
        Wire between =
                lab.topology().wires().stream()
                        .filter(wire -> wire.between().containsAll(ends))
                        .findFirst()
                        .orElseThrow(() -> lab.failure("no wire joins " + ends));
        LabWire wire = lab.wire(between.name());
        wire.cut();
        return new Damage(between.name(), wire::mend);
    }
}
