package net.skycoin.skywire.lab;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.skycoin.skywire.lab.AddressPlan.Port;
import org.jspecify.annotations.Nullable;

/**
 * An appliance image that runs in the place of a lab's emulated router ({@code scripts/emulate}).
 * The router's interfaces are the far ends of its ports: the first is eth0 inside.
 *
 * <pre>
 *   board  eth0 --- t-wan0 [b-wan0] wan0 --- eth0  r1
 *          eth1 --- t-lan0 [b-lan0] lan0 --- eth0  laptop
 * </pre>
 *
 * <p>Blocking; one thread.
 */
public final class Board implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration END = Duration.ofSeconds(15);

    /**
     * IEEE 802.3, 28.3.2: an adapter that lost its link is silent for at least this long (the upper
     * end of break_link_timer).
     */
    private static final int BREAK_LINK_MS = 1_500;

    /**
     * What is put together before power-on.
     *
     * @param image the .img.xz
     * @param card the SD card: made from the image if it is not there yet
     * @param userFile put on the card as skywire.toml; null: what is there stays
     * @param clock what the board's clock shows at power-on, as QEMU's {@code -rtc base} takes it
     * @param memoryMib how much memory it has
     */
    public record Setup(
            Path image, Path card, @Nullable Path userFile, String clock, int memoryMib) {}

    private final LabNode place;
    private final Process process;
    private final Path log;
    private final Path console;
    private final Path protocol;
    private final long poweredOnNs;
    private final Starvation starvation;

    private Board(LabNode place, Process process, Path log, Path console, Path protocol) {
        this.place = place;
        this.process = process;
        this.log = log;
        this.console = console;
        this.protocol = protocol;
        boolean on = Pause.until(START, () -> on() || !process.isAlive());
        poweredOnNs = System.nanoTime();
        if (!on || !process.isAlive()) {
            process.destroy();
            throw new LabFailure("the board does not start:\n" + Logs.tail(log));
        }
        starvation = new Starvation(emulator());
    }

    private ProcessHandle emulator() {
        return process.children()
                .filter(child -> child.info().command().orElse("").contains("qemu-system"))
                .findFirst()
                .orElseThrow(() -> new LabFailure("no emulator below scripts/emulate"));
    }

    private boolean on() {
        return Logs.tail(log).contains("emulate: power on");
    }

    /** Puts a board in and switches it on. */
    static Board powerOn(LabState state, LabNode place, Setup setup) {
        Path log = state.logFile(place.name() + "-board");
        Path console = state.logFile(place.name() + "-console");
        Path protocol = state.nodeDirectory(place.name()).resolve("qmp");
        List<String> command = new ArrayList<>();
        command.add(LabOptions.projectRoot().resolve("scripts/emulate").toString());
        command.add(setup.image().toString());
        command.addAll(List.of("--card", setup.card().toString()));
        if (setup.userFile() != null) {
            command.addAll(List.of("--user-file", setup.userFile().toString()));
        }
        command.addAll(List.of("--rtc", setup.clock()));
        command.addAll(List.of("--memory", Integer.toString(setup.memoryMib())));
        command.addAll(List.of("--log", console.toString(), "--qmp", protocol.toString()));
        for (Port port : place.ports()) {
            command.addAll(List.of("--nic", place.namespace().name() + ":" + port.name()));
        }
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            state.started(process);
            return new Board(place, process, log, console, protocol);
        } catch (IOException e) {
            throw new LabFailure("cannot run scripts/emulate: " + e.getMessage(), e);
        }
    }

    /** When its first instruction ran, by {@link System#nanoTime}. */
    public long poweredOnNs() {
        return poweredOnNs;
    }

    /**
     * Of the time between two moments, how long the board was ready to go on and other programs of
     * this machine were in the way: no board has such a neighbour.
     */
    public long starvedNs(long fromNs, long toNs) {
        return starvation.between(fromNs, toNs);
    }

    /** What it said on the serial console, the end of it. */
    public String console() {
        return "--- console of " + place.name() + ", " + console + "\n" + Logs.tail(console);
    }

    /** Plugs the cable of one of its ports in, or pulls it out. */
    public void cable(Port port, boolean in) {
        int number = place.ports().indexOf(port);
        tell("set_link", String.format("{\"name\":\"eth%d\",\"up\":%b}", number, in));
    }

    /** Exchanges the cables of two ports, no faster than a network adapter lets a person. */
    public void swapCables(Port one, Port other) {
        for (Port port : List.of(one, other)) {
            cable(port, false);
        }
        Pause.millis(BREAK_LINK_MS);
        String first = bridge(one);
        String second = bridge(other);
        // Never both in one: that would be a cable between the two.
        place.run("ip", "link", "set", one.name(), "nomaster");
        place.run("ip", "link", "set", other.name(), "master", first);
        place.run("ip", "link", "set", one.name(), "master", second);
        for (Port port : List.of(one, other)) {
            cable(port, true);
        }
    }

    private String bridge(Port port) {
        String path = place.run("readlink", "/sys/class/net/" + port.name() + "/master").strip();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private void tell(String command, String arguments) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(protocol));
                BufferedReader reader = new BufferedReader(Channels.newReader(channel, UTF_8))) {
            reader.readLine(); // The greeting.
            for (String line :
                    List.of(
                            "{\"execute\":\"qmp_capabilities\"}",
                            "{\"execute\":\"" + command + "\",\"arguments\":" + arguments + "}")) {
                channel.write(UTF_8.encode(line + "\n"));
                String answer = reader.readLine();
                while (answer != null && answer.contains("\"event\"")) {
                    answer = reader.readLine();
                }
                if (answer == null || !answer.contains("\"return\"")) {
                    throw new LabFailure("the board's emulator refuses " + line + ": " + answer);
                }
            }
        } catch (IOException e) {
            throw new LabFailure(
                    "the board's emulator does not answer: " + e.getMessage() + "\n" + console(),
                    e);
        }
    }

    /** Waits until it has switched itself off. */
    public void awaitOff(Duration timeout) {
        if (!ended(timeout)) {
            throw new LabFailure(
                    "the board is still on after " + timeout.toMillis() + " ms\n" + console());
        }
        if (process.exitValue() != 0) {
            throw new LabFailure("the board did not end well:\n" + Logs.tail(log));
        }
    }

    /** Pulls the plug: whatever it had not written to the card is lost. */
    public void unplug() {
        process.destroy();
        if (!ended(END)) {
            process.destroyForcibly();
        }
    }

    private boolean ended(Duration timeout) {
        try {
            return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabFailure("interrupted", e);
        }
    }

    @Override
    public void close() {
        unplug();
        starvation.close();
    }
}
