package net.skycoin.skywire.appliance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import net.skycoin.skywire.lab.AddressPlan;
import net.skycoin.skywire.lab.AddressPlan.Port;
import net.skycoin.skywire.lab.Board;
import net.skycoin.skywire.lab.Command;
import net.skycoin.skywire.lab.Lab;
import net.skycoin.skywire.lab.LabFailure;
import net.skycoin.skywire.lab.LabNode;
import net.skycoin.skywire.lab.LabOptions;
import net.skycoin.skywire.lab.Topology;
import net.skycoin.skywire.lab.UplinkWatch;
import org.jspecify.annotations.Nullable;

/**
 * Where a board is put: a laptop at one of its ports, at the other a home's network (r1 serves DHCP
 * there and is the relay that an invite names), behind that a second relay, an exit and the web
 * server. All that leaves the board towards the home's network is watched.
 *
 * <pre>
 *   laptop --- eth1 board eth0 --- r1 --- r2 --- exit --- server
 * </pre>
 */
final class Place implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(30);

    /** From power-on to the laptop's address on a Pi 4, and to the tunnel. */
    static final Duration ADDRESS_LIMIT = Duration.ofSeconds(12);

    static final Duration TUNNEL_LIMIT = Duration.ofSeconds(20);

    /** The marker of the lab's traffic: it never leaves the board in the clear. */
    private static final String MARKER = "skywire-traffic-source";

    private static final int MEMORY_MIB = 512;

    final Lab lab =
            Lab.up(
                    Topology.read(
                            LabOptions.projectRoot().resolve("scripts/topologies/board.json")),
                    LabOptions.standard());
    final LabNode laptop = lab.node("laptop");
    final LabNode router = lab.node("router");
    final LabNode home = lab.node("r1");
    final Port uplinkCable = router.portTo("r1");
    final Port laptopCable = router.portTo("laptop");

    /** r1's address. */
    final String homeAddress = Objects.requireNonNull(lab.plan().peer(uplinkCable).ipv4());

    final UplinkWatch watch;

    final Path directory;

    /**
     * @param directory for the card and other files of the test
     */
    Place(Path directory) {
        this.directory = directory;
        watch = new UplinkWatch(router, List.of(uplinkCable), MARKER);
        watch.allow(homeAddress);
    }

    /** Waits for the daemons around; they are not what is measured. */
    void awaitNeighbours() {
        lab.awaitReady(Duration.ofMinutes(1));
    }

    /** The line that the first relay's owner gives to a friend. */
    String invite() {
        Command.Result result = home.skywire("invite");
        if (!result.ok()) {
            throw lab.failure("no invite: " + result.errors());
        }
        return result.output().strip();
    }

    /** Writes what will be on the boot partition as skywire.toml. */
    Path userFile(String text) {
        return userFile(text.getBytes(StandardCharsets.UTF_8));
    }

    Path userFile(byte[] content) {
        try {
            return Files.write(directory.resolve("skywire.toml"), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path card() {
        return directory.resolve("card.qcow2");
    }

    /** Switches a board on; its card is kept for the next time. */
    Board powerOn(@Nullable Path userFile, String clock) {
        restartLaptop();
        return router.powerOn(new Board.Setup(Image.path(), card(), userFile, clock, MEMORY_MIB));
    }

    /** As if it was plugged in just now. */
    void restartLaptop() {
        laptop.unit("dhcp").restart();
        lab.await("the laptop has forgotten its address", SOON, () -> !laptopHasAddress());
    }

    boolean laptopHasAddress() {
        return laptop.run("ip", "-4", "route", "show", "default")
                .contains("via " + AddressPlan.LAN_IPV4 + " ");
    }

    /** Waits for the laptop to get an address; returns when it had it. */
    long awaitLaptop(Board board) {
        await(board, "the laptop gets an address from the board", this::laptopHasAddress);
        return System.nanoTime();
    }

    /** Waits long enough for a board that is slow, so that the figure is known. */
    void await(Board board, String what, BooleanSupplier condition) {
        try {
            lab.await(what, Duration.ofMinutes(3), condition);
        } catch (LabFailure e) {
            throw new LabFailure(e.getMessage() + "\n" + board.console(), e);
        }
    }

    @Override
    public void close() {
        watch.close();
        lab.close();
    }
}
