package net.skycoin.skywire.host;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * The files by which the daemon directs dnsmasq, in the run directory: its configuration, and the
 * list of upstream servers, which dnsmasq reads again when it changes. Each is replaced whole, so
 * that dnsmasq never sees half a file. They need not survive a power cut.
 */
public final class Resolvers {
    private final Path runDirectory;

    public Resolvers(Path runDirectory) {
        this.runDirectory = runDirectory;
    }

    /** dnsmasq's configuration. */
    public Path configurationFile() {
        return runDirectory.resolve("dnsmasq.conf");
    }

    /** dnsmasq's upstream servers. */
    public Path upstreamsFile() {
        return runDirectory.resolve("resolv.conf");
    }

    /** Writes the configuration; dnsmasq reads it at its start only. */
    public void configure(LanService service) throws IOException {
        write(configurationFile(), service.configuration(upstreamsFile()));
    }

    /** Writes the servers that the lease names; none means that every question is refused. */
    public void upstreams(List<InetAddress> servers) throws IOException {
        StringBuilder text = new StringBuilder("# Written by skywired; changes are lost.\n");
        for (InetAddress server : servers) {
            text.append("nameserver ")
                    .append(
                            server instanceof Inet6Address six
                                    ? RouterNetwork.text(six)
                                    : server.getHostAddress())
                    .append('\n');
        }
        write(upstreamsFile(), text.toString());
    }

    private static void write(Path file, String text) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(temporary, text, StandardCharsets.UTF_8);
        // dnsmasq reads it as a user of its own.
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(
                temporary,
                file,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }
}
