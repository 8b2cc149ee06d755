package net.skycoin.skywire.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import net.skycoin.skywire.clock.SystemClock;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.pay.HubBooks;
import net.skycoin.skywire.pay.HubStoreException;
import net.skycoin.skywire.wire.HubAnswer;
import net.skycoin.skywire.wire.HubRequest;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/**
 * Does the requests of a hub, one after the other, on a thread of its own: as many as wait become
 * one transaction, so that a flush of the disk serves them all. An answer is signed and leaves only
 * after its transaction. {@link #ask} may be called from any thread.
 */
public final class HubService implements AutoCloseable {
    private static final int MOST_WAITING = 4096;
    private static final int BATCH = 256;
    private static final long EXPIRY_NS = 10_000_000_000L;
    private static final int EXPIRED_AT_ONCE = 1000;
    private static final long STOP_SECONDS = 5;

    private final HubDatabase database;
    private final PrivateKey identity;
    private final Supplier<@Nullable String> freshAddress;
    private final BlockingQueue<Task> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread worker;
    private volatile boolean closed;
    private final LongAdder done = new LongAdder();
    private final LongAdder refused = new LongAdder();

    /** One piece of work and who waits for it. */
    private record Task(
            BiFunction<HubBooks, JdbcHubStore, Object> work, CompletableFuture<Object> result) {}

    /**
     * @param identity signs for the hub; stays the caller's
     * @param freshAddress called on the worker's thread
     */
    public HubService(
            HubDatabase database, PrivateKey identity, Supplier<@Nullable String> freshAddress) {
        this.database = database;
        this.identity = identity;
        this.freshAddress = freshAddress;
        worker = Thread.ofPlatform().name("hub").daemon().start(this::work);
    }

    public PublicKey key() {
        return identity.publicKey();
    }

    /** Requests that were done or refused by a rule. */
    public long done() {
        return done.sum();
    }

    /** Requests for which there was no room, or whose signature was wrong. */
    public long refused() {
        return refused.sum();
    }

    /**
     * Does a request.
     *
     * @return the signed answer, later; null, at once or later, when there is none: whoever asked
     *     asks again
     */
    public CompletableFuture<@Nullable HubAnswer> ask(HubRequest request) {
        if (!request.hub().equals(key()) || !request.verify()) {
            refused.increment();
            return CompletableFuture.completedFuture(null);
        }
        return submit((books, _) -> books.handle(request, now()))
                .handle(
                        (result, failure) ->
                                failure == null && result instanceof HubBooks.Done finished
                                        ? finished.sign(identity)
                                        : null);
    }

    /** Has something else done with the books, between two requests. */
    public <T> CompletableFuture<T> run(BiFunction<HubBooks, JdbcHubStore, T> work) {
        @SuppressWarnings("unchecked") // the result is the work's own
        CompletableFuture<T> result =
                (CompletableFuture<T>) submit((books, store) -> work.apply(books, store));
        return result;
    }

    private CompletableFuture<Object> submit(BiFunction<HubBooks, JdbcHubStore, Object> work) {
        Task task = new Task(work, new CompletableFuture<>());
        if (closed || !waiting.offer(task)) {
            refused.increment();
            task.result.completeExceptionally(new IllegalStateException("the hub is busy"));
        }
        return task.result;
    }

    static long now() {
        return SystemClock.wallTime().getEpochSecond();
    }

    private void work() {
        long expireAtNs = SystemClock.monotonicNs();
        List<Task> batch = new ArrayList<>();
        while (!closed) {
            try {
                Task first = waiting.poll(1, TimeUnit.SECONDS);
                if (first != null) {
                    batch.add(first);
                    waiting.drainTo(batch, BATCH - 1);
                    doBatch(batch);
                    batch.clear();
                }
                if (SystemClock.monotonicNs() >= expireAtNs) {
                    expireAtNs = SystemClock.monotonicNs() + EXPIRY_NS;
                    doBatch(List.of(expiry()));
                }
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private Task expiry() {
        return new Task(
                (books, _) -> books.expire(now(), EXPIRED_AT_ONCE), new CompletableFuture<>());
    }

    private void doBatch(List<Task> batch) {
        try {
            List<Object> results =
                    database.transaction(
                            store -> {
                                HubBooks books = new HubBooks(store, identity, freshAddress);
                                List<Object> each = new ArrayList<>();
                                batch.forEach(task -> each.add(task.work.apply(books, store)));
                                return each;
                            });
            for (int i = 0; i < results.size(); i++) {
                batch.get(i).result.complete(results.get(i));
            }
            done.add(results.size());
        } catch (HubStoreException e) {
            Logger.warn("Hub: {}", e.getMessage());
            batch.forEach(task -> task.result.completeExceptionally(e));
        } catch (RuntimeException e) {
            // A fault of ours in one of them must not take the others' money or the hub down.
            Logger.error(e, "Hub: a request failed");
            if (batch.size() == 1) {
                batch.getFirst().result.completeExceptionally(e);
            } else {
                batch.forEach(task -> doBatch(List.of(task)));
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        worker.interrupt();
        try {
            worker.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        database.close();
    }
}
