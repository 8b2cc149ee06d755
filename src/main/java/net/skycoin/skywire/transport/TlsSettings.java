package net.skycoin.skywire.transport;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a node looks like in TLS. Nothing here protects a link, which proves its keys inside: it is
 * what an observer on the wire, or somebody who tries the port, gets to see.
 *
 * @param certificate the chain shown to who connects, PEM; only where {@code tls} listens
 * @param key its secret key, PEM, PKCS #8
 * @param serverName the name that this node asks for when it dials; empty for none
 * @param page the HTML file that a web client is shown; empty for a plain one
 */
public record TlsSettings(
        Optional<Path> certificate, Optional<Path> key, String serverName, Optional<Path> page) {
    /** Dials without a name, and cannot listen. */
    public static final TlsSettings NONE =
            new TlsSettings(Optional.empty(), Optional.empty(), "", Optional.empty());
}
