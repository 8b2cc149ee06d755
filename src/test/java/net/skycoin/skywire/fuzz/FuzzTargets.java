package net.skycoin.skywire.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The targets of one package. Implementations are public, named {@code *Fuzz}, and stateless. */
public interface FuzzTargets {
    List<FuzzTarget> targets();

    /** The targets of all packages, by name. */
    static List<FuzzTarget> all() {
        try {
            Path root =
                    Path.of(
                            FuzzTargets.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI());
            List<FuzzTarget> all = new ArrayList<>();
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(f -> f.toString().endsWith("Fuzz.class")).toList()) {
                    String name = root.relativize(file).toString().replace('/', '.');
                    all.addAll(load(name.substring(0, name.length() - 6)).targets());
                }
            }
            all.sort(Comparator.comparing(FuzzTarget::name));
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException | ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static FuzzTargets load(String className) throws ReflectiveOperationException {
        return Class.forName(className)
                .asSubclass(FuzzTargets.class)
                .getConstructor()
                .newInstance();
    }

    static FuzzTarget named(String name) {
        return all().stream()
                .filter(target -> target.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no target " + name));
    }
}
