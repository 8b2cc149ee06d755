package net.skycoin.skywire.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import net.skycoin.skywire.lab.Command;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The image as it is offered, before anybody booted it. */
@Tag("appliance")
@Timeout(300)
@TestInstance(Lifecycle.PER_CLASS)
class ImageTest {
    private static final int SYSTEM = 2;
    private static final int DATA = 4;
    private static final long SIZE_LIMIT = 350_000_000;

    private final Path directory;
    private Card card;

    ImageTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeAll
    void unpack() {
        Path raw = directory.resolve("image.raw");
        Command.Result result =
                Command.run(
                        Duration.ofMinutes(2),
                        List.of(
                                "sh",
                                "-c",
                                "xz -dc \"$1\" >\"$2\"",
                                "sh",
                                Image.path().toString(),
                                raw.toString()));
        assertTrue(result.ok(), result.errors());
        card = Card.read(raw, directory.resolve("card"));
    }

    /** JUnit would remove the rest, with a warning for each symbolic link of the system. */
    @AfterAll
    void removeCopies() {
        Command.require(
                List.of("find", directory.toString(), "-xdev", "-mindepth", "1", "-delete"));
    }

    @Test
    void isSmallEnough() throws IOException {
        long size = Files.size(Image.path());
        System.out.printf("appliance: the image has %,d bytes (at most %,d)%n", size, SIZE_LIMIT);
        assertTrue(size <= SIZE_LIMIT);
    }

    @Test
    void hasFourCleanPartitions() {
        assertEquals(4, card.partitions());
        assertEquals(List.of(), card.problems());
    }

    @Test
    void knowsNobody() throws IOException {
        Path etc = card.copyOut(SYSTEM, "/etc", directory.resolve("system"));
        assertEquals(List.of(), files(etc, path -> name(path).startsWith("ssh_host_")));
        assertEquals(List.of(), files(etc, path -> name(path).equals("authorized_keys")));
        String machine = Files.readString(etc.resolve("etc/machine-id")).strip();
        assertTrue(machine.isEmpty() || machine.equals("uninitialized"), machine);
        for (String line : Files.readAllLines(etc.resolve("etc/shadow"))) {
            String password = line.split(":", -1)[1];
            assertTrue(password.startsWith("*") || password.startsWith("!"), line);
        }
        Path data = card.copyOut(DATA, "/", directory.resolve("data"));
        assertEquals(List.of(), files(data, path -> true), "the data partition is not empty");
    }

    @Test
    void hasNoPrivateKeys() {
        Path system = card.copyOut(SYSTEM, "/", directory.resolve("all"));
        assertEquals(List.of(), files(system, ImageTest::hasPrivateKey));
    }

    private static boolean hasPrivateKey(Path path) {
        try {
            if (Files.size(path) > 65_536) {
                return false;
            }
            String text = Files.readString(path, StandardCharsets.ISO_8859_1);
            return text.startsWith("-----BEGIN") && text.contains("PRIVATE KEY-----");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }

    /** Regular files below, such as these. */
    private static List<Path> files(Path root, Predicate<Path> which) {
        try (Stream<Path> tree = Files.walk(root)) {
            return tree.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .filter(which)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
