package net.skycoin.skywire.crypto;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/**
 * {@link Secp256k1} by Bouncy Castle, for machines without libsecp256k1: same results, slower, not
 * constant-time.
 */
final class BouncyCastleSecp256k1 extends Secp256k1 {
    private static final ECDomainParameters CURVE = curve();
    private static final BigInteger HALF_ORDER = CURVE.getN().shiftRight(1);

    private static ECDomainParameters curve() {
        X9ECParameters parameters = SECNamedCurves.getByName("secp256k1");
        return new ECDomainParameters(
                parameters.getCurve(), parameters.getG(), parameters.getN(), parameters.getH());
    }

    @Override
    public String provider() {
        return "Bouncy Castle (not constant-time: install libsecp256k1)";
    }

    @Override
    public boolean constantTime() {
        return false;
    }

    @Override
    boolean isPoint(byte[] compressed) {
        if (compressed[0] != 2 && compressed[0] != 3) {
            return false;
        }
        try {
            return CURVE.getCurve().decodePoint(compressed).isValid();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    boolean isSecret(byte[] scalar) {
        return isScalar(new BigInteger(1, scalar));
    }

    @Override
    byte[] publicKey(byte[] secret) {
        return new FixedPointCombMultiplier()
                .multiply(CURVE.getG(), new BigInteger(1, secret))
                .getEncoded(true);
    }

    @Override
    byte[] sharedSecret(byte[] point, byte[] secret) {
        return Sha256.hash(multiplyPoint(point, secret));
    }

    @Override
    byte[] multiplySecret(byte[] secret, byte[] factor) {
        BigInteger product = new BigInteger(1, secret).multiply(scalar(factor)).mod(CURVE.getN());
        return BigIntegers.asUnsignedByteArray(PrivateKey.LENGTH, product);
    }

    @Override
    byte[] multiplyPoint(byte[] point, byte[] factor) {
        return decode(point).multiply(scalar(factor)).getEncoded(true);
    }

    @Override
    byte[] sign(byte[] digest, byte[] secret) {
        ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, new ECPrivateKeyParameters(new BigInteger(1, secret), CURVE));
        BigInteger[] rs = signer.generateSignature(digest);
        BigInteger s = rs[1].compareTo(HALF_ORDER) > 0 ? CURVE.getN().subtract(rs[1]) : rs[1];
        byte[] signature = new byte[Signatures.LENGTH];
        BigIntegers.asUnsignedByteArray(rs[0], signature, 0, 32);
        BigIntegers.asUnsignedByteArray(s, signature, 32, 32);
        return signature;
    }

    @Override
    boolean verify(byte[] digest, byte[] signature, byte[] point) {
        BigInteger r = BigIntegers.fromUnsignedByteArray(signature, 0, 32);
        BigInteger s = BigIntegers.fromUnsignedByteArray(signature, 32, 32);
        // libsecp256k1 accepts only the lower half of s, which makes signatures unique; so do we.
        if (s.compareTo(HALF_ORDER) > 0) {
            return false;
        }
        ECDSASigner signer = new ECDSASigner();
        signer.init(false, new ECPublicKeyParameters(decode(point), CURVE));
        return signer.verifySignature(digest, r, s);
    }

    @Override
    byte @Nullable [] addSecret(byte[] secret, byte[] summand) {
        BigInteger addend = new BigInteger(1, summand);
        BigInteger sum = new BigInteger(1, secret).add(addend).mod(CURVE.getN());
        return addend.compareTo(CURVE.getN()) >= 0 || sum.signum() == 0
                ? null
                : BigIntegers.asUnsignedByteArray(PrivateKey.LENGTH, sum);
    }

    @Override
    byte[] signRecoverable(byte[] digest, byte[] secret) {
        byte[] signature = Arrays.copyOf(sign(digest, secret), RecoverableSignature.LENGTH);
        byte[] point = publicKey(secret);
        for (int id = 0; id <= RecoverableSignature.LARGEST_ID; id++) {
            signature[Signatures.LENGTH] = (byte) id;
            if (Arrays.equals(point, recover(digest, signature))) {
                return signature;
            }
        }
        throw new IllegalStateException("a signature recovers its own key");
    }

    /** SEC 1, section 4.1.6: Q = (s R - e G) / r. */
    @Override
    byte @Nullable [] recover(byte[] digest, byte[] signature) {
        BigInteger r = BigIntegers.fromUnsignedByteArray(signature, 0, 32);
        BigInteger s = BigIntegers.fromUnsignedByteArray(signature, 32, 32);
        int id = signature[Signatures.LENGTH];
        if (id < 0 || id > RecoverableSignature.LARGEST_ID || !isScalar(r) || !isScalar(s)) {
            return null;
        }
        BigInteger x = (id & 2) == 0 ? r : r.add(CURVE.getN());
        if (x.compareTo(CURVE.getCurve().getField().getCharacteristic()) >= 0) {
            return null;
        }
        byte[] compressed = new byte[PublicKey.LENGTH];
        compressed[0] = (byte) (2 + (id & 1));
        BigIntegers.asUnsignedByteArray(x, compressed, 1, 32);
        if (!isPoint(compressed)) {
            return null;
        }
        BigInteger inverse = r.modInverse(CURVE.getN());
        BigInteger e = new BigInteger(1, digest);
        ECPoint key =
                ECAlgorithms.sumOfTwoMultiplies(
                                CURVE.getG(),
                                e.negate().multiply(inverse).mod(CURVE.getN()),
                                decode(compressed),
                                s.multiply(inverse).mod(CURVE.getN()))
                        .normalize();
        return key.isInfinity() ? null : key.getEncoded(true);
    }

    private static boolean isScalar(BigInteger value) {
        return value.signum() > 0 && value.compareTo(CURVE.getN()) < 0;
    }

    private static ECPoint decode(byte[] compressed) {
        return CURVE.getCurve().decodePoint(compressed);
    }

    private static BigInteger scalar(byte[] factor) {
        BigInteger value = new BigInteger(1, factor);
        if (value.signum() == 0 || value.compareTo(CURVE.getN()) >= 0) {
            throw new IllegalArgumentException("factor is not a scalar of the group");
        }
        return value;
    }
}
