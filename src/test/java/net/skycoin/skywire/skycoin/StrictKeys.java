package net.skycoin.skywire.skycoin;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.RIPEMD160Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/** Hashes, addresses and signatures of the strict node: straight from the ledger's facts. */
final class StrictKeys {
    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
    private static final FixedPointCombMultiplier BASE = new FixedPointCombMultiplier();
    private static final BigInteger N = CURVE.getN();
    private static final BigInteger P = CURVE.getCurve().getField().getCharacteristic();
    private static final String ALPHABET =
            "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    private StrictKeys() {}

    static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Version 0 and the hash of a compressed key, 21 bytes. */
    static byte[] address(byte[] key) {
        byte[] hash = sha256(sha256(key));
        RIPEMD160Digest digest = new RIPEMD160Digest();
        digest.update(hash, 0, hash.length);
        byte[] address = new byte[21];
        digest.doFinal(address, 1);
        return address;
    }

    static byte[] publicKey(byte[] secret) {
        return BASE.multiply(CURVE.getG(), new BigInteger(1, secret)).getEncoded(true);
    }

    static String text(byte[] address) {
        byte[] bytes = new byte[25];
        System.arraycopy(address, 1, bytes, 0, 20);
        bytes[20] = address[0];
        System.arraycopy(sha256(Arrays.copyOf(bytes, 21)), 0, bytes, 21, 4);
        StringBuilder text = new StringBuilder();
        BigInteger value = new BigInteger(1, bytes);
        while (value.signum() > 0) {
            text.insert(0, ALPHABET.charAt(value.mod(BigInteger.valueOf(58)).intValue()));
            value = value.divide(BigInteger.valueOf(58));
        }
        for (int i = 0; bytes[i] == 0; i++) {
            text.insert(0, '1');
        }
        return text.toString();
    }

    /** The 21 bytes of an address's text, or null. */
    static byte[] parse(String text) {
        BigInteger value = BigInteger.ZERO;
        for (int i = 0; i < text.length(); i++) {
            int digit = ALPHABET.indexOf(text.charAt(i));
            if (digit < 0) {
                return null;
            }
            value = value.multiply(BigInteger.valueOf(58)).add(BigInteger.valueOf(digit));
        }
        byte[] number = value.toByteArray();
        byte[] bytes = new byte[25];
        int start = number.length > 0 && number[0] == 0 ? 1 : 0;
        if (number.length - start > 25) {
            return null;
        }
        System.arraycopy(number, start, bytes, 25 - (number.length - start), number.length - start);
        byte[] address = new byte[21];
        address[0] = bytes[20];
        System.arraycopy(bytes, 0, address, 1, 20);
        return text(address).equals(text) && address[0] == 0 ? address : null;
    }

    /** The compressed key that signed, or null. */
    static byte[] recover(byte[] digest, byte[] signature) {
        int id = signature[64] & 0xff;
        if (id > 3 || (signature[32] & 0x80) != 0) {
            return null;
        }
        BigInteger r = new BigInteger(1, Arrays.copyOfRange(signature, 0, 32));
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));
        BigInteger x = id < 2 ? r : r.add(N);
        if (r.signum() == 0
                || s.signum() == 0
                || r.compareTo(N) >= 0
                || s.compareTo(N) >= 0
                || x.compareTo(P) >= 0) {
            return null;
        }
        BigInteger square = x.modPow(BigInteger.valueOf(3), P).add(BigInteger.valueOf(7)).mod(P);
        BigInteger y = square.modPow(P.add(BigInteger.ONE).shiftRight(2), P);
        if (!y.multiply(y).mod(P).equals(square)) {
            return null;
        }
        if (y.testBit(0) != ((id & 1) == 1)) {
            y = P.subtract(y);
        }
        ECPoint point = CURVE.getCurve().createPoint(x, y);
        BigInteger e = new BigInteger(1, digest);
        BigInteger inverse = r.modInverse(N);
        ECPoint key =
                ECAlgorithms.sumOfTwoMultiplies(
                                CURVE.getG(),
                                e.negate().multiply(inverse).mod(N),
                                point,
                                s.multiply(inverse).mod(N))
                        .normalize();
        return key.isInfinity() ? null : key.getEncoded(true);
    }

    static byte[] sign(byte[] digest, byte[] secret) {
        BigInteger d = new BigInteger(1, secret);
        HMacDSAKCalculator nonces = new HMacDSAKCalculator(new SHA256Digest());
        nonces.init(N, d, digest);
        while (true) {
            BigInteger k = nonces.nextK();
            ECPoint point = BASE.multiply(CURVE.getG(), k).normalize();
            BigInteger x = point.getAffineXCoord().toBigInteger();
            BigInteger r = x.mod(N);
            BigInteger s =
                    k.modInverse(N).multiply(new BigInteger(1, digest).add(d.multiply(r))).mod(N);
            if (r.signum() == 0 || s.signum() == 0) {
                continue;
            }
            int id =
                    (point.getAffineYCoord().testBitZero() ? 1 : 0) | (x.compareTo(N) >= 0 ? 2 : 0);
            if (s.shiftLeft(1).compareTo(N) > 0) {
                s = N.subtract(s);
                id ^= 1;
            }
            byte[] signature = new byte[65];
            put(r, signature, 0);
            put(s, signature, 32);
            signature[64] = (byte) id;
            return signature;
        }
    }

    private static void put(BigInteger value, byte[] target, int at) {
        byte[] bytes = value.toByteArray();
        int start = Math.max(0, bytes.length - 32);
        int length = bytes.length - start;
        System.arraycopy(bytes, start, target, at + 32 - length, length);
    }
}
