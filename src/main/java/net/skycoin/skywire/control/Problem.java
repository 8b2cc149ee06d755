package net.skycoin.skywire.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with one thing that a person or a program gave us, in the shape that every error of
 * the control API and of the configuration has.
 *
 * @param code one word for programs, see the constants
 * @param path where: {@code peers[0].port} in a configuration, {@code /v1/route} in the API
 * @param value what was found there, shortened; null when nothing was
 * @param allowed what is allowed there, in words; null when that says nothing
 */
public record Problem(String code, String path, @Nullable String value, @Nullable String allowed) {
    /** No such field, route or parameter. */
    public static final String UNKNOWN = "unknown";

    /** A field or parameter that must be there is not. */
    public static final String MISSING = "missing";

    /** A value of the wrong type, out of its range, or at odds with another. */
    public static final String INVALID = "invalid";

    /** Not JSON, or not HTTP. */
    public static final String SYNTAX = "syntax";

    /** The route exists but not for this method. */
    public static final String METHOD = "method";

    /** Too large. */
    public static final String SIZE = "size";

    /** A limit on how many at once is reached; try again later. */
    public static final String BUSY = "busy";

    /** The answer did not come in time. */
    public static final String TIMEOUT = "timeout";

    /** A fault of our own; the daemon's log says more. */
    public static final String FAULT = "fault";

    private static final int LONGEST_VALUE = 100;

    public Problem {
        value = value == null ? null : shorten(value);
    }

    /** One line for a person; the file or address it is about goes before it. */
    public String sentence() {
        String subject = path.isEmpty() ? "the whole" : path;
        return switch (code) {
            case UNKNOWN -> subject + " is unknown" + (allowed == null ? "" : "; " + allowed);
            case MISSING -> subject + " is missing; it must be " + allowed;
            case INVALID -> subject + " is " + value + "; it must be " + allowed;
            case SYNTAX -> (path.isEmpty() ? "" : path + ": ") + value + "; " + allowed;
            default -> subject + ": " + code + found() + (allowed == null ? "" : "; " + allowed);
        };
    }

    private String found() {
        return value == null ? "" : " (" + value + ")";
    }

    /** {@code {"code":...,"path":...,"value":...,"allowed":...}}. */
    public ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("code", code)
                .put("path", path)
                .put("value", value)
                .put("allowed", allowed);
    }

    /** The problem that such a body tells of; null when it is none. */
    public static @Nullable Problem fromJson(JsonNode body) {
        if (!body.path("code").isTextual()) {
            return null;
        }
        return new Problem(
                body.path("code").textValue(),
                body.path("path").asText(),
                body.path("value").textValue(),
                body.path("allowed").textValue());
    }

    /** Cuts what is long and escapes what would disturb a terminal or break the line. */
    private static String shorten(String text) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (line.length() >= LONGEST_VALUE) {
                return line.append("...").toString();
            }
            char c = text.charAt(i);
            line.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
        }
        return line.toString();
    }
}
