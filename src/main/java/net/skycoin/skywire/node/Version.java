package net.skycoin.skywire.node;

import java.util.Optional;

/** The product's version, from the manifest of its jar. */
public final class Version {
    /** Such as {@code 0.1.0}; {@code development} when run from classes. */
    public static final String TEXT =
            Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                    .orElse("development");

    private Version() {}
}
