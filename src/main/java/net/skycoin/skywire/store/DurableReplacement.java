package net.skycoin.skywire.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Replaces files as a whole: temporary file, fsync, rename, fsync of the directory. POSIX makes the
 * rename atomic; the first fsync keeps a file system from renaming before the bytes are down, the
 * second makes the new name outlive a power cut.
 */
public final class DurableReplacement {
    /** What has just been done; tests stop the writer after each. */
    enum Step {
        CREATED,
        WRITTEN,
        SYNCED,
        RENAMED,
        DIRECTORY_SYNCED
    }

    /** Told after each step; may throw, as a crash at that point. */
    interface StepHook {
        void done(Path target, Step step);
    }

    private final @Nullable Set<PosixFilePermission> permissions;
    private final StepHook hook;

    private DurableReplacement() {
        permissions = null;
        hook = (target, step) -> {};
    }

    /**
     * @param permissions exact mode of every file written, whatever the umask
     */
    public DurableReplacement(Set<PosixFilePermission> permissions) {
        this(permissions, (target, step) -> {});
    }

    /** For a file system that knows no modes, such as FAT. */
    public static DurableReplacement withoutModes() {
        return new DurableReplacement();
    }

    DurableReplacement(Set<PosixFilePermission> permissions, StepHook hook) {
        this.permissions = permissions;
        this.hook = hook;
    }

    static Path temporaryFor(Path target) {
        return target.resolveSibling(target.getFileName() + ".new");
    }

    /** Makes {@code bytes} the content of the file; on return they are on the disk. */
    public void replace(Path target, byte[] bytes) throws IOException {
        Path temporary = temporaryFor(target);
        try {
            writeSynced(target, temporary, bytes);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
        hook.done(target, Step.RENAMED);
        syncDirectoryOf(target);
        hook.done(target, Step.DIRECTORY_SYNCED);
    }

    private void writeSynced(Path target, Path temporary, byte[] bytes) throws IOException {
        // What an interrupted writer left behind, perhaps with other permissions.
        Files.deleteIfExists(temporary);
        try (FileChannel channel =
                FileChannel.open(
                        temporary,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        attributes())) {
            hook.done(target, Step.CREATED);
            if (permissions != null) {
                // The umask may have taken some bits away.
                Files.setPosixFilePermissions(temporary, permissions);
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            hook.done(target, Step.WRITTEN);
            channel.force(true);
            hook.done(target, Step.SYNCED);
        }
    }

    private FileAttribute<?>[] attributes() {
        return permissions == null
                ? new FileAttribute<?>[0]
                : new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)};
    }

    static void syncDirectoryOf(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
