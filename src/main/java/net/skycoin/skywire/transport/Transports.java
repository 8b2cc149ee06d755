package net.skycoin.skywire.transport;

import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The kinds of transport on the class path, by name. */
public final class Transports {
    private final SortedMap<String, TransportProvider> providers = new TreeMap<>();

    /** Finds all {@link TransportProvider}s; of two with the same name the first one counts. */
    public Transports() {
        for (TransportProvider provider : ServiceLoader.load(TransportProvider.class)) {
            providers.putIfAbsent(provider.name(), provider);
        }
    }

    public Optional<TransportProvider> named(String name) {
        return Optional.ofNullable(providers.get(name));
    }

    public SortedSet<String> names() {
        return new TreeSet<>(providers.keySet());
    }
}
