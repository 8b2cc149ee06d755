package net.skycoin.skywire.sky;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.skycoin.skywire.bytes.Base58;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.crypto.Ripemd160;
import net.skycoin.skywire.crypto.Sha256;
import net.skycoin.skywire.crypto.Sha512;

/** A node of BIP32's tree of keys, with its secret. One owner, who closes it. */
final class Bip32Key implements AutoCloseable {
    /** Added to an index: the child cannot be derived from the public key. */
    static final int HARDENED = 0x8000_0000;

    private static final int XPRV = 0x0488_ade4;
    private static final int XPUB = 0x0488_b21e;
    private static final int SERIALIZED_LENGTH = 78;
    private static final int FINGERPRINT_LENGTH = 4;

    private final PrivateKey key;
    private final byte[] chainCode;
    private final int depth;
    private final byte[] parent;
    private final int index;

    private Bip32Key(PrivateKey key, byte[] chainCode, int depth, byte[] parent, int index) {
        this.key = key;
        this.chainCode = chainCode;
        this.depth = depth;
        this.parent = parent;
        this.index = index;
    }

    /** The root of the tree of a seed. */
    static Bip32Key master(byte[] seed) {
        byte[] both = Sha512.hmac("Bitcoin seed".getBytes(StandardCharsets.US_ASCII), seed);
        try {
            PrivateKey key = PrivateKey.of(Arrays.copyOf(both, 32));
            if (key == null) {
                throw unlucky();
            }
            byte[] chainCode = Arrays.copyOfRange(both, 32, 64);
            return new Bip32Key(key, chainCode, 0, new byte[FINGERPRINT_LENGTH], 0);
        } finally {
            Arrays.fill(both, (byte) 0);
        }
    }

    /** Of 2^127 seeds, one has a hash that is no scalar. */
    private static IllegalStateException unlucky() {
        return new IllegalStateException("this seed has no key at this place of BIP32's tree");
    }

    /** The child of this index, {@link #HARDENED} or not. */
    Bip32Key child(int childIndex) {
        ByteWriter data = new ByteWriter(PublicKey.LENGTH + Integer.BYTES);
        if ((childIndex & HARDENED) != 0) {
            byte[] secret = key.copySecret();
            data.u8(0).bytes(secret);
            Arrays.fill(secret, (byte) 0);
        } else {
            data.bytes(key.publicKey().toBytes());
        }
        byte[] input = data.i32(childIndex).toByteArray();
        byte[] both = Sha512.hmac(chainCode, input);
        byte[] left = Arrays.copyOf(both, 32);
        try {
            PrivateKey child = key.add(left);
            if (child == null) {
                throw unlucky();
            }
            byte[] code = Arrays.copyOfRange(both, 32, 64);
            return new Bip32Key(child, code, depth + 1, fingerprint(), childIndex);
        } finally {
            Arrays.fill(both, (byte) 0);
            Arrays.fill(left, (byte) 0);
            Arrays.fill(input, (byte) 0);
        }
    }

    private byte[] fingerprint() {
        byte[] hash = Ripemd160.hash(Sha256.hash(key.publicKey().toBytes()));
        return Arrays.copyOf(hash, FINGERPRINT_LENGTH);
    }

    /** A copy of the key, which the caller closes. */
    PrivateKey copyKey() {
        byte[] secret = key.copySecret();
        try {
            PrivateKey copy = PrivateKey.of(secret);
            if (copy == null) {
                throw new IllegalStateException("a key is a key");
            }
            return copy;
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    PublicKey publicKey() {
        return key.publicKey();
    }

    /** The text "xprv..." that other wallets import. */
    String xprv() {
        byte[] secret = key.copySecret();
        try {
            return serialized(XPRV, new ByteWriter(PublicKey.LENGTH).u8(0).bytes(secret));
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /** The text "xpub...". */
    String xpub() {
        return serialized(XPUB, new ByteWriter(PublicKey.LENGTH).bytes(key.publicKey().toBytes()));
    }

    private String serialized(int version, ByteWriter keyBytes) {
        byte[] body =
                new ByteWriter(SERIALIZED_LENGTH)
                        .i32(version)
                        .u8(depth)
                        .bytes(parent)
                        .i32(index)
                        .bytes(chainCode)
                        .bytes(keyBytes.toByteArray())
                        .toByteArray();
        byte[] sum = Arrays.copyOf(Sha256.hash(Sha256.hash(body)), 4);
        return Base58.encode(
                new ByteWriter(body.length + sum.length).bytes(body).bytes(sum).toByteArray());
    }

    @Override
    public void close() {
        key.close();
        Arrays.fill(chainCode, (byte) 0);
    }
}
