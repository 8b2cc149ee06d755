package net.skycoin.skywire.host;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A network namespace of the machine with a name of its own, removed by {@link #close}. For tests
 * of the group {@code lab}, which run as root.
 */
public final class NetworkNamespace implements AutoCloseable {
    private static final int CLONE_NEWNET = 0x40000000;

    private final String name;

    public NetworkNamespace() throws Exception {
        name = "skt" + Integer.toHexString(ThreadLocalRandom.current().nextInt());
        new HostCommands().run("ip", "netns", "add", name);
        ip("link set lo up");
    }

    public String name() {
        return name;
    }

    /** Runs the task on a thread inside; sockets and programs that it opens stay inside. */
    public <T> T run(Callable<T> task) throws Exception {
        FutureTask<T> inside =
                new FutureTask<>(
                        () -> {
                            enter();
                            return task.call();
                        });
        Thread.ofPlatform().name(name).start(inside);
        try {
            return inside.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    private void enter() throws IOException {
        int fd = LibC.open("/run/netns/" + name, 0);
        int result = LibC.setns(fd, CLONE_NEWNET);
        LibC.close(fd);
        if (result != 0) {
            throw new IOException("setns: error " + Native.getLastError());
        }
    }

    /** Runs {@code ip} inside, with the words of {@code arguments}. */
    public String ip(String arguments) throws Exception {
        return command("ip " + arguments);
    }

    /** Runs a program inside, with the words of {@code line}. */
    public String command(String line) throws Exception {
        String[] words = line.split(" ");
        String[] arguments = new String[words.length - 1];
        System.arraycopy(words, 1, arguments, 0, arguments.length);
        return run(() -> new HostCommands().run(words[0], arguments));
    }

    /** Loads the static firewall in the variant {@code drop} or {@code accept}. */
    public void loadKillSwitch(String outputPolicy) throws Exception {
        command(
                "nft -D output_policy=\""
                        + outputPolicy
                        + "\" -f rootfs-overlay/usr/lib/skywire/skywire.nft");
    }

    /** The packets that a named counter of the firewall has counted. */
    public long counted(String counter) throws Exception {
        String text = command("nft list counter inet skywire " + counter);
        return Long.parseLong(text.replaceAll("(?s).*packets ([0-9]+).*", "$1"));
    }

    /** Joins this namespace's interface to another's. */
    public void connect(String mine, NetworkNamespace other, String theirs) throws Exception {
        ip("link add " + mine + " type veth peer name " + theirs + " netns " + other.name);
        ip("link set " + mine + " up");
        other.ip("link set " + theirs + " up");
    }

    @Override
    public void close() throws HostException {
        new HostCommands().run("ip", "netns", "delete", name);
    }

    private static final class LibC {
        static {
            Native.register(LibC.class, Platform.C_LIBRARY_NAME);
        }

        static native int open(String path, int flags);

        static native int setns(int fd, int type);

        static native int close(int fd);
    }
}
