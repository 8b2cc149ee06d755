package net.skycoin.skywire.crypto;

import java.math.BigInteger;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

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
        BigInteger value = new BigInteger(1, scalar);
        return value.signum() > 0 && value.compareTo(CURVE.getN()) < 0;
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
