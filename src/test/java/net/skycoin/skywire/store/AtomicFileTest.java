package net.skycoin.skywire.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import net.skycoin.skywire.store.AtomicFile.Checksum;
import net.skycoin.skywire.store.AtomicFile.Content;
import net.skycoin.skywire.store.AtomicFile.Origin;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AtomicFileTest {
    private static final Set<PosixFilePermission> SECRET =
            PosixFilePermissions.fromString("rw-------");
    private static final byte[] FIRST = "{ \"generation\": 1 }".getBytes(UTF_8);
    private static final byte[] SECOND = "{ \"generation\": 2, \"longer\": true }".getBytes(UTF_8);
    private static final byte[] THIRD = "{}".getBytes(UTF_8);

    @TempDir Path directory = Path.of("");
    private Path path = Path.of("");

    @BeforeEach
    void name() {
        path = directory.resolve("config.json");
    }

    private AtomicFile file(Checksum checksum) {
        return new AtomicFile(path, checksum, SECRET);
    }

    private static void assertContent(Origin origin, byte[] bytes, Content content) {
        assertEquals(origin, content.origin(), content.sentence());
        assertArrayEquals(bytes, content.bytes());
        assertTrue(content.sentence().endsWith("."), content.sentence());
    }

    private Path previous() {
        return directory.resolve("config.json.previous");
    }

    @ParameterizedTest
    @EnumSource
    void readsBackWhatWasWritten(Checksum checksum) throws IOException {
        AtomicFile file = file(checksum);
        assertEquals(Origin.ABSENT, file.read().origin());
        assertNull(file.read().bytes());
        file.write(FIRST);
        assertContent(Origin.CURRENT, FIRST, file.read());
        file.write(SECOND);
        assertContent(Origin.CURRENT, SECOND, file.read());
        Files.delete(path);
        assertContent(Origin.PREVIOUS, FIRST, file.read());
        file.delete();
        assertEquals(Origin.ABSENT, file.read().origin());
        try (var left = Files.list(directory)) {
            assertEquals(0, left.count());
        }
    }

    @ParameterizedTest
    @EnumSource
    void filesHaveTheGivenMode(Checksum checksum) throws IOException {
        AtomicFile file =
                new AtomicFile(path, checksum, PosixFilePermissions.fromString("rw-rw-r--"));
        file.write(FIRST);
        file.write(SECOND);
        try (var files = Files.list(directory)) {
            for (Path each : files.toList()) {
                assertEquals(
                        "rw-rw-r--",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(each)));
            }
        }
    }

    @Test
    void fileWithChecksumBesideIsPlainAndItsListIsThatOfSha256sum() throws IOException {
        AtomicFile file = file(Checksum.BESIDE);
        file.write(FIRST);
        file.write(SECOND);
        assertArrayEquals(SECOND, Files.readAllBytes(path));
        assertArrayEquals(FIRST, Files.readAllBytes(previous()));
        String list = Files.readString(directory.resolve("config.json.sha256"));
        assertTrue(list.matches("[0-9a-f]{64}  config.json\n[0-9a-f]{64}  config.json.previous\n"));
    }

    @ParameterizedTest
    @EnumSource
    void writingTheSameAgainTouchesNothing(Checksum checksum) throws IOException {
        file(checksum).write(FIRST);
        file(checksum).write(SECOND);
        AtomicFile untouchable =
                new AtomicFile(
                        path,
                        checksum,
                        SECRET,
                        (target, step) -> {
                            throw new AssertionError("wrote " + target);
                        });
        untouchable.write(SECOND);
        Files.delete(path);
        assertContent(Origin.PREVIOUS, FIRST, file(checksum).read());
    }

    @Test
    void truncationAtEveryByteFallsBack() throws IOException {
        AtomicFile file = file(Checksum.INSIDE);
        file.write(FIRST);
        file.write(SECOND);
        byte[] raw = Files.readAllBytes(path);
        for (int length = 0; length < raw.length; length++) {
            Files.write(path, Arrays.copyOf(raw, length));
            assertContent(Origin.PREVIOUS, FIRST, file.read());
        }
        Files.write(path, Arrays.copyOf(raw, raw.length + 1));
        assertContent(Origin.PREVIOUS, FIRST, file.read());
    }

    @Test
    void everyFlippedBitFallsBack() throws IOException {
        AtomicFile file = file(Checksum.INSIDE);
        file.write(FIRST);
        file.write(THIRD);
        byte[] raw = Files.readAllBytes(path);
        for (int bit = 0; bit < 8 * raw.length; bit++) {
            byte[] flipped = raw.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            Files.write(path, flipped);
            assertContent(Origin.PREVIOUS, FIRST, file.read());
        }
    }

    @Test
    void bothGenerationsDamagedIsSaidSo() throws IOException {
        AtomicFile file = file(Checksum.INSIDE);
        file.write(FIRST);
        file.write(SECOND);
        Files.write(path, new byte[3]);
        Files.write(previous(), new byte[3]);
        Content content = file.read();
        assertEquals(Origin.DAMAGED, content.origin());
        assertNull(content.bytes());
        Files.delete(previous());
        assertEquals(Origin.DAMAGED, file.read().origin());
        Files.delete(path);
        assertEquals(Origin.ABSENT, file.read().origin());
    }

    @Test
    void damagedGenerationNeverReplacesTheGoodOneBefore() throws IOException {
        AtomicFile file = file(Checksum.INSIDE);
        file.write(FIRST);
        file.write(SECOND);
        Files.write(path, new byte[100]);
        file.write(THIRD);
        assertContent(Origin.CURRENT, THIRD, file.read());
        Files.delete(path);
        assertContent(Origin.PREVIOUS, FIRST, file.read());
    }

    @Test
    void editIsAcceptedAndReported() throws IOException {
        AtomicFile file = file(Checksum.BESIDE);
        file.write(FIRST);
        Files.write(path, SECOND);
        assertContent(Origin.EDITED, SECOND, file.read());
        file.write(THIRD);
        assertContent(Origin.CURRENT, THIRD, file.read());
        Files.delete(path);
        assertContent(Origin.PREVIOUS, SECOND, file.read());
    }

    @Test
    void fileThatSomebodyElseMadeIsAnEdit() throws IOException {
        Files.write(path, FIRST);
        Content content = file(Checksum.BESIDE).read();
        assertContent(Origin.EDITED, FIRST, content);
        assertTrue(content.sentence().contains("no checksum"));
    }

    @Test
    void editThatMakesNoSenseFallsBack() throws IOException {
        AtomicFile file = file(Checksum.BESIDE);
        file.write(FIRST);
        file.write(SECOND);
        for (int length = 0; length < SECOND.length; length++) {
            Files.write(path, Arrays.copyOf(SECOND, length));
            Content content = file.read(bytes -> bytes[bytes.length - 1] == '}');
            assertContent(Origin.PREVIOUS, FIRST, content);
        }
    }

    @Test
    void emptyOrZeroedFileIsDamageAndNoEdit() throws IOException {
        AtomicFile file = file(Checksum.BESIDE);
        file.write(FIRST);
        file.write(SECOND);
        for (int length : new int[] {0, 1, SECOND.length}) {
            Files.write(path, new byte[length]);
            assertContent(Origin.PREVIOUS, FIRST, file.read());
        }
    }

    private static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Writes and stops after so many steps; whether it came to the end before that. */
    private boolean writeUntil(Checksum checksum, byte[] content, int steps) throws IOException {
        int[] left = {steps};
        AtomicFile file =
                new AtomicFile(
                        path,
                        checksum,
                        SECRET,
                        (target, step) -> {
                            if (left[0]-- == 0) {
                                throw new Crash();
                            }
                        });
        try {
            file.write(content);
            return true;
        } catch (Crash _) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource
    void crashAfterAnyStepLeavesTheOldOrTheNewContent(Checksum checksum) throws IOException {
        boolean done = false;
        int steps = 0;
        for (; !done; steps++) {
            AtomicFile file = file(checksum);
            file.delete();
            file.write(FIRST);
            file.write(SECOND);
            done = writeUntil(checksum, THIRD, steps);
            Content after = file.read();
            assertEquals(Origin.CURRENT, after.origin(), "after step " + steps);
            assertTrue(Arrays.equals(SECOND, after.bytes()) || Arrays.equals(THIRD, after.bytes()));
            assertFalse(done && !Arrays.equals(THIRD, after.bytes()));
            // The next writer is not troubled by what lies about.
            file.write(FIRST);
            assertContent(Origin.CURRENT, FIRST, file.read());
            assertFalse(Files.exists(directory.resolve("config.json.new")));
            Files.delete(path);
            assertEquals(Origin.PREVIOUS, file.read().origin());
        }
        int files = checksum == Checksum.INSIDE ? 2 : 3;
        assertEquals(files * DurableReplacement.Step.values().length, steps - 1);
    }

    @ParameterizedTest
    @EnumSource
    void crashInTheFirstWriteLeavesNothingOrTheContent(Checksum checksum) throws IOException {
        boolean done = false;
        for (int steps = 0; !done; steps++) {
            AtomicFile file = file(checksum);
            file.delete();
            done = writeUntil(checksum, FIRST, steps);
            Origin origin = file.read().origin();
            assertTrue(origin == Origin.ABSENT || origin == Origin.CURRENT, origin.toString());
        }
    }

    @ParameterizedTest
    @EnumSource
    void tornTemporaryFilesAreNeverRead(Checksum checksum) throws IOException {
        AtomicFile file = file(checksum);
        file.write(FIRST);
        for (String name : new String[] {"", ".previous", ".sha256"}) {
            Path temporary = directory.resolve("config.json" + name + ".new");
            for (int length = 0; length < SECOND.length; length++) {
                Files.write(temporary, Arrays.copyOf(SECOND, length));
                assertContent(Origin.CURRENT, FIRST, file.read());
            }
        }
        file.write(SECOND);
        assertContent(Origin.CURRENT, SECOND, file.read());
    }

    @Test
    void failedWriteLeavesNoTemporaryFile() throws IOException {
        // A directory in the way makes the rename fail.
        Files.createDirectories(path.resolve("in the way"));
        AtomicFile file = file(Checksum.INSIDE);
        assertThrows(IOException.class, () -> file.write(FIRST));
        try (var left = Files.list(directory)) {
            assertEquals(1, left.count());
        }
    }

    @Test
    void oversizedContentIsRefused() {
        AtomicFile file = file(Checksum.INSIDE);
        assertThrows(
                IllegalArgumentException.class, () -> file.write(new byte[AtomicFile.MAX_BYTES]));
    }
}
