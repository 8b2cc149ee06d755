package net.skycoin.skywire.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A download by curl on a node, watched while it runs: when bytes came, what they hash to. One
 * connection, no retries: what the result shows happened to a single TCP connection. The methods
 * may be called by any thread.
 */
public final class Download {
    /**
     * How it went.
     *
     * @param exitStatus of curl
     * @param firstByteNs from the start of curl
     * @param durationNs from the first byte to the last
     * @param longestStallNs the longest time without a byte, from the first byte on
     * @param stallAt how many bytes had come before that stall
     */
    public record Result(
            int exitStatus,
            long bytes,
            String sha256,
            long firstByteNs,
            long durationNs,
            long longestStallNs,
            long stallAt,
            String errors) {
        public boolean ok() {
            return exitStatus == 0;
        }

        /** Mean rate of the content, bits per second. */
        public double rateBps() {
            return durationNs == 0 ? 0 : bytes * 8e9 / durationNs;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%,d bytes in %.2f s, %.1f Mb/s, first byte after %.0f ms, longest stall"
                            + " %.0f ms (at %,d)%s",
                    bytes,
                    durationNs / 1e9,
                    rateBps() / 1e6,
                    firstByteNs / 1e6,
                    longestStallNs / 1e6,
                    stallAt,
                    ok() ? "" : ", curl's exit status " + exitStatus + ": " + errors.strip());
        }
    }

    private final Process process;
    private final long startNs = System.nanoTime();
    private final AtomicLong received = new AtomicLong();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable Result result;
    private volatile @Nullable IOException failure;

    private Download(Process process) {
        this.process = process;
    }

    /**
     * @param timeout after which curl gives up
     * @param options more of curl's options
     */
    static Download start(
            LabState state, Namespace namespace, String url, Duration timeout, String... options) {
        List<String> command =
                namespace.enter(
                        "curl",
                        "--silent",
                        "--show-error",
                        "--fail",
                        "--no-buffer",
                        "--max-time",
                        Long.toString(timeout.toSeconds()));
        command.addAll(List.of(options));
        command.add(url);
        try {
            Process process = new ProcessBuilder(command).start();
            state.started(process);
            Download download = new Download(process);
            Thread reader = new Thread(download::read, "download");
            reader.setDaemon(true);
            reader.start();
            return download;
        } catch (IOException e) {
            throw new LabFailure("cannot start curl: " + e.getMessage(), e);
        }
    }

    /** Bytes so far. */
    public long received() {
        return received.get();
    }

    /** Waits until so many bytes have come. */
    public void awaitBytes(long count, Duration timeout) {
        boolean enough = Pause.until(timeout, () -> received() >= count || done.getCount() == 0);
        if (!enough || received() < count) {
            throw new LabFailure(
                    "the download has "
                            + received()
                            + " bytes, not "
                            + count
                            + (result == null ? "" : ": " + result));
        }
    }

    /** Waits for the end, good or bad. */
    public Result await(Duration timeout) {
        try {
            if (!done.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new LabFailure("the download does not end; " + received() + " bytes came");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabFailure("interrupted", e);
        }
        Result end = result;
        if (end == null) {
            throw new LabFailure("cannot read what curl wrote", failure);
        }
        return end;
    }

    /** Ends it early. */
    public void abort() {
        process.destroyForcibly();
    }

    private void read() {
        try (InputStream stream = process.getInputStream()) {
            result = follow(stream);
        } catch (IOException e) {
            failure = e;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            done.countDown();
        }
    }

    private Result follow(InputStream stream) throws IOException, InterruptedException {
        MessageDigest digest = Content.sha256();
        byte[] block = new byte[65_536];
        long firstNs = 0;
        long lastNs = 0;
        long longestNs = 0;
        long longestAt = 0;
        for (int n = stream.read(block); n >= 0; n = stream.read(block)) {
            long nowNs = System.nanoTime();
            if (received.get() == 0) {
                firstNs = nowNs;
            } else if (nowNs - lastNs > longestNs) {
                longestNs = nowNs - lastNs;
                longestAt = received.get();
            }
            lastNs = nowNs;
            digest.update(block, 0, n);
            received.addAndGet(n);
        }
        String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(
                process.waitFor(),
                received.get(),
                HexFormat.of().formatHex(digest.digest()),
                received.get() == 0 ? 0 : firstNs - startNs,
                lastNs - firstNs,
                longestNs,
                longestAt,
                errors);
    }
}
