package net.skycoin.skywire.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.bouncycastle.crypto.generators.MLKEMKeyPairGenerator;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.MLKEMKeyGenerationParameters;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;
import org.junit.jupiter.api.Test;

/** Against another implementation, Bouncy Castle's. */
class MlKem768Test {
    private final SplittableRandom random = new SplittableRandom(768);

    @Test
    void othersReadWhatIsEncapsulatedHere() {
        MLKEMKeyPairGenerator generator = new MLKEMKeyPairGenerator();
        generator.init(
                new MLKEMKeyGenerationParameters(
                        new java.security.SecureRandom(), MLKEMParameters.ml_kem_768));
        var pair = generator.generateKeyPair();
        byte[] key = ((MLKEMPublicKeyParameters) pair.getPublic()).getEncoded();
        MlKem768.Encapsulated made = MlKem768.encapsulate(key, random);
        assertNotNull(made);
        assertEquals(MlKem768.CIPHERTEXT_LENGTH, made.ciphertext().length);
        assertArrayEquals(
                new MLKEMExtractor((MLKEMPrivateKeyParameters) pair.getPrivate())
                        .extractSecret(made.ciphertext()),
                made.secret());
    }

    @Test
    void whatOthersEncapsulateIsReadHere() {
        try (MlKem768 kem = MlKem768.generate(random)) {
            assertEquals(MlKem768.ENCAPSULATION_KEY_LENGTH, kem.encapsulationKey().length);
            var made =
                    new MLKEMGenerator(new java.security.SecureRandom())
                            .generateEncapsulated(
                                    new MLKEMPublicKeyParameters(
                                            MLKEMParameters.ml_kem_768, kem.encapsulationKey()));
            assertArrayEquals(made.getSecret(), kem.decapsulate(made.getEncapsulation()));
        }
    }

    @Test
    void isAFunctionOfItsRandomness() {
        byte[] one = MlKem768.generate(new SplittableRandom(1)).encapsulationKey();
        assertArrayEquals(one, MlKem768.generate(new SplittableRandom(1)).encapsulationKey());
        MlKem768.Encapsulated first = MlKem768.encapsulate(one, new SplittableRandom(2));
        MlKem768.Encapsulated second = MlKem768.encapsulate(one, new SplittableRandom(2));
        assertNotNull(first);
        assertNotNull(second);
        assertArrayEquals(first.ciphertext(), second.ciphertext());
    }

    @Test
    void refusesWhatIsNoKeyAndNoCiphertext() {
        assertNull(MlKem768.encapsulate(new byte[3], random));
        byte[] key = MlKem768.generate(random).encapsulationKey();
        Arrays.fill(key, 0, 24, (byte) 0xff);
        assertNull(MlKem768.encapsulate(key, random), "FIPS 203, section 7.2: modulus check");
        try (MlKem768 kem = MlKem768.generate(random)) {
            assertNull(kem.decapsulate(new byte[MlKem768.CIPHERTEXT_LENGTH - 1]));
        }
    }
}
