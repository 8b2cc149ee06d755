package net.skycoin.skywire.appliance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The image that is tested. */
final class Image {
    private Image() {}

    /** The .img.xz that {@code scripts/test --appliance} was given or has built. */
    static Path path() {
        String image = System.getProperty("appliance.image", "");
        if (image.isEmpty() || !Files.isReadable(Path.of(image))) {
            throw new IllegalStateException(
                    "there is no image '" + image + "': run scripts/test --appliance");
        }
        return Path.of(image);
    }

    /** What names the image in results that are kept. */
    static String sha256() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (var stream = new DigestInputStream(Files.newInputStream(path()), digest)) {
                byte[] block = new byte[1 << 16];
                while (stream.read(block) >= 0) {
                    // The digest reads along.
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
