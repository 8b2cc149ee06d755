package net.skycoin.skywire.noise;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The published vectors, read from the resource that names their source.
 *
 * @param keys what all vectors share, by name
 * @param payloads of the six messages
 */
record CacophonyVectors(Map<String, byte[]> keys, List<byte[]> payloads, List<Vector> vectors) {
    /** One protocol's expected bytes. */
    record Vector(String protocol, List<byte[]> hash, List<byte[]> messages) {
        @Override
        public String toString() {
            return protocol;
        }
    }

    byte[] key(String name) {
        byte[] key = keys.get(name);
        if (key == null) {
            throw new IllegalArgumentException(name);
        }
        return key.clone();
    }

    static CacophonyVectors load() {
        CacophonyVectors all =
                new CacophonyVectors(new TreeMap<>(), new ArrayList<>(), new ArrayList<>());
        text().lines().filter(line -> !line.startsWith("#")).forEach(all::add);
        return all;
    }

    private void add(String line) {
        String[] word = line.split(" ", 2);
        switch (word[0]) {
            case "protocol" ->
                    vectors.add(new Vector(word[1], new ArrayList<>(), new ArrayList<>()));
            case "hash" -> vectors.getLast().hash().add(HexFormat.of().parseHex(word[1]));
            case "message" -> vectors.getLast().messages().add(HexFormat.of().parseHex(word[1]));
            case "payload" -> payloads.add(HexFormat.of().parseHex(word[1]));
            default -> keys.put(word[0], HexFormat.of().parseHex(word[1]));
        }
    }

    private static String text() {
        try (InputStream in = CacophonyVectors.class.getResourceAsStream("cacophony-25519.txt")) {
            if (in == null) {
                throw new IllegalStateException("the vectors are missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
