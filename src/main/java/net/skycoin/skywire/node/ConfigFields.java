package net.skycoin.skywire.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import net.skycoin.skywire.control.Problem;
import org.jspecify.annotations.Nullable;

/**
 * One object of the configuration, read strictly. Each field is asked for by name; one that has the
 * wrong form is reported and read as if absent; {@link #end} reports those that nobody asked for.
 */
final class ConfigFields {
    private final JsonNode object;
    private final String path;
    private final List<Problem> problems;
    private final Set<String> known = new TreeSet<>();

    private ConfigFields(JsonNode object, String path, List<Problem> problems) {
        this.object = object;
        this.path = path;
        this.problems = problems;
        if (!object.isObject()) {
            report(path, object, "an object, { ... }");
        }
    }

    /** The whole document; what is wrong with it is added to {@code problems}. */
    static ConfigFields of(JsonNode document, List<Problem> problems) {
        return new ConfigFields(document, "", problems);
    }

    /** A nested object; an absent one reads as an empty one. */
    ConfigFields object(String name) {
        JsonNode value = find(name);
        return new ConfigFields(
                value == null ? JsonNodeFactory.instance.objectNode() : value,
                pathOf(name),
                problems);
    }

    /** A list of objects; {@code read} returns null for one with a problem. */
    <T> List<T> objects(String name, List<T> fallback, Function<ConfigFields, @Nullable T> read) {
        return list(
                name,
                fallback,
                (element, at) -> read.apply(new ConfigFields(element, at, problems)));
    }

    /** A list of texts; {@code parse} returns null for one that is not {@code allowed}. */
    <T> List<T> texts(
            String name, List<T> fallback, String allowed, Function<String, @Nullable T> parse) {
        return list(name, fallback, (element, at) -> parse(element, at, allowed, parse));
    }

    /** A text that may be absent. */
    <T> T text(String name, T fallback, String allowed, Function<String, @Nullable T> parse) {
        T value = optionalText(name, allowed, parse);
        return value == null ? fallback : value;
    }

    /** A text that may be absent: null then. */
    <T> @Nullable T optionalText(String name, String allowed, Function<String, @Nullable T> parse) {
        JsonNode value = find(name);
        return value == null ? null : parse(value, pathOf(name), allowed, parse);
    }

    /** A text that must be there; null when it is not, or wrong. */
    <T> @Nullable T requiredText(String name, String allowed, Function<String, @Nullable T> parse) {
        require(name, allowed);
        return optionalText(name, allowed, parse);
    }

    /** The same, for a text that nobody else may read: what was found is not reported. */
    <T> @Nullable T secretText(String name, String allowed, Function<String, @Nullable T> parse) {
        JsonNode value = find(name);
        if (value == null) {
            return null;
        }
        T parsed = value.isTextual() ? parse.apply(value.textValue()) : null;
        if (parsed == null) {
            problems.add(new Problem(Problem.INVALID, pathOf(name), "(not shown)", allowed));
        }
        return parsed;
    }

    /** One text, or a list of them. */
    <T> List<T> oneOrMoreTexts(
            String name, List<T> fallback, String allowed, Function<String, @Nullable T> parse) {
        JsonNode value = find(name);
        if (value == null || !value.isTextual()) {
            return texts(name, fallback, allowed, parse);
        }
        T only = parse(value, pathOf(name), allowed, parse);
        return only == null ? List.of() : List.of(only);
    }

    /** Yes or no; may be absent. */
    boolean flag(String name, boolean fallback) {
        JsonNode value = find(name);
        if (value != null && !value.isBoolean()) {
            report(pathOf(name), value, "true or false");
        }
        return value == null ? fallback : value.asBoolean();
    }

    /** A whole number that may be absent. */
    int number(String name, int fallback, int least, int most) {
        JsonNode value = find(name);
        if (value == null) {
            return fallback;
        }
        if (value.isIntegralNumber()
                && value.canConvertToInt()
                && value.intValue() >= least
                && value.intValue() <= most) {
            return value.intValue();
        }
        String range = least == most ? "" + least : "a number from " + least + " to " + most;
        report(pathOf(name), value, range);
        return fallback;
    }

    /** A list of whole numbers. */
    List<Integer> numbers(String name, List<Integer> fallback, int least, int most) {
        return list(
                name,
                fallback,
                (element, at) -> {
                    boolean good =
                            element.isIntegralNumber()
                                    && element.canConvertToInt()
                                    && element.intValue() >= least
                                    && element.intValue() <= most;
                    if (!good) {
                        report(at, element, "a number from " + least + " to " + most);
                    }
                    return good ? element.intValue() : null;
                });
    }

    /** A whole number or one word in its place; may be absent. */
    int numberOr(String name, String word, int fallback, int meaning, int least, int most) {
        JsonNode value = find(name);
        if (value != null && value.isTextual() && value.textValue().equals(word)) {
            return meaning;
        }
        if (value == null) {
            return fallback;
        }
        if (value.isIntegralNumber()
                && value.canConvertToInt()
                && value.intValue() >= least
                && value.intValue() <= most) {
            return value.intValue();
        }
        String allowed = "\"" + word + "\" or a number from " + least + " to " + most;
        report(pathOf(name), value, allowed);
        return fallback;
    }

    /** Reports the field as missing when it is. */
    ConfigFields require(String name, String allowed) {
        if (object.isObject() && find(name) == null) {
            problems.add(new Problem(Problem.MISSING, pathOf(name), null, allowed));
        }
        return this;
    }

    /** Reports the fields that were never asked for. */
    void end() {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String name = field.getKey();
            if (!known.contains(name)) {
                String nearest = Spelling.nearest(name, known);
                String hint =
                        nearest == null
                                ? "known here: " + String.join(", ", known)
                                : "did you mean \"" + nearest + "\"?";
                problems.add(
                        new Problem(
                                Problem.UNKNOWN, pathOf(name), field.getValue().toString(), hint));
            }
        }
    }

    private interface ElementReader<T> {
        @Nullable T read(JsonNode element, String at);
    }

    private <T> List<T> list(String name, List<T> fallback, ElementReader<T> reader) {
        JsonNode value = find(name);
        if (value == null) {
            return fallback;
        }
        if (!value.isArray()) {
            report(pathOf(name), value, "a list, [ ... ]");
            return fallback;
        }
        List<T> elements = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            T element = reader.read(value.path(i), pathOf(name) + "[" + i + "]");
            if (element != null) {
                elements.add(element);
            }
        }
        return List.copyOf(elements);
    }

    private <T> @Nullable T parse(
            JsonNode value, String at, String allowed, Function<String, @Nullable T> parse) {
        T parsed = value.isTextual() ? parse.apply(value.textValue()) : null;
        if (parsed == null) {
            report(at, value, allowed);
        }
        return parsed;
    }

    private @Nullable JsonNode find(String name) {
        known.add(name);
        return object.get(name);
    }

    private String pathOf(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private void report(String at, JsonNode value, String allowed) {
        problems.add(new Problem(Problem.INVALID, at, value.toString(), allowed));
    }
}
