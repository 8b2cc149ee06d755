package net.skycoin.skywire.fuzz;

import java.util.Arrays;
import java.util.List;

/**
 * What Jazzer calls in a process of its own; the arguments are the targets' names. Of several
 * targets the first byte of an input chooses one, which is given the rest.
 */
public final class JazzerEntry {
    private static List<FuzzTarget> targets = List.of();

    private JazzerEntry() {}

    public static void fuzzerInitialize(String[] arguments) {
        targets = Arrays.stream(arguments).map(FuzzTargets::named).toList();
    }

    public static void fuzzerTestOneInput(byte[] input) {
        if (targets.size() == 1) {
            targets.getFirst().consumer().accept(input);
        } else if (input.length > 0) {
            int chosen = (input[0] & 0xff) % targets.size();
            byte[] rest = Arrays.copyOfRange(input, 1, input.length);
            targets.get(chosen).consumer().accept(rest);
        }
    }
}
