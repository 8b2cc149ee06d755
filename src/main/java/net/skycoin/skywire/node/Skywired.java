package net.skycoin.skywire.node;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import net.skycoin.skywire.crypto.PrivateKey;
import org.tinylog.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The daemon's main class: reads the configuration, runs a {@link Daemon} until a signal comes, and
 * tells systemd.
 */
@Command(
        name = "skywired",
        mixinStandardHelpOptions = true,
        versionProvider = Skywired.VersionLine.class,
        description =
                "Runs a node of the Skywire mesh: a relay, a router, an exit, or several at once.",
        footer = {
            "",
            "Exit codes: 0 fine, 1 fault of the program, 2 configuration or usage, 3 identity, 4 something is",
            "missing on the machine, 5 address in use."
        })
public final class Skywired implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "/var/lib/skywire",
            description = "configuration, identity and state (default: ${DEFAULT-VALUE})")
    private Path data = Path.of("/var/lib/skywire");

    @Option(
            names = "--run",
            paramLabel = "DIR",
            defaultValue = "/run/skywire",
            description = "sockets and what dnsmasq reads (default: ${DEFAULT-VALUE})")
    private Path run = Path.of("/run/skywire");

    /** For {@code --version}. */
    static final class VersionLine implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"skywired " + Version.TEXT};
        }
    }

    /** Held, as a logger that nobody refers to forgets its level. */
    private static final java.util.logging.Logger NETTY =
            java.util.logging.Logger.getLogger("io.netty");

    public static void main(String[] arguments) {
        // Netty tells of an unusual machine by stack traces; whatever matters to us comes as an
        // exception.
        NETTY.setLevel(java.util.logging.Level.SEVERE);
        Skywired skywired = new Skywired();
        // As systemd starts it there is nothing to parse, and making a parser is a third of the
        // time to READY.
        System.exit(
                arguments.length == 0
                        ? skywired.call()
                        : new CommandLine(skywired).execute(arguments));
    }

    @Override
    public Integer call() {
        try {
            serve();
            return ExitCode.FINE.number();
        } catch (ExitException e) {
            e.getMessage().lines().forEach(line -> System.err.println("skywired: " + line));
            return e.code().number();
        } catch (RuntimeException e) {
            Logger.error(e, "Unexpected fault");
            System.err.println("skywired: unexpected fault, see the log; please report it");
            return ExitCode.FAULT.number();
        }
    }

    private void serve() throws ExitException {
        Config config = new ConfigFile(data).load();
        PrivateKey identity = new IdentityFile(data).loadOrCreate(new SecureRandom());
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        try (Notify notify =
                        Notify.open(
                                System.getenv(),
                                new MultiThreadIoEventLoopGroup(
                                        1,
                                        Thread.ofPlatform().name("notify").daemon().factory(),
                                        EpollIoHandler.newFactory()));
                Daemon daemon = new Daemon(config, new Daemon.Directories(data, run), identity)) {
            daemon.start(new BootCounter(data).next());
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().unstarted(() -> awaitStop(stop, stopped)));
            Logger.info("Ready: {}", daemon.summary());
            notify.status(daemon.summary());
            notify.ready();
            watch(daemon, notify, stop);
            notify.stopping();
            Logger.info("Stopping");
        } finally {
            stopped.countDown();
        }
    }

    /**
     * On a signal the JVM ends with its hooks, and with the signal's number: this one waits for the
     * orderly stop, and says 0.
     */
    private static void awaitStop(CountDownLatch stop, CountDownLatch stopped) {
        stop.countDown();
        try {
            if (stopped.await(10, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(ExitCode.FINE.number());
            }
            Logger.error("The stop took too long");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Feeds the watchdog as long as the engine makes progress, until the stop. */
    private static void watch(Daemon daemon, Notify notify, CountDownLatch stop) {
        OptionalLong watchdogNs = notify.watchdogNs();
        long pauseNs =
                watchdogNs.isPresent() ? watchdogNs.getAsLong() / 3 : TimeUnit.HOURS.toNanos(1);
        long before = -1;
        try {
            while (!stop.await(pauseNs, TimeUnit.NANOSECONDS)) {
                long beats = daemon.beats();
                if (beats != before) {
                    notify.watchdog();
                }
                before = beats;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
