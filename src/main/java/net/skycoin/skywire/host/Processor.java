package net.skycoin.skywire.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What the processor can do, as Linux tells it. */
public final class Processor {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private Processor() {}

    /**
     * Whether it has AES instructions: {@code flags} on x86, {@code Features} on Arm. {@code
     * -Dskywire.aes=off} says that it has not, so that ChaCha20-Poly1305 is used.
     */
    public static boolean hasAes() {
        if ("off".equals(System.getProperty("skywire.aes"))) {
            return false;
        }
        try {
            return Files.readAllLines(CPU_INFO).stream()
                    .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
                    .findFirst()
                    .map(line -> Arrays.asList(line.split("[\\s:]+")).contains("aes"))
                    .orElse(false);
        } catch (IOException _) {
            return false;
        }
    }
}
