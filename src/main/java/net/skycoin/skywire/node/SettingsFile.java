package net.skycoin.skywire.node;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.toml.TomlFactory;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.skycoin.skywire.bytes.Hex;
import net.skycoin.skywire.control.Problem;
import net.skycoin.skywire.store.DurableReplacement;
import org.jspecify.annotations.Nullable;

/**
 * {@code skywire.toml} on the boot partition, which a person wrote on some other computer: it may
 * hold anything. FAT knows no modes and is read by whoever holds the card, so that a passphrase is
 * taken out once it was applied.
 */
final class SettingsFile {
    /**
     * In the place of a passphrase that was taken out; read again it means the one that is known.
     */
    static final String APPLIED = "(applied)";

    private static final int LARGEST = 64 << 10;
    private static final int DEEPEST = 8;
    private static final String BYTE_ORDER_MARK = "\ufeff";

    /** The field and its value in each of TOML's four spellings of a text, in comments too. */
    private static final Pattern PASSPHRASE =
            Pattern.compile(
                    "(\\buplink_passphrase[\"']?[ \\t]*=[ \\t]*)"
                            + "(?s:\"\"\".*?\"\"\"+|\'\'\'.*?\'\'\'+)"
                            + "|(\\buplink_passphrase[\"']?[ \\t]*=[ \\t]*)"
                            + "(?:\"(?:[^\"\\\\\\r\\n]|\\\\.)*\"|'[^'\\r\\n]*')");

    private static final ObjectMapper TOML =
            new TomlMapper(
                    TomlFactory.builder()
                            .streamReadConstraints(
                                    StreamReadConstraints.builder()
                                            .maxNestingDepth(DEEPEST)
                                            .build())
                            .build());

    private final Path path;

    SettingsFile(Path path) {
        this.path = path;
    }

    /**
     * What was found.
     *
     * @param hash SHA-256 of the whole file in hex; null when there is none, or it cannot be read
     * @param text null when there is none to read
     * @param document null when there is no file, or {@code problem} says why not
     */
    record Reading(
            @Nullable String hash,
            @Nullable String text,
            @Nullable JsonNode document,
            @Nullable Problem problem) {
        boolean absent() {
            return hash == null && problem == null;
        }

        private static Reading refused(@Nullable String hash, String fault, String fix) {
            return new Reading(hash, null, null, new Problem(Problem.SYNTAX, "", fault, fix));
        }
    }

    Path path() {
        return path;
    }

    /** Reads whatever is there. */
    Reading read() {
        if (!Files.exists(path)) {
            return new Reading(null, null, null, null);
        }
        try (InputStream file = Files.newInputStream(path)) {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            InputStream hashed = new DigestInputStream(file, sha256);
            byte[] head = hashed.readNBytes(LARGEST);
            long length = head.length + hashed.transferTo(java.io.OutputStream.nullOutputStream());
            String hash = Hex.encode(sha256.digest());
            return length > LARGEST
                    ? Reading.refused(
                            hash,
                            "it has " + length + " bytes",
                            "settings are a few lines of text, at most " + LARGEST + " bytes")
                    : parse(hash, head);
        } catch (IOException e) {
            String kind = e.getClass().getSimpleName();
            return Reading.refused(null, "it cannot be read (" + kind + ")", "make it a text file");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static Reading parse(String hash, byte[] bytes) {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException _) {
            return Reading.refused(
                    hash, "it is not UTF-8 text", "save it as plain text in the encoding UTF-8");
        }
        try {
            return new Reading(hash, text, tree(text), null);
        } catch (JsonProcessingException e) {
            return Reading.refused(
                    hash,
                    describe(e),
                    "this is not TOML: a field is written as name = \"value\", with the quotes");
        }
    }

    private static JsonNode tree(String text) throws JsonProcessingException {
        // Some editors begin a text with a mark.
        return TOML.readTree(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
    }

    private static String describe(JsonProcessingException e) {
        String cause = e.getOriginalMessage().lines().findFirst().orElse("it is not understood");
        JsonLocation at = e.getLocation();
        return at == null ? cause : "line " + at.getLineNr() + ": " + cause;
    }

    /**
     * Takes the passphrase out of the file.
     *
     * @return the hash of the file as it is now; null when the passphrase could not be found where
     *     the reading has it, or the file cannot be written
     */
    @Nullable String redact(Reading reading) {
        String text = reading.text();
        if (text == null || !(reading.document() instanceof ObjectNode document)) {
            return null;
        }
        String redacted = redact(text);
        ObjectNode wanted = document.deepCopy();
        wanted.withObjectProperty("wifi").put("uplink_passphrase", APPLIED);
        try {
            if (!tree(redacted).equals(wanted)) {
                return null;
            }
            DurableReplacement.withoutModes()
                    .replace(path, redacted.getBytes(StandardCharsets.UTF_8));
            return read().hash();
        } catch (IOException _) {
            return null;
        }
    }

    private static String redact(String text) {
        String replacement = Matcher.quoteReplacement("\"" + APPLIED + "\"");
        return PASSPHRASE.matcher(text).replaceAll("$1$2" + replacement);
    }
}
