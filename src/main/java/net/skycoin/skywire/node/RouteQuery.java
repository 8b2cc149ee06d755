package net.skycoin.skywire.node;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import net.skycoin.skywire.control.ControlRequest;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.route.RouteLimits;
import net.skycoin.skywire.route.RoutePolicy;
import net.skycoin.skywire.route.RouteRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a person wants to know of {@code GET /v1/route}: paths of which kind, and how many. What the
 * query does not mention is as this node's own paths are.
 *
 * @param fault the first parameter that makes no sense; null when all do
 */
record RouteQuery(PathSettings settings, int count, @Nullable Fault fault) {
    private static final int MOST_PATHS = 8;
    private static final int DEFAULT_COUNT = 3;

    /** A parameter, what was found there, and what it may be. */
    record Fault(String name, @Nullable String value, String allowed) {}

    static RouteQuery read(ControlRequest request, PathSettings otherwise) {
        Reader reader = new Reader(request);
        RouteLimits limits = otherwise.limits();
        String policies = "latency, throughput, price, place or fewest-hops";
        String keys = "nodes' keys, 66 hex digits each, with commas between";
        String countries = "countries' two capital letters, with commas between";
        int relays = reader.number("relays", otherwise.relays(), 0, RouteRequest.MAX_RELAYS);
        RoutePolicy policy = reader.one("policy", otherwise.policy(), policies, RoutePolicy::of);
        Set<PublicKey> excluded =
                reader.all("exclude", limits.excluded(), keys, PublicKey::parseHex);
        Set<PublicKey> required =
                reader.all("require", limits.required(), keys, PublicKey::parseHex);
        Set<String> only =
                reader.all("countries", limits.countries(), countries, ConfigSchema::country);
        Set<String> without =
                reader.all(
                        "exclude-countries",
                        limits.excludedCountries(),
                        countries,
                        ConfigSchema::country);
        Set<String> preferred =
                reader.all(
                        "prefer-countries",
                        limits.preferredCountries(),
                        countries,
                        ConfigSchema::country);
        int count = reader.number("count", DEFAULT_COUNT, 1, MOST_PATHS);
        if (required.size() > RouteLimits.MAX_REQUIRED) {
            reader.refuse("require", "at most " + RouteLimits.MAX_REQUIRED + " keys");
            required = Set.of();
        }
        return new RouteQuery(
                new PathSettings(
                        relays,
                        policy,
                        new RouteLimits(excluded, required, only, without, preferred)),
                count,
                reader.fault);
    }

    private static final class Reader {
        private final ControlRequest request;
        private @Nullable Fault fault;

        Reader(ControlRequest request) {
            this.request = request;
        }

        void refuse(String name, String allowed) {
            if (fault == null) {
                fault = new Fault(name, request.parameter(name), allowed);
            }
        }

        int number(String name, int otherwise, int least, int most) {
            String text = request.parameter(name);
            if (text == null) {
                return otherwise;
            }
            int value = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : -1;
            if (value < least || value > most) {
                refuse(name, least + " to " + most);
                return otherwise;
            }
            return value;
        }

        <T> T one(String name, T otherwise, String allowed, Function<String, @Nullable T> parse) {
            String text = request.parameter(name);
            T value = text == null ? otherwise : parse.apply(text);
            if (value == null) {
                refuse(name, allowed);
                return otherwise;
            }
            return value;
        }

        <T> Set<T> all(
                String name,
                Set<T> otherwise,
                String allowed,
                Function<String, @Nullable T> parse) {
            String text = request.parameter(name);
            if (text == null) {
                return otherwise;
            }
            Set<T> values = new LinkedHashSet<>();
            for (String part : List.of(text.split(","))) {
                T value = parse.apply(part);
                if (value == null) {
                    refuse(name, allowed);
                    return otherwise;
                }
                values.add(value);
            }
            return values;
        }
    }
}
