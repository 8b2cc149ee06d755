package net.skycoin.skywire.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import net.skycoin.skywire.lab.Board;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A new card whose skywire.toml makes no sense: the board serves the laptop all the same, with its
 * defaults, and says on the card what is wrong. It is not switched off in order, as people do not:
 * once the daemon runs the report is on the card.
 *
 * <p>With {@code appliance.results} every kind of nonsense is tried that this file does not name as
 * done for this image; without, two of them.
 */
@Tag("appliance")
@Timeout(600)
class BadSettingsTest {
    private static final List<BadSettings> FEW =
            List.of(BadSettings.BINARY, BadSettings.TEN_MEGABYTES);

    private final @Nullable Path results = results();

    private static @Nullable Path results() {
        String file = System.getProperty("appliance.results");
        return file == null ? null : Path.of(file);
    }

    private static List<BadSettings> nonsense() {
        return results() == null ? FEW : List.of(BadSettings.values());
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void startsWithTheDefaultsAndSaysWhatIsWrong(BadSettings kind, @TempDir Path directory)
            throws IOException {
        String result = Image.sha256() + " " + kind;
        if (results != null && Files.exists(results)) {
            if (Files.readAllLines(results).contains(result)) {
                System.out.println("appliance: done before for this image: " + kind);
                return;
            }
        }
        boot(kind, directory);
        if (results != null) {
            Files.writeString(
                    results, result + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    private static void boot(BadSettings kind, Path directory) {
        try (Place place = new Place(directory);
                Board board = place.powerOn(place.userFile(kind.content()), "utc")) {
            Figure.check(
                    kind + ": power on to the laptop's address",
                    board,
                    board.poweredOnNs(),
                    place.awaitLaptop(board),
                    Place.ADDRESS_LIMIT);
            // The daemon starts after the settings, and then announces the LAN's IPv6 prefix.
            place.await(
                    board,
                    "the daemon announces IPv6",
                    () ->
                            place.laptop
                                    .run("ip", "-6", "address", "show", "scope", "global")
                                    .contains("inet6 fc"));
            board.unplug();
            assertEquals(List.of(), place.watch.leaks());
            String report =
                    Card.read(place.card(), directory.resolve("read"))
                            .bootFile("skywire-report.txt");
            System.out.println(report);
            assertTrue(report.contains("NOT APPLIED"), "no report, or another: " + report);
            assertFalse(report.length() > 65_536, "the report is too long to be read");
            kind.fields().forEach(field -> assertTrue(report.contains(field), field));
        }
    }
}
