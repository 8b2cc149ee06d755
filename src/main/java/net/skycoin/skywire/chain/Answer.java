package net.skycoin.skywire.chain;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.skycoin.skywire.bytes.Hex;
import net.skycoin.skywire.sky.CoinHours;
import net.skycoin.skywire.sky.Coins;
import net.skycoin.skywire.sky.Hash256;
import net.skycoin.skywire.sky.SkyAddress;
import org.jspecify.annotations.Nullable;

/**
 * A place in a foreign JSON document, read strictly: what is not what it must be ends the reading
 * with a sentence that names the place. Numbers are whole; no amount passes through floating point.
 */
final class Answer {
    private static final int DEEPEST = 32;

    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEEPEST)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .build();

    private final JsonNode node;
    private final String place;

    private Answer(JsonNode node, String place) {
        this.node = node;
        this.place = place;
    }

    /** The document in a text; {@code place} names it in messages. */
    static Answer parse(byte[] text, String place) throws NodeException {
        try {
            return new Answer(MAPPER.readTree(text), place);
        } catch (IOException _) {
            throw new NodeException(NodeException.Kind.NONSENSE, place + " is not JSON.");
        }
    }

    NodeException nonsense(String expected) {
        return new NodeException(
                NodeException.Kind.NONSENSE, place + " must be " + expected + " and is not.");
    }

    Answer field(String name) {
        return new Answer(node.path(name), place + "." + name);
    }

    boolean has(String name) {
        return node.hasNonNull(name);
    }

    boolean isText() {
        return node.isTextual();
    }

    List<Answer> items() throws NodeException {
        if (!node.isArray()) {
            throw nonsense("a list");
        }
        List<Answer> items = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            items.add(new Answer(node.path(i), place + "[" + i + "]"));
        }
        return items;
    }

    String text() throws NodeException {
        if (!node.isTextual()) {
            throw nonsense("a text");
        }
        return node.textValue();
    }

    boolean flag() throws NodeException {
        if (!node.isBoolean()) {
            throw nonsense("true or false");
        }
        return node.booleanValue();
    }

    /** A whole number from 0 to 2^63 - 1. */
    long number() throws NodeException {
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
            throw nonsense("a whole number");
        }
        return node.longValue();
    }

    CoinHours hours() throws NodeException {
        return new CoinHours(number());
    }

    /** Coins written in SKY, as a text. */
    Coins coins() throws NodeException {
        return notNull(Coins.parse(text()), "an amount of SKY");
    }

    Hash256 hash() throws NodeException {
        return notNull(Hash256.parseHex(text()), "64 hex digits");
    }

    SkyAddress address() throws NodeException {
        return notNull(SkyAddress.parse(text()), "an address");
    }

    /** Bytes written in hex, exactly so many. */
    byte[] bytes(int length) throws NodeException {
        byte[] bytes = Hex.decode(text());
        if (bytes == null || bytes.length != length) {
            throw nonsense(2 * length + " hex digits");
        }
        return bytes;
    }

    private <T> T notNull(@Nullable T value, String expected) throws NodeException {
        if (value == null) {
            throw nonsense(expected);
        }
        return value;
    }
}
