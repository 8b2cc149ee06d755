package net.skycoin.skywire.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.skycoin.skywire.bytes.Hex;
import net.skycoin.skywire.crypto.Sha256;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that runs before the network, with a stand-in for the command line. */
class SettingsScriptTest {
    @TempDir private Path directory;

    @BeforeEach
    void makeMachine() throws IOException {
        for (String name : List.of("boot", "data/system/network")) {
            Files.createDirectories(directory.resolve(name));
        }
        Path program = directory.resolve("skywire");
        write("skywire", "#!/bin/sh\necho \"$@\" >>" + directory + "/calls\nexit 3\n");
        assertTrue(program.toFile().setExecutable(true));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private void configure() throws IOException {
        write("data/config.json", "{}");
        write("data/identity.key", "secret");
        write("data/system/hostname", "attic\n");
    }

    private String read(String name) throws IOException {
        Path file = directory.resolve(name);
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private void run(String... options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add("rootfs-overlay/usr/lib/skywire/settings");
        command.addAll(List.of(options));
        command.addAll(
                List.of(
                        "--boot",
                        directory.resolve("boot").toString(),
                        "--data",
                        directory.resolve("data").toString(),
                        "--networks",
                        directory.resolve("networks").toString(),
                        "--hostname",
                        directory.resolve("name").toString(),
                        "--skywire",
                        directory.resolve("skywire").toString()));
        Process script =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("output").toFile())
                        .start();
        assertTrue(script.waitFor(20, TimeUnit.SECONDS));
        assertEquals(0, script.exitValue(), read("output"));
    }

    @Test
    void theCommandLineRunsOnlyWhenSomethingIsNew() throws Exception {
        run();
        assertEquals(1, read("calls").lines().count(), read("output"));
        assertTrue(read("calls").contains("settings --file " + directory + "/boot/skywire.toml"));
        assertTrue(read("output").contains("status 3"), read("output"));

        configure();
        run();
        assertEquals(1, read("calls").lines().count());

        write("boot/skywire.toml", "hostname = 'attic'\n");
        run();
        assertEquals(2, read("calls").lines().count());

        byte[] toml = Files.readAllBytes(directory.resolve("boot/skywire.toml"));
        write("data/system/applied.sha256", Hex.encode(Sha256.hash(toml)) + "\n");
        run();
        assertEquals(2, read("calls").lines().count());
    }

    @Test
    void beforeTheNetworkItRunsOnlyForWhatTheNetworkNeeds() throws Exception {
        write("boot/skywire.toml", "hostname = 'attic' # my lan, its ports\n[wifi]\nssid = 'x'\n");
        run("--early");
        assertEquals("", read("calls"));
        assertTrue(read("output").contains("left for later"), read("output"));
        run();
        assertEquals(1, read("calls").lines().count());

        for (String text : List.of("[lan]\nipv4 = '10.0.0.1/24'\n", "[ports]\neth0 = 'lan'\n")) {
            Files.delete(directory.resolve("calls"));
            write("boot/skywire.toml", text);
            run("--early");
            assertEquals(1, read("calls").lines().count(), text);
        }
    }

    @Test
    void beforeTheNetworkItRunsAlsoForWhatIsToBecomeUsualAgain() throws Exception {
        configure();
        write("boot/skywire.toml", "hostname = 'attic'\n");
        write("data/system/ports", "eth0 lan\n");
        run("--early");
        assertEquals(1, read("calls").lines().count(), read("output"));
    }

    @Test
    void nameAndNetworksArePutInPlaceAtEachStart() throws Exception {
        configure();
        write("data/system/network/10-skywire-lan0.network", "[Match]\nName=lan0\n");
        write("data/system/wpa_supplicant.conf", "network={\n}\n");
        write("data/system/wifi.env", "HOTSPOT_INTERFACE=wlan0\nSTATION_INTERFACE=wlan1\n");
        run();
        assertEquals("attic\n", read("name"));
        assertEquals("[Match]\nName=lan0\n", read("networks/10-skywire-lan0.network"));
        assertTrue(read("networks/10-skywire-wlan1.network").contains("\nName=wlan1\n"));
        assertFalse(Files.exists(directory.resolve("calls")));
    }

    @Test
    void aMachineOnWhichNothingWorksStartsAllTheSame() throws Exception {
        Files.delete(directory.resolve("skywire"));
        write("networks", "in the way");
        run();
        assertTrue(read("output").contains("status 127"), read("output"));
        assertTrue(read("output").contains("networks could not be placed"), read("output"));
    }
}
