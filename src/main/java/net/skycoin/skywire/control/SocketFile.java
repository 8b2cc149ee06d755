package net.skycoin.skywire.control;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The file of a listening socket. It is bound under a temporary name and moved to its own one when
 * group and mode are set; the move also replaces, in one step, the file that a dead daemon left.
 */
final class SocketFile {
    private final ControlSocket socket;
    private @Nullable Object fileKey;

    SocketFile(ControlSocket socket) {
        this.socket = socket;
    }

    /** The name to bind. Throws when the final name is in use by a live daemon or another file. */
    Path prepare() throws IOException {
        Path path = socket.path();
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            refuseUnlessStale(path);
        }
        Path temporary = path.resolveSibling("." + path.getFileName() + ".new");
        Files.deleteIfExists(temporary);
        return temporary;
    }

    private static void refuseUnlessStale(Path path) throws IOException {
        BasicFileAttributes attributes = attributes(path);
        if (!attributes.isOther()) {
            throw new BindException(path + " is not a socket: remove it, then start again");
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(path));
        } catch (ConnectException _) {
            return;
        } catch (IOException _) {
            // A daemon that is too busy to accept, or one that does not let us in, is alive.
        }
        throw new BindException(path + " is in use by a running daemon: stop that one first");
    }

    /** Sets group and mode, then gives the bound file its name. */
    void publish(Path bound) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(
                        bound, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        String group = socket.group();
        if (group != null) {
            setGroup(view, group);
        }
        Files.setPosixFilePermissions(bound, PosixFilePermissions.fromString(socket.mode()));
        fileKey = attributes(bound).fileKey();
        Files.move(bound, socket.path(), StandardCopyOption.ATOMIC_MOVE);
    }

    private void setGroup(PosixFileAttributeView view, String group) throws IOException {
        try {
            view.setGroup(group(group));
        } catch (FileSystemException e) {
            throw new IOException(
                    socket.path()
                            + " cannot be given to group "
                            + group
                            + ": make the daemon's user a member of it",
                    e);
        }
    }

    private GroupPrincipal group(String name) throws IOException {
        try {
            return socket.path()
                    .getFileSystem()
                    .getUserPrincipalLookupService()
                    .lookupPrincipalByGroupName(name);
        } catch (UserPrincipalNotFoundException _) {
            throw new IOException(
                    "group " + name + " does not exist: create it with groupadd " + name);
        }
    }

    /** Removes the file, unless another daemon has put its own there meanwhile. */
    void remove() throws IOException {
        Path path = socket.path();
        if (fileKey != null
                && Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                && Objects.equals(attributes(path).fileKey(), fileKey)) {
            Files.deleteIfExists(path);
        }
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }
}
