package net.skycoin.skywire.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import net.skycoin.skywire.store.AtomicFile;
import org.tinylog.Logger;

/**
 * {@code boot} of a data directory: how often the daemon was started. Others tell an older record
 * of this node from a newer one by it, without any clock.
 */
final class BootCounter {
    private final Path path;
    private final AtomicFile file;

    BootCounter(Path dataDirectory) {
        path = dataDirectory.resolve("boot");
        file =
                new AtomicFile(
                        path,
                        AtomicFile.Checksum.INSIDE,
                        PosixFilePermissions.fromString("rw-r--r--"));
    }

    /**
     * Counts this start. A lost or damaged file begins anew: the map then outbids the node's former
     * records (see {@code OwnRecords}).
     */
    long next() throws ExitException {
        try {
            AtomicFile.Content content = file.read();
            byte[] bytes = content.bytes();
            boolean usable = bytes != null && bytes.length == Long.BYTES;
            if (!usable && content.origin() != AtomicFile.Origin.ABSENT) {
                Logger.warn("{}; counting starts from the beginning", content.sentence());
            }
            long count = usable ? ByteBuffer.wrap(bytes).getLong() + 1 : 1;
            file.write(ByteBuffer.allocate(Long.BYTES).putLong(count).array());
            return count & 0xffff_ffffL;
        } catch (IOException e) {
            throw new ExitException(
                    ExitCode.ENVIRONMENT,
                    path
                            + " cannot be written: the data directory must belong to the daemon's user and the disk not be full ("
                            + e.getClass().getSimpleName()
                            + ").");
        }
    }
}
