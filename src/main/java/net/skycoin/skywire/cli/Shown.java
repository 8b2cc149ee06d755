package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Values of a body as a person reads them; "-" for one that is not there. */
final class Shown {
    private static final String NONE = "-";
    private static final int KEY_DIGITS = 12;
    private static final int SKY_DECIMALS = 9;
    private static final String[] PREFIXES = {"", "k", "M", "G", "T", "P"};

    private Shown() {}

    /** What was not measured yet is absent, null or negative. */
    private static boolean isKnown(JsonNode number) {
        return number.isNumber() && number.doubleValue() >= 0;
    }

    static String text(JsonNode value) {
        return value.isMissingNode() || value.isNull() ? NONE : value.asText();
    }

    static String list(JsonNode values) {
        List<String> texts = new ArrayList<>();
        values.forEach(value -> texts.add(text(value)));
        return texts.isEmpty() ? NONE : String.join(", ", texts);
    }

    /** The first digits of a key: enough to tell nodes apart. */
    static String key(JsonNode key) {
        String text = text(key);
        return text.length() <= KEY_DIGITS ? text : text.substring(0, KEY_DIGITS);
    }

    /** Keys in their order, from the first relay to the last node. */
    static String path(JsonNode keys) {
        List<String> texts = new ArrayList<>();
        keys.forEach(key -> texts.add(key(key)));
        return texts.isEmpty() ? NONE : String.join(" > ", texts);
    }

    static String yesNo(JsonNode value) {
        return value.isBoolean() ? (value.booleanValue() ? "yes" : "no") : NONE;
    }

    static String milliseconds(JsonNode ms) {
        return isKnown(ms) ? String.format(Locale.ROOT, "%.1f ms", ms.doubleValue()) : NONE;
    }

    static String percent(JsonNode share) {
        return isKnown(share)
                ? String.format(Locale.ROOT, "%.1f %%", 100 * share.doubleValue())
                : NONE;
    }

    static String rate(JsonNode bitsPerSecond) {
        return isKnown(bitsPerSecond) ? scaled(bitsPerSecond.doubleValue(), "b/s") : NONE;
    }

    /** An amount of nanoSKY in SKY. */
    static String sky(JsonNode nanoSky) {
        return isKnown(nanoSky)
                ? BigDecimal.valueOf(nanoSky.asLong(), SKY_DECIMALS).toPlainString()
                : NONE;
    }

    static String bytes(JsonNode bytes) {
        return isKnown(bytes) ? scaled(bytes.doubleValue(), "B") : NONE;
    }

    private static String scaled(double value, String unit) {
        int prefix = 0;
        double rest = value;
        while (rest >= 1000 && prefix < PREFIXES.length - 1) {
            rest /= 1000;
            prefix++;
        }
        String number = String.format(Locale.ROOT, prefix == 0 ? "%.0f" : "%.1f", rest);
        return number + " " + PREFIXES[prefix] + unit;
    }

    /** The two largest units. */
    static String duration(JsonNode seconds) {
        if (!isKnown(seconds)) {
            return NONE;
        }
        long s = seconds.longValue();
        if (s < 60) {
            return s + " s";
        }
        if (s < 3_600) {
            return s / 60 + " min " + s % 60 + " s";
        }
        if (s < 86_400) {
            return s / 3_600 + " h " + s / 60 % 60 + " min";
        }
        return s / 86_400 + " d " + s / 3_600 % 24 + " h";
    }
}
