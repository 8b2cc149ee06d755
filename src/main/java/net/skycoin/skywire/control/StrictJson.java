package net.skycoin.skywire.control;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * JSON text to tree and back, as RFC 8259 has it: no repeated names, nothing behind the document,
 * bounded depth.
 */
public final class StrictJson {
    private static final int DEEPEST = 32;

    private static final ObjectMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEEPEST)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private static final DefaultPrettyPrinter INDENTED =
            new DefaultPrettyPrinter(
                            Separators.createDefaultInstance()
                                    .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                                    .withArrayEmptySeparator("")
                                    .withObjectEmptySeparator(""))
                    .withArrayIndenter(new DefaultIndenter("  ", "\n"))
                    .withObjectIndenter(new DefaultIndenter("  ", "\n"));

    private StrictJson() {}

    /** Not JSON; the message says what and where, for a person. */
    public static final class SyntaxException extends Exception {
        private static final long serialVersionUID = 1L;

        SyntaxException(String message) {
            super(message);
        }
    }

    /** The tree of a UTF-8 text. */
    public static JsonNode parse(byte[] text) throws SyntaxException {
        try {
            JsonNode tree = MAPPER.readTree(text);
            if (tree.isMissingNode()) {
                throw new SyntaxException("it is empty");
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw new SyntaxException(describe(e));
        } catch (IOException _) {
            throw new SyntaxException("it is not UTF-8 text");
        }
    }

    private static String describe(JsonProcessingException e) {
        String cause = e.getOriginalMessage().lines().findFirst().orElse("not JSON");
        for (String detail : List.of(" (start marker", ", from `")) {
            int end = cause.indexOf(detail);
            cause = end < 0 ? cause : cause.substring(0, end);
        }
        JsonLocation at = e.getLocation();
        return at == null
                ? cause
                : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": " + cause;
    }

    /** One line, UTF-8. */
    public static byte[] print(JsonNode tree) {
        return tree.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Indented by two spaces, with a line feed at the end: for a person who reads and edits it. */
    public static String printIndented(JsonNode tree) {
        try {
            return MAPPER.writer(INDENTED).writeValueAsString(tree) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree always prints", e);
        }
    }
}
