package net.skycoin.skywire.clock;

import java.util.PriorityQueue;

/**
 * The time and the timers of one engine. The owner moves time on with {@link #advance}; tasks then
 * run in the order of their deadlines, ties in the order of scheduling, so that a run is a function
 * of its inputs alone.
 *
 * <p>Times are nanoseconds of a monotonic clock with an arbitrary origin. Single-threaded: the
 * engine's thread only.
 */
public final class Timers {
    /** No deadline: later than every time that occurs. */
    public static final long NEVER = Long.MAX_VALUE;

    private final PriorityQueue<Timer> queue = new PriorityQueue<>();
    private long nowNs;
    private long sequence;

    public Timers(long startNs) {
        nowNs = startNs;
    }

    /** The present, as of the last {@link #advance}. */
    public long nowNs() {
        return nowNs;
    }

    /** Runs {@code task} once, at {@code deadlineNs} or as soon after as time is advanced. */
    public Timer at(long deadlineNs, Runnable task) {
        Timer timer = new Timer(deadlineNs, sequence++, task);
        queue.add(timer);
        return timer;
    }

    /** Runs {@code task} once, {@code delayNs} from now. */
    public Timer after(long delayNs, Runnable task) {
        return at(nowNs + Math.max(0, delayNs), task);
    }

    /** The earliest deadline, or {@link #NEVER}. */
    public long nextDeadlineNs() {
        dropCancelled();
        Timer first = queue.peek();
        return first == null ? NEVER : first.deadlineNs;
    }

    /** Moves time to {@code toNs} (never back) and runs what became due, in order. */
    public void advance(long toNs) {
        while (nextDeadlineNs() <= toNs) {
            Timer timer = queue.remove();
            nowNs = Math.max(nowNs, timer.deadlineNs);
            Runnable task = timer.task;
            timer.cancel();
            task.run();
        }
        nowNs = Math.max(nowNs, toNs);
    }

    /**
     * Like {@link #advance}, for a clock that moves by itself: the present is {@code toNs} before
     * the first task runs, so that a task sees how late it is, and what it sends carries the true
     * time.
     */
    public void catchUp(long toNs) {
        nowNs = Math.max(nowNs, toNs);
        advance(toNs);
    }

    private void dropCancelled() {
        while (!queue.isEmpty() && queue.peek().cancelled) {
            queue.remove();
        }
    }

    /** A scheduled task; cancelling it twice, or after it ran, does nothing. */
    public static final class Timer implements Comparable<Timer> {
        private static final Runnable NOTHING = () -> {};

        private final long deadlineNs;
        private final long order;
        private Runnable task;
        private boolean cancelled;

        private Timer(long deadlineNs, long order, Runnable task) {
            this.deadlineNs = deadlineNs;
            this.order = order;
            this.task = task;
        }

        public long deadlineNs() {
            return deadlineNs;
        }

        public void cancel() {
            cancelled = true;
            task = NOTHING;
        }

        @Override
        public int compareTo(Timer other) {
            int byTime = Long.compare(deadlineNs, other.deadlineNs);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }
}
