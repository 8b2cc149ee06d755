package net.skycoin.skywire.lab;

import java.nio.file.Path;
import java.security.SecureRandom;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.node.ExitException;
import net.skycoin.skywire.node.IdentityFile;

/** Identities in the product's own file format. */
final class FileIdentities implements LabOptions.Identities {
    @Override
    public String create(Path dataDirectory) {
        try (PrivateKey key = new IdentityFile(dataDirectory).loadOrCreate(new SecureRandom())) {
            return key.publicKey().toString();
        } catch (ExitException e) {
            throw new LabFailure("cannot make an identity: " + e.getMessage(), e);
        }
    }
}
