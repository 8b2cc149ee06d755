package net.skycoin.skywire.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import net.skycoin.skywire.bytes.Hex;
import net.skycoin.skywire.crypto.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * A small file that survives a power cut at any moment: a reader finds the last generation that was
 * written whole, or the one before it, and is told which.
 *
 * <pre>
 *   name             the current generation
 *   name.previous    the generation before
 *   name.sha256      only with the checksum beside: SHA-256 of both, as sha256sum prints it
 *   name.new         of an interrupted write; never read
 * </pre>
 *
 * <p>With the checksum {@link Checksum#INSIDE}, a file is the 8 bytes {@code skyfile1}, SHA-256 of
 * the content, the content. With the checksum {@link Checksum#BESIDE}, the file is the content
 * alone, for people and programs to read and edit; a content that nobody recorded is then an edit,
 * not damage.
 *
 * <p>One writer at a time; readers need no lock.
 */
public final class AtomicFile {
    /** Larger files are not ours. */
    public static final int MAX_BYTES = 16 << 20;

    private static final byte[] MAGIC = "skyfile1".getBytes(StandardCharsets.US_ASCII);
    private static final int HEADER_LENGTH = MAGIC.length + Sha256.LENGTH;

    /** Where the checksum of a file is kept. */
    public enum Checksum {
        INSIDE,
        BESIDE
    }

    /** Which generation a reader got. */
    public enum Origin {
        /** The last one written. */
        CURRENT,
        /** The one before, because the last one is damaged or gone. */
        PREVIOUS,
        /** The current file, which somebody changed since it was written. */
        EDITED,
        /** There is no such file, nor a previous generation. */
        ABSENT,
        /** There is something, but no generation is usable. */
        DAMAGED
    }

    /**
     * What was read.
     *
     * @param bytes the content; null when absent or damaged
     * @param sentence the same as {@code origin}, for a person to read
     */
    public record Content(byte @Nullable [] bytes, Origin origin, String sentence) {}

    private final Path file;
    private final Path previous;
    private final Path sidecar;
    private final Checksum checksum;
    private final Set<PosixFilePermission> permissions;
    private final DurableReplacement replacement;

    /**
     * @param permissions exact mode of every file written, whatever the umask
     */
    public AtomicFile(Path file, Checksum checksum, Set<PosixFilePermission> permissions) {
        this(file, checksum, permissions, (target, step) -> {});
    }

    AtomicFile(
            Path file,
            Checksum checksum,
            Set<PosixFilePermission> permissions,
            DurableReplacement.StepHook hook) {
        this.file = file;
        this.previous = file.resolveSibling(file.getFileName() + ".previous");
        this.sidecar = file.resolveSibling(file.getFileName() + ".sha256");
        this.checksum = checksum;
        this.permissions = Set.copyOf(permissions);
        this.replacement = new DurableReplacement(this.permissions, hook);
    }

    public Path path() {
        return file;
    }

    /** Reads, accepting every edit that left more than nothing. */
    public Content read() throws IOException {
        return read(bytes -> true);
    }

    /**
     * Reads.
     *
     * @param acceptsEdit whether a content that somebody edited makes sense; one that does not
     *     counts as damaged
     * @throws IOException when a file is there and may not be read
     */
    public Content read(Predicate<byte[]> acceptsEdit) throws IOException {
        byte[] raw = load(file);
        byte[] content = raw == null ? null : unseal(raw);
        if (content != null && isRecorded(content)) {
            return new Content(content, Origin.CURRENT, file + " is intact.");
        }
        if (content != null && acceptsEdit.test(content)) {
            String what = Files.exists(sidecar) ? " was edited" : " has no checksum beside it";
            return new Content(content, Origin.EDITED, file + what + "; it is used as it is.");
        }
        return readPrevious(raw == null ? " is missing" : " is damaged");
    }

    private Content readPrevious(String fault) throws IOException {
        byte[] raw = load(previous);
        byte[] content = raw == null ? null : unseal(raw);
        if (content != null) {
            return new Content(
                    content,
                    Origin.PREVIOUS,
                    file + fault + "; the previous generation, " + previous + ", is used.");
        }
        if (raw == null && !Files.exists(file)) {
            return new Content(null, Origin.ABSENT, file + " does not exist.");
        }
        String also = raw == null ? "there is no " : "so is ";
        return new Content(
                null,
                Origin.DAMAGED,
                file + fault + " and " + also + previous + "; restore one of them from a backup.");
    }

    /**
     * Makes {@code content} the current generation and the current one the previous. On return it
     * is on the disk. Writes nothing when it is there already. After an exception the file is as it
     * was, or already new.
     */
    public void write(byte[] content) throws IOException {
        if (content.length > MAX_BYTES - HEADER_LENGTH) {
            throw new IllegalArgumentException("too long for an atomic file: " + content.length);
        }
        byte[] rawBefore = load(file);
        byte[] before = rawBefore == null ? null : unseal(rawBefore);
        if (before != null && isUpToDate(before, content)) {
            return;
        }
        if (rawBefore != null && before != null && !Arrays.equals(before, content)) {
            // A damaged generation never takes the place of a good one.
            replacement.replace(previous, rawBefore);
        }
        if (checksum == Checksum.BESIDE) {
            // Both generations are listed before the new one appears, so that neither ever looks
            // edited.
            replacement.replace(sidecar, sidecarFor(content, before));
        }
        replacement.replace(file, seal(content));
    }

    /** Removes every generation. */
    public void delete() throws IOException {
        // The previous one first: it must not rise again when power fails in between.
        for (Path path : new Path[] {previous, file, sidecar}) {
            Files.deleteIfExists(DurableReplacement.temporaryFor(path));
            Files.deleteIfExists(path);
        }
        DurableReplacement.syncDirectoryOf(file);
    }

    private boolean isUpToDate(byte[] before, byte[] content) throws IOException {
        return Arrays.equals(before, content)
                && isRecorded(before)
                && Files.getPosixFilePermissions(file).equals(permissions);
    }

    private byte[] seal(byte[] content) {
        if (checksum == Checksum.BESIDE) {
            return content;
        }
        byte[] raw = Arrays.copyOf(MAGIC, HEADER_LENGTH + content.length);
        System.arraycopy(Sha256.hash(content), 0, raw, MAGIC.length, Sha256.LENGTH);
        System.arraycopy(content, 0, raw, HEADER_LENGTH, content.length);
        return raw;
    }

    /** The content of a file, null when it is damaged beyond doubt. */
    private byte @Nullable [] unseal(byte[] raw) {
        if (checksum == Checksum.BESIDE) {
            return raw.length == MAX_BYTES || isBlank(raw) ? null : raw;
        }
        if (raw.length < HEADER_LENGTH || !Arrays.equals(raw, 0, 8, MAGIC, 0, 8)) {
            return null;
        }
        byte[] content = Arrays.copyOfRange(raw, HEADER_LENGTH, raw.length);
        byte[] recorded = Arrays.copyOfRange(raw, MAGIC.length, HEADER_LENGTH);
        return MessageDigest.isEqual(recorded, Sha256.hash(content)) ? content : null;
    }

    /** Empty, or zeros, which file systems leave where a length was written and the bytes not. */
    private static boolean isBlank(byte[] raw) {
        for (byte b : raw) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private boolean isRecorded(byte[] content) throws IOException {
        if (checksum == Checksum.INSIDE) {
            return true;
        }
        byte[] list = load(sidecar);
        return list != null
                && new String(list, StandardCharsets.ISO_8859_1)
                        .lines()
                        .anyMatch(line -> line.startsWith(hashOf(content) + "  "));
    }

    private byte[] sidecarFor(byte[] content, byte @Nullable [] before) {
        String list = hashOf(content) + "  " + file.getFileName() + "\n";
        if (before != null) {
            list += hashOf(before) + "  " + previous.getFileName() + "\n";
        }
        return list.getBytes(StandardCharsets.UTF_8);
    }

    private static String hashOf(byte[] content) {
        return Hex.encode(Sha256.hash(content));
    }

    /** The bytes of a file, of an oversized one the beginning; null when there is none. */
    private static byte @Nullable [] load(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(MAX_BYTES);
        } catch (NoSuchFileException _) {
            return null;
        }
    }
}
