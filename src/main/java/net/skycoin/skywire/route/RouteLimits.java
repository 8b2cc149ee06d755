package net.skycoin.skywire.route;

import java.util.Set;
import net.skycoin.skywire.crypto.PublicKey;

/**
 * Whom a path may use. Countries are what the nodes say of themselves, two capital letters; a node
 * that says nothing stands in none.
 *
 * @param excluded nodes that are never on the path
 * @param required relays that are all on the path
 * @param countries every relay stands in one of these; empty for any
 * @param excludedCountries no relay stands in one of these
 * @param preferredCountries what {@link RoutePolicy#PLACE} prefers
 */
public record RouteLimits(
        Set<PublicKey> excluded,
        Set<PublicKey> required,
        Set<String> countries,
        Set<String> excludedCountries,
        Set<String> preferredCountries) {
    /** Each doubles the work of a search. */
    public static final int MAX_REQUIRED = 3;

    public static final RouteLimits NONE =
            new RouteLimits(Set.of(), Set.of(), Set.of(), Set.of(), Set.of());

    public RouteLimits {
        if (required.size() > MAX_REQUIRED) {
            throw new IllegalArgumentException("at most " + MAX_REQUIRED + " required relays");
        }
        excluded = Set.copyOf(excluded);
        required = Set.copyOf(required);
        countries = Set.copyOf(countries);
        excludedCountries = Set.copyOf(excludedCountries);
        preferredCountries = Set.copyOf(preferredCountries);
    }

    public RouteLimits withExcluded(Set<PublicKey> keys) {
        return new RouteLimits(keys, required, countries, excludedCountries, preferredCountries);
    }

    public RouteLimits withRequired(Set<PublicKey> keys) {
        return new RouteLimits(excluded, keys, countries, excludedCountries, preferredCountries);
    }

    /** Sets the countries that are required, excluded and preferred. */
    public RouteLimits withCountries(Set<String> only, Set<String> without, Set<String> preferred) {
        return new RouteLimits(excluded, required, only, without, preferred);
    }
}
