package net.skycoin.skywire.lab;

import java.nio.file.Path;

/** Identities in the product's own file format. */
final class FileIdentities implements LabOptions.Identities {
    @Override
    public String create(Path dataDirectory) {
        throw new LabFailure("not yet: " + dataDirectory);
    }
}
