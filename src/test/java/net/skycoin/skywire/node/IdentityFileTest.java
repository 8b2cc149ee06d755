package net.skycoin.skywire.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityFileTest {
    @TempDir Path directory;

    private IdentityFile file() {
        return new IdentityFile(directory);
    }

    private PublicKey make() throws ExitException {
        try (PrivateKey key = file().loadOrCreate(new Random(1))) {
            return key.publicKey();
        }
    }

    @Test
    void makesOneForItsOwnerOnlyAndKeepsIt() throws Exception {
        assertFalse(file().exists());
        PublicKey made = make();
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(file().path())));
        try (PrivateKey again = file().loadOrCreate(new Random(2));
                PrivateKey byPath = IdentityFile.at(file().path()).load()) {
            assertEquals(made, again.publicKey());
            assertEquals(made, byPath.publicKey());
        }
    }

    @Test
    void refusesADamagedOneAndLeavesItAlone() throws Exception {
        make();
        byte[] good = Files.readAllBytes(file().path());
        for (int i = 0; i < good.length; i++) {
            byte[] flipped = good.clone();
            flipped[i] ^= 1;
            assertRefused(flipped);
            assertRefused(Arrays.copyOf(good, i));
        }
        assertRefused(new byte[32]);
        assertRefused(Arrays.copyOf(good, good.length + 1));
    }

    private void assertRefused(byte[] content) throws Exception {
        Files.write(file().path(), content);
        ExitException refused =
                assertThrows(ExitException.class, () -> file().loadOrCreate(new Random(3)));
        assertEquals(ExitCode.IDENTITY, refused.code());
        assertTrue(refused.getMessage().contains("is damaged"), refused.getMessage());
        assertEquals(1, refused.getMessage().lines().count());
        assertArrayEquals(content, Files.readAllBytes(file().path()));
    }

    @Test
    void saysSoWhenThereIsNoneOrItCannotBeReadOrMade() throws Exception {
        assertEquals(ExitCode.IDENTITY, assertThrows(ExitException.class, file()::load).code());
        Files.createDirectory(file().path());
        assertEquals(ExitCode.IDENTITY, assertThrows(ExitException.class, file()::load).code());
        IdentityFile nowhere = new IdentityFile(directory.resolve("none"));
        ExitException refused =
                assertThrows(ExitException.class, () -> nowhere.loadOrCreate(new Random(4)));
        assertEquals(ExitCode.ENVIRONMENT, refused.code());
    }
}
