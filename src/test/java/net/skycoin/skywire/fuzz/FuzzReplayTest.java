package net.skycoin.skywire.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Seeds and former findings, and simple damage to them, go through every target. */
class FuzzReplayTest {
    private static final Path FINDINGS = Path.of("src/test/resources/fuzz");
    private static final int DAMAGED = 200;

    @TestFactory
    List<DynamicTest> seedsAndFindingsAreTakenOrRefused() {
        List<FuzzTarget> targets = FuzzTargets.all();
        assertTrue(targets.size() > 20, "the targets are found");
        return targets.stream()
                .map(target -> DynamicTest.dynamicTest(target.name(), () -> replay(target)))
                .toList();
    }

    private static void replay(FuzzTarget target) throws IOException {
        List<byte[]> inputs = new ArrayList<>(target.seeds());
        inputs.addAll(findings(target));
        target.consumer().accept(new byte[0]);
        Random random = new Random(target.name().hashCode());
        for (byte[] input : inputs) {
            target.consumer().accept(input.clone());
            for (int i = 0; i < DAMAGED && input.length > 0; i++) {
                target.consumer().accept(damaged(input, random));
            }
        }
    }

    private static byte[] damaged(byte[] input, Random random) {
        byte[] damaged = input.clone();
        damaged[random.nextInt(input.length)] = (byte) random.nextInt();
        return random.nextInt(4) == 0
                ? Arrays.copyOf(damaged, random.nextInt(input.length + 8))
                : damaged;
    }

    private static List<byte[]> findings(FuzzTarget target) throws IOException {
        Path folder = FINDINGS.resolve(target.name());
        List<byte[]> inputs = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.sorted().toList()) {
                    inputs.add(Files.readAllBytes(file));
                }
            }
        }
        return inputs;
    }
}
