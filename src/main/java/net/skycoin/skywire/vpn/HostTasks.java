package net.skycoin.skywire.vpn;

import java.io.IOException;
import java.util.concurrent.Executor;
import net.skycoin.skywire.host.HostException;
import org.tinylog.Logger;

/**
 * Commands to the system, one after the other on a thread of their own: the engine never waits for
 * a process.
 */
final class HostTasks {
    /** What may fail for reasons outside of this process. */
    @FunctionalInterface
    interface Task {
        void run() throws HostException, IOException;
    }

    private final Executor thread;

    HostTasks(Executor thread) {
        this.thread = thread;
    }

    /**
     * Runs {@code task} behind those given before; a failure is logged with {@code what} was being
     * done.
     */
    void run(String what, Task task) {
        thread.execute(
                () -> {
                    try {
                        task.run();
                    } catch (HostException | IOException e) {
                        Logger.error("{}: {}", what, e.getMessage());
                    }
                });
    }
}
