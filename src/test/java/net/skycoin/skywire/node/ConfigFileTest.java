package net.skycoin.skywire.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.Invite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
    @TempDir Path directory;

    private ConfigFile file() {
        return new ConfigFile(directory);
    }

    private Path path() {
        return directory.resolve("config.json");
    }

    private String refusal(byte[] text) throws Exception {
        Files.write(path(), text);
        ExitException refused = assertThrows(ExitException.class, () -> file().load());
        assertEquals(ExitCode.CONFIGURATION, refused.code());
        assertArrayEquals(text, Files.readAllBytes(path()), "overwritten");
        String words = refused.getMessage();
        assertTrue(words.contains("config.json"), words);
        assertFalse(words.contains("Exception") || words.contains("\tat "), words);
        return words;
    }

    private String refusal(String text) throws Exception {
        return refusal(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void saysHowToMakeOneWhenThereIsNone() {
        ExitException refused = assertThrows(ExitException.class, () -> file().load());
        assertEquals(ExitCode.CONFIGURATION, refused.code());
        assertTrue(refused.getMessage().contains("skywire init"), refused.getMessage());
    }

    @Test
    void readsWhatItWroteWithoutANote() throws Exception {
        file().write(Config.DEFAULT);
        assertEquals(new ConfigFile.Reading(Config.DEFAULT, List.of(), null), file().read());
    }

    @Test
    void takesAnEditAndSaysSo() throws Exception {
        file().write(Config.DEFAULT);
        Files.writeString(path(), Files.readString(path()).replace("256", "7"));
        ConfigFile.Reading reading = file().read();
        assertEquals(7, file().load().link().maximum());
        assertTrue(String.valueOf(reading.note()).contains("edited"), reading.note());
    }

    @Test
    void neverReplacesABadEditByTheGenerationBefore() throws Exception {
        file().write(Config.DEFAULT);
        PublicKey exit = Objects.requireNonNull(PublicKey.parseHex(ConfigSchemaTest.KEY));
        file().write(Config.DEFAULT.joining(new Invite(List.of(), List.of(exit), null)));
        assertTrue(refusal("{\"version\": 1,").contains("line 1"));
    }

    @Test
    void refusesWhatIsNotJson() throws Exception {
        assertTrue(refusal("").contains("is empty"));
        assertTrue(refusal(new byte[4096]).contains("is empty"));
        assertTrue(refusal("  \n").contains("is empty"));
        assertTrue(refusal("version = 1").contains("line 1, column"));
        assertTrue(refusal("{\"version\": 1} }").contains("line 1, column"));
        assertTrue(refusal("{\"version\": 1, \"version\": 1}").contains("uplicate"));
        assertTrue(refusal(new byte[] {(byte) 0x7f, 'E', 'L', 'F', 2, 1, 1}).contains("line 1"));
        assertTrue(refusal("[".repeat(100_000)).contains("nesting depth"));
        assertTrue(refusal("{\"version\": " + "1".repeat(5_000) + "}").contains("length"));
        assertTrue(refusal("{\"a\": \"" + "x".repeat(2 << 20) + "\"}").contains("at most"));
        refusal(new byte[17 << 20]);
    }

    @Test
    void refusesEveryTruncation() throws Exception {
        String full = ConfigSchemaTest.FULL.strip();
        for (int length = 1; length < full.length(); length += 7) {
            refusal(full.substring(0, length));
        }
    }

    @Test
    void neverThrowsAnythingElseWhateverTheBytes() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("ConfigFileTest seed " + seed);
        Random random = new Random(seed);
        byte[] full = ConfigSchemaTest.FULL.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 400; i++) {
            byte[] text = full.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                text[random.nextInt(text.length)] = (byte) random.nextInt(256);
            }
            Files.write(path(), text);
            ConfigFile.Reading reading = file().read();
            assertEquals(reading.config() == null, !reading.problems().isEmpty());
        }
    }

    @Test
    void namesEachProblemOnALineOfItsOwn() throws Exception {
        String words = refusal("{\"version\": 1, \"peers\": 7, \"vpn\": {\"relay\": 2}}");
        assertEquals(2, words.lines().count(), words);
        assertTrue(words.contains("vpn.relay is unknown; did you mean \"relays\""), words);
    }

    @Test
    void saysSoWhenItCannotBeReadOrWritten() throws Exception {
        Files.createDirectory(path());
        assertEquals(
                ExitCode.CONFIGURATION,
                assertThrows(ExitException.class, () -> file().load()).code());
        ConfigFile elsewhere = new ConfigFile(directory.resolve("none"));
        assertEquals(
                ExitCode.ENVIRONMENT,
                assertThrows(ExitException.class, () -> elsewhere.write(Config.DEFAULT)).code());
    }
}
