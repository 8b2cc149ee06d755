package net.skycoin.skywire.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.store.AtomicFile;
import org.tinylog.Logger;

/**
 * {@code identity.key} of a data directory: the node's secret key, 32 bytes with a checksum before
 * them, for its owner's eyes only. Written once, never again: a damaged one stays as it is, for
 * whoever can repair it.
 */
public final class IdentityFile {
    private final Path path;
    private final AtomicFile file;

    public IdentityFile(Path dataDirectory) {
        this(dataDirectory, "identity.key");
    }

    private IdentityFile(Path directory, String name) {
        path = directory.resolve(name);
        file =
                new AtomicFile(
                        path,
                        AtomicFile.Checksum.INSIDE,
                        PosixFilePermissions.fromString("rw-------"));
    }

    /** An identity file by its own path. */
    public static IdentityFile at(Path file) {
        Path absolute = file.toAbsolutePath();
        return new IdentityFile(absolute.resolveSibling(""), absolute.getFileName().toString());
    }

    public Path path() {
        return path;
    }

    /** Whether something is there, good or bad. */
    public boolean exists() throws ExitException {
        return content().origin() != AtomicFile.Origin.ABSENT;
    }

    /** The key, which the caller closes; makes a new one when there is no file. */
    public PrivateKey loadOrCreate(RandomGenerator random) throws ExitException {
        return exists() ? load() : create(random);
    }

    /** The key, which the caller closes. */
    public PrivateKey load() throws ExitException {
        AtomicFile.Content content = content();
        byte[] secret = content.bytes();
        if (content.origin() == AtomicFile.Origin.ABSENT) {
            throw new ExitException(
                    ExitCode.IDENTITY, "There is no " + path + ": make one with \"skywire init\".");
        }
        PrivateKey key = secret == null ? null : PrivateKey.of(secret);
        if (secret == null || key == null) {
            throw new ExitException(
                    ExitCode.IDENTITY,
                    path
                            + " is damaged: restore it from a backup, or remove it to become a node"
                            + " with another key.");
        }
        Arrays.fill(secret, (byte) 0);
        if (content.origin() != AtomicFile.Origin.CURRENT) {
            Logger.warn(content.sentence());
        }
        return key;
    }

    private PrivateKey create(RandomGenerator random) throws ExitException {
        PrivateKey key = PrivateKey.generate(random);
        byte[] secret = key.copySecret();
        try {
            file.write(secret);
            giveToOwnerOfDirectory();
            return key;
        } catch (IOException e) {
            key.close();
            throw new ExitException(
                    ExitCode.ENVIRONMENT,
                    path
                            + " cannot be written: its directory must exist and be writable by this"
                            + " user, and the disk not be full ("
                            + e.getClass().getSimpleName()
                            + ").");
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /** What root makes for a daemon with a user of its own, that user must be able to read. */
    private void giveToOwnerOfDirectory() throws IOException {
        UserPrincipal owner = Files.getOwner(path.toAbsolutePath().resolveSibling(""));
        if (!owner.equals(Files.getOwner(path))) {
            Files.setOwner(path, owner);
        }
    }

    private AtomicFile.Content content() throws ExitException {
        try {
            return file.read();
        } catch (IOException e) {
            throw new ExitException(
                    ExitCode.IDENTITY,
                    path
                            + " cannot be read: only the daemon's user and root may ("
                            + e.getClass().getSimpleName()
                            + ").");
        }
    }
}
