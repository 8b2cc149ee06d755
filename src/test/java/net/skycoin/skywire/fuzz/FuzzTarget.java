package net.skycoin.skywire.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is fed any bytes. An exception or an {@link AssertionError} is a finding, as are
 * more than some seconds or megabytes for one input.
 *
 * @param name of the package and of what is parsed, as {@code wire.lease}
 * @param consumer takes one input; keeps nothing from one to the next
 * @param seeds good inputs, to begin with
 */
public record FuzzTarget(String name, Consumer<byte[]> consumer, List<byte[]> seeds) {
    public FuzzTarget {
        seeds = List.copyOf(seeds);
    }

    public static FuzzTarget of(String name, Consumer<byte[]> consumer, byte[]... seeds) {
        return new FuzzTarget(name, consumer, List.of(seeds));
    }

    /**
     * A parser that answers null to what is malformed, and the emitter that belongs to it: what was
     * parsed can be emitted, and that parses to the same again.
     */
    public static <T> FuzzTarget roundTrip(
            String name,
            Function<byte[], @Nullable T> parse,
            Function<T, byte[]> emit,
            byte[]... seeds) {
        return of(name, input -> checkRoundTrip(input, parse, emit), seeds);
    }

    private static <T> void checkRoundTrip(
            byte[] input, Function<byte[], @Nullable T> parse, Function<T, byte[]> emit) {
        T message = parse.apply(input);
        if (message == null) {
            return;
        }
        byte[] emitted = emit.apply(message);
        T again = parse.apply(emitted);
        if (again == null || !Arrays.equals(emitted, emit.apply(again))) {
            throw new AssertionError("what was parsed and emitted is not the same parsed again");
        }
    }
}
