package net.skycoin.skywire.host;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * The files by which the daemon directs dnsmasq. Its configuration is in the data directory: at the
 * next start of the machine dnsmasq serves the LAN before the daemon runs. The list of upstream
 * servers is in the run directory; dnsmasq reads it again when it changes. Each is replaced whole,
 * so that dnsmasq never sees half a file.
 */
public final class Resolvers {
    private final Path dataDirectory;
    private final Path runDirectory;

    public Resolvers(Path dataDirectory, Path runDirectory) {
        this.dataDirectory = dataDirectory;
        this.runDirectory = runDirectory;
    }

    /** dnsmasq's configuration. */
    public Path configurationFile() {
        return dataDirectory.resolve("dnsmasq.conf");
    }

    /** dnsmasq's upstream servers. */
    public Path upstreamsFile() {
        return runDirectory.resolve("resolv.conf");
    }

    /**
     * Writes the configuration, which dnsmasq reads at its start only; a file that says the same is
     * left alone, for a change restarts dnsmasq.
     */
    public void configure(LanService service) throws IOException {
        String text = service.configuration(upstreamsFile());
        if (!Files.exists(configurationFile())
                || !Files.readString(configurationFile()).equals(text)) {
            write(configurationFile(), text);
        }
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
        Files.writeString(temporary, text);
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            // Else a power cut may leave the new name with no content.
            channel.force(true);
        }
        // dnsmasq reads it as a user of its own.
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(
                temporary,
                file,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }
}
