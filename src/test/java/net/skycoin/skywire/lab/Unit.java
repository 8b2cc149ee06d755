package net.skycoin.skywire.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One supervised program, as systemd would treat it: {@code Type=notify} (or simple), {@code
 * WatchdogSec}, {@code Restart=always}, {@code RestartSec=1}, and a path to wait for.
 *
 * <pre>
 *               path there          READY=1 (simple: at once)
 *   WAITING ----------------&gt; STARTING ------------------&gt; RUNNING --freeze--&gt; FROZEN
 *      ^                           |  not in time: SIGKILL    |                  | thaw: RUNNING
 *      |  1 s                      v                          v                  v
 *   PAUSING &lt;------------- the process is gone (exit, kill, watchdog missed) ----+
 *      |  not wanted
 *      v
 *   STOPPED  --start--&gt; WAITING
 * </pre>
 *
 * <p>One thread per unit drives the states; the operations may be called by any thread and block
 * until they are done, within a time.
 */
public final class Unit {
    /** See the picture above. */
    public enum State {
        STOPPED,
        WAITING,
        STARTING,
        RUNNING,
        FROZEN,
        PAUSING
    }

    /**
     * What is to run.
     *
     * @param name of node and program, for people
     * @param command enters the node's namespace by itself, keeping the pid
     * @param environment all of it
     * @param watchdog it says READY=1, and WATCHDOG=1 again within this time; zero: neither
     * @param startPath started when this file exists, restarted when it says something else; null:
     *     at once
     * @param log where output goes
     */
    record Settings(
            String name,
            List<String> command,
            Map<String, String> environment,
            Duration watchdog,
            @Nullable Path startPath,
            Path log) {
        boolean notifies() {
            return !watchdog.isZero();
        }
    }

    /** systemd's RestartSec of our unit files. */
    private static final Duration RESTART = Duration.ofSeconds(1);

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration OPERATION_TIMEOUT = Duration.ofSeconds(15);
    private static final int TICK_MILLIS = 50;

    private final Settings settings;
    private final LabState labState;
    private final Consumer<String> journal;
    private final Object lock = new Object();
    private final Thread thread;

    // All guarded by lock.
    private State state = State.STOPPED;
    private boolean wanted;
    private boolean closed;
    private @Nullable Process process;
    private @Nullable String startTextSeen;
    private boolean frozen;
    private boolean ready;
    private long startedNs;
    private long heardNs;
    private long notBeforeNs;
    private long stopSentNs;
    private int starts;
    private int watchdogKills;
    private String status = "";

    Unit(Settings settings, LabState labState, Consumer<String> journal) {
        this.settings = settings;
        this.labState = labState;
        this.journal = journal;
        notBeforeNs = System.nanoTime();
        thread = new Thread(this::drive, "unit " + settings.name());
        thread.setDaemon(true);
        thread.start();
    }

    public String name() {
        return settings.name();
    }

    public Path log() {
        return settings.log();
    }

    public State state() {
        synchronized (lock) {
            return state;
        }
    }

    /** The process that runs now; 0: none. */
    public int pid() {
        synchronized (lock) {
            return process == null ? 0 : (int) process.pid();
        }
    }

    /** How often it was started. */
    public int starts() {
        synchronized (lock) {
            return starts;
        }
    }

    /** How often it was killed because it had fallen silent. */
    public int watchdogKills() {
        synchronized (lock) {
            return watchdogKills;
        }
    }

    /** The last STATUS= line. */
    public String status() {
        synchronized (lock) {
            return status;
        }
    }

    /** Lets it run; does not wait. */
    public void start() {
        synchronized (lock) {
            wanted = true;
            if (state == State.STOPPED) {
                state = State.WAITING;
                notBeforeNs = System.nanoTime();
            }
            lock.notifyAll();
        }
    }

    /** SIGTERM, after 10 s SIGKILL; it stays down. */
    public void stop() {
        synchronized (lock) {
            wanted = false;
            lock.notifyAll();
            await("stopped", () -> state == State.STOPPED);
        }
    }

    /** Stops it and waits until it is ready again. */
    public void restart() {
        stop();
        start();
        awaitReady(START_TIMEOUT);
    }

    /** SIGKILL. It comes back after a second, as after a crash. */
    public void kill9() {
        signal(LinuxCalls.SIGKILL);
    }

    /** SIGKILL, and it stays down until {@link #start}. */
    public void kill9AndHold() {
        synchronized (lock) {
            wanted = false;
            signal(LinuxCalls.SIGKILL);
            await("dead", () -> state == State.STOPPED);
        }
    }

    /** SIGSTOP: no instruction is executed any more, its sockets stay. */
    public void freeze() {
        synchronized (lock) {
            signal(LinuxCalls.SIGSTOP);
            frozen = true;
            state = State.FROZEN;
        }
    }

    /** SIGCONT, unless the watchdog was faster. */
    public void thaw() {
        synchronized (lock) {
            if (frozen) {
                signal(LinuxCalls.SIGCONT);
                frozen = false;
                state = ready ? State.RUNNING : State.STARTING;
            }
        }
    }

    /** Waits until it runs and has said so. */
    public void awaitReady(Duration timeout) {
        boolean done =
                Pause.until(
                        timeout,
                        () -> {
                            synchronized (lock) {
                                return state == State.RUNNING;
                            }
                        });
        if (!done) {
            throw new LabFailure(
                    name() + " is not ready after " + timeout.toMillis() + " ms\n" + tail());
        }
    }

    /** The end of its log, for people. */
    public String tail() {
        return "--- " + name() + " (" + state() + "), " + log() + "\n" + Logs.tail(log());
    }

    void close() {
        synchronized (lock) {
            closed = true;
            wanted = false;
            lock.notifyAll();
        }
    }

    /** One line of sd_notify(3). */
    void notified(String line) {
        synchronized (lock) {
            heardNs = System.nanoTime();
            if (line.equals("READY=1")) {
                ready = true;
            } else if (line.startsWith("STATUS=")) {
                status = line.substring("STATUS=".length());
            } else if (line.equals("STOPPING=1")) {
                ready = false;
            }
            lock.notifyAll();
        }
    }

    private void signal(int number) {
        synchronized (lock) {
            Process running = process;
            if (running == null || !running.isAlive()) {
                throw new LabFailure(name() + " does not run\n" + tail());
            }
            LinuxCalls.kill((int) running.pid(), number);
        }
    }

    /** With the lock held. */
    private void await(String what, BooleanSupplier done) {
        long deadline = System.nanoTime() + OPERATION_TIMEOUT.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new LabFailure(name() + " is not " + what + "\n" + tail());
            }
            pause();
        }
    }

    /** With the lock held; every caller looks again. */
    @SuppressWarnings("WaitNotInLoop")
    private void pause() {
        try {
            lock.wait(TICK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabFailure("interrupted", e);
        }
    }

    private void drive() {
        synchronized (lock) {
            while (!closed || process != null) {
                Process running = process;
                if (running == null) {
                    idle();
                } else if (running.isAlive()) {
                    watch(running);
                } else {
                    buried(running);
                }
                pause();
            }
        }
    }

    private void idle() {
        if (!wanted) {
            state = State.STOPPED;
        } else if (System.nanoTime() >= notBeforeNs) {
            String seen = startText();
            state = State.WAITING;
            if (settings.startPath() == null || seen != null) {
                startTextSeen = seen;
                launch();
            }
        }
        lock.notifyAll();
    }

    private void launch() {
        ProcessBuilder builder = new ProcessBuilder(settings.command());
        builder.environment().clear();
        builder.environment().putAll(settings.environment());
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(settings.log().toFile()));
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        ready = !settings.notifies();
        frozen = false;
        stopSentNs = 0;
        try {
            Process started = builder.start();
            labState.started(started);
            process = started;
            var _ = started.onExit().thenRun(this::wake);
            startedNs = System.nanoTime();
            heardNs = startedNs;
            starts++;
            state = ready ? State.RUNNING : State.STARTING;
            journal.accept(name() + ": started, pid " + started.pid());
        } catch (IOException e) {
            journal.accept(name() + ": cannot start: " + e.getMessage());
            pauseBeforeRestart();
        }
    }

    private void watch(Process running) {
        long nowNs = System.nanoTime();
        if (state == State.STARTING && ready) {
            state = State.RUNNING;
            heardNs = nowNs;
            lock.notifyAll();
        }
        if (!wanted || replaced()) {
            terminate(running, nowNs);
        } else if (!ready && nowNs - startedNs > START_TIMEOUT.toNanos()) {
            journal.accept(name() + ": not ready in time, killed");
            LinuxCalls.kill((int) running.pid(), LinuxCalls.SIGKILL);
        } else if (ready
                && settings.notifies()
                && nowNs - heardNs > settings.watchdog().toNanos()) {
            journal.accept(name() + ": watchdog missed, killed");
            watchdogKills++;
            heardNs = nowNs;
            LinuxCalls.kill((int) running.pid(), LinuxCalls.SIGKILL);
        }
    }

    private void terminate(Process running, long nowNs) {
        int pid = (int) running.pid();
        if (stopSentNs == 0) {
            stopSentNs = nowNs;
            LinuxCalls.kill(pid, LinuxCalls.SIGTERM);
            LinuxCalls.kill(pid, LinuxCalls.SIGCONT);
        } else if (nowNs - stopSentNs > STOP_TIMEOUT.toNanos()) {
            journal.accept(name() + ": does not stop, killed");
            LinuxCalls.kill(pid, LinuxCalls.SIGKILL);
        }
    }

    private void buried(Process dead) {
        journal.accept(name() + ": ended with status " + dead.exitValue());
        boolean atOnce = wanted && replaced();
        process = null;
        frozen = false;
        ready = false;
        pauseBeforeRestart();
        if (atOnce) {
            notBeforeNs = System.nanoTime();
        }
        idle();
    }

    private void pauseBeforeRestart() {
        notBeforeNs = System.nanoTime() + RESTART.toNanos();
        state = State.PAUSING;
    }

    private void wake() {
        synchronized (lock) {
            lock.notifyAll();
        }
    }

    /** Whether the start path says something else than when the process was started. */
    private boolean replaced() {
        String now = startText();
        return now != null && !now.equals(startTextSeen);
    }

    /** What the start path says; null: it is not there. */
    private @Nullable String startText() {
        Path path = settings.startPath();
        if (path == null) {
            return null;
        }
        try {
            return Files.readString(path);
        } catch (IOException _) {
            return null;
        }
    }
}
