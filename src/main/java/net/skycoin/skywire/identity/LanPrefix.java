package net.skycoin.skywire.identity;

import java.net.Inet6Address;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.Sha256;

/**
 * The IPv6 network of a router's LAN: a /64 inside {@code fc00::/8} (RFC 4193; {@code fd00::/8} is
 * the mesh), the same at each start. It follows from the secret key, not from the public one: a
 * client's programs may tell its local address to anybody, and nobody shall find the node by it.
 */
public final class LanPrefix {
    /** Bits of the network. */
    public static final int LENGTH = 64;

    private static final byte FIRST_BYTE = (byte) 0xfc;
    private static final byte[] LABEL = "skywire/lan/1".getBytes(StandardCharsets.US_ASCII);

    private LanPrefix() {}

    /** The router's own address in its LAN: the network's number one. */
    public static Inet6Address routerAddress(PrivateKey identity) {
        byte[] secret = identity.sharedSecret(identity.publicKey());
        byte[] hash = Sha256.hash(LABEL, secret);
        Arrays.fill(secret, (byte) 0);
        byte[] address = new byte[NodeAddress.LENGTH];
        address[0] = FIRST_BYTE;
        System.arraycopy(hash, 0, address, 1, LENGTH / Byte.SIZE - 1);
        address[NodeAddress.LENGTH - 1] = 1;
        try {
            return Inet6Address.getByAddress(null, address, -1);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are always an IPv6 address", e);
        }
    }
}
