package net.skycoin.skywire.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Signatures over typed bodies: what is signed is SHA-256 of {@code skywire/<type>/1} and the body,
 * so no signature of one type passes as another.
 */
public final class Signatures {
    /** Bytes of r || s. */
    public static final int LENGTH = 64;

    private Signatures() {}

    public static byte[] sign(String type, byte[] body, PrivateKey key) {
        return key.sign(digest(type, body));
    }

    public static boolean verify(String type, byte[] body, byte[] signature, PublicKey key) {
        return signature.length == LENGTH
                && Secp256k1.instance().verify(digest(type, body), signature, key.bytes());
    }

    private static byte[] digest(String type, byte[] body) {
        MessageDigest sha256 = Sha256.newDigest();
        sha256.update(("skywire/" + type + "/1").getBytes(StandardCharsets.US_ASCII));
        return sha256.digest(body);
    }
}
