package net.skycoin.skywire.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsCommandTest extends CommandTest {
    private Path toml() {
        return directory.resolve("skywire.toml");
    }

    private Run settings(String... more) {
        String[] all = new String[9 + more.length];
        String[] first = {
            "settings",
            "--file",
            toml().toString(),
            "--report",
            directory.resolve("report.txt").toString(),
            "--system",
            directory.resolve("data/system").toString(),
            "--hotspot",
            "hostapd/hostapd.conf"
        };
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return run(all);
    }

    @Test
    void appliesAndSaysSo() throws Exception {
        Files.writeString(toml(), "hostname = 'attic'\n");
        settings().expect(0).says("Applied", "report.txt");
        assertEquals("attic\n", Files.readString(directory.resolve("data/system/hostname")));
        assertTrue(settings("--json").expect(0).json().path("applied").asBoolean());
    }

    @Test
    void wrongSettingsEndWithZeroAndAreToldOnStandardError() throws Exception {
        Files.writeString(toml(), "hostnam = 'attic'\n[wifi]\nuplink_passphrase = 'hunter2'\n");
        Run run = settings("--json");
        assertEquals(0, run.exit());
        assertTrue(run.err().contains("did you mean \"hostname\"?"), run.err());
        assertFalse(run.json().path("applied").asBoolean());
        assertEquals(2, run.json().path("problems").size());
        assertFalse((run.out() + run.err()).contains("hunter2"));
        assertTrue(Files.readString(directory.resolve("report.txt")).contains("NOT APPLIED"));
    }

    @Test
    void aMachineThatIsNoApplianceIsToldWhatIsMissing() throws Exception {
        run("settings", "--file", toml().toString(), "--system", directory.resolve("s").toString())
                .expect(4)
                .says("/usr/lib/skywire/hostapd/hostapd.conf is missing");
    }
}
