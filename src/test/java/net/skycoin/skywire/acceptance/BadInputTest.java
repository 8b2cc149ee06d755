package net.skycoin.skywire.acceptance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.skycoin.skywire.crypto.PrivateKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The real daemon, started as a process on bad input or on a machine that lacks something: one
 * clear sentence with the fix, the documented exit code, no stack trace, and no file of the user's
 * changed.
 */
@Tag("lab")
class BadInputTest {
    private static final String ROUTER =
            """
            {"version": 1, "roles": ["router"],
             "vpn": {"exits": ["%s"], "lan": {"interfaces": ["lan0"]}, "uplink": {"interfaces": ["wan0"]}}}
            """
                    .formatted(PrivateKey.generate(new java.util.SplittableRandom(1)).publicKey());

    @TempDir Path directory;
    private Path data;

    private record Ending(int code, String words) {}

    @BeforeEach
    void makeDirectories() throws IOException {
        data = Files.createDirectory(directory.resolve("data"));
        Files.createDirectory(directory.resolve("run"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"version\": 1, \"roles\": [\"relay\"",
                "{\"version\": 2}",
                "{\"version\": 1, \"rolls\": []}",
                "{\"version\": 1, \"listen\": [{\"transport\": \"udp\", \"address\": \"example.org\", \"port\": 7373}]}",
                "{\"version\": 1, \"peers\": [{\"key\": \"02\", \"transport\": \"udp\", \"address\": \"10.0.0.1\", \"port\": 70000}]}",
                "\u0000\u0001\u0002"
            })
    void aBadConfigurationEndsWithTwo(String text) throws Exception {
        Files.writeString(data.resolve("config.json"), text);

        Ending ending = refused(daemon());

        assertEquals(2, ending.code, ending.words);
        assertTrue(ending.words.contains("config.json"), ending.words);
    }

    @Test
    void noConfigurationEndsWithTwoAndNamesInit() throws Exception {
        Ending ending = refused(daemon());

        assertEquals(2, ending.code);
        assertTrue(ending.words.contains("skywire init"), ending.words);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20, 71})
    void aTruncatedIdentityEndsWithThree(int length) throws Exception {
        configure("{\"version\": 1}");
        Files.write(data.resolve("identity.key"), new byte[length]);

        Ending ending = refused(daemon());

        assertEquals(3, ending.code, ending.words);
        assertTrue(ending.words.contains("identity.key"), ending.words);
    }

    @Test
    void aPortInUseEndsWithFive() throws Exception {
        try (DatagramSocket taken =
                new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            configure(
                    "{\"version\": 1, \"listen\": [{\"transport\": \"udp\", \"address\": \"127.0.0.1\", \"port\": "
                            + taken.getLocalPort()
                            + "}]}");

            Ending ending = ended(daemon());

            assertEquals(5, ending.code, ending.words);
            assertTrue(ending.words.contains(Integer.toString(taken.getLocalPort())), ending.words);
        }
    }

    @Test
    void aRouterWithoutTheKillSwitchEndsWithFour() throws Exception {
        configure(ROUTER);

        Ending ending =
                ended(
                        inNewNetwork(
                                "echo 1 > /proc/sys/net/ipv4/ip_forward;"
                                        + "echo 1 > /proc/sys/net/ipv6/conf/all/forwarding;"
                                        + "echo 1 > /proc/sys/net/ipv4/conf/all/src_valid_mark"));

        assertEquals(4, ending.code, ending.words);
        assertTrue(ending.words.contains("skywire.nft"), ending.words);
    }

    @Test
    void aMissingTunDeviceEndsWithFour() throws Exception {
        configure(ROUTER);

        Ending ending = ended(inNewNetwork("mount -t tmpfs none /dev/net"));

        assertEquals(4, ending.code, ending.words);
        assertTrue(ending.words.contains("/dev/net/tun"), ending.words);
    }

    @Test
    void missingRightsEndWithFour() throws Exception {
        configure(ROUTER);
        List<String> command =
                new ArrayList<>(List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all"));
        command.addAll(daemon());

        Ending ending = ended(command);

        assertEquals(4, ending.code, ending.words);
        assertTrue(ending.words.contains("CAP_NET_ADMIN"), ending.words);
    }

    @Test
    void aMissingToolEndsWithFour() throws Exception {
        configure(ROUTER);

        Ending ending =
                ended(
                        inNewNetwork(
                                "for f in /usr/sbin/nft /sbin/nft; do [ ! -e $f ] || mount --bind /dev/null $f; done"));

        assertEquals(4, ending.code, ending.words);
        assertTrue(ending.words.contains("nft"), ending.words);
    }

    // ---- processes
    // -------------------------------------------------------------------------------------------------------

    private void configure(String text) throws IOException {
        Files.writeString(data.resolve("config.json"), text);
    }

    private List<String> daemon() {
        String own = System.getProperty("java.class.path", "");
        String classPath = System.getProperty("surefire.test.class.path", own);
        return List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath,
                "net.skycoin.skywire.node.Skywired",
                "--data",
                data.toString(),
                "--run",
                directory.resolve("run").toString());
    }

    /** The daemon as root in namespaces of its own, after a preparation there. */
    private List<String> inNewNetwork(String preparation) {
        List<String> command = new ArrayList<>(List.of("unshare", "--net", "--mount", "sh", "-ec"));
        command.add(preparation + "; exec \"$@\"");
        command.add("sh");
        command.addAll(daemon());
        return command;
    }

    /** As {@link #ended}, and nothing in the data directory has changed. */
    private Ending refused(List<String> command) throws Exception {
        Map<String, byte[]> before = contents();
        Ending ending = ended(command);
        Map<String, byte[]> after = contents();
        assertEquals(before.keySet(), after.keySet());
        before.forEach((name, bytes) -> assertArrayEquals(bytes, after.get(name), name));
        return ending;
    }

    private Ending ended(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it ends by itself");
        assertFalse(
                words.contains("\tat ") || words.contains("Exception"), "a stack trace:\n" + words);
        System.out.println(
                "bad input: exit " + process.exitValue() + ": " + words.strip().replace('\n', '|'));
        return new Ending(process.exitValue(), words);
    }

    private Map<String, byte[]> contents() throws IOException {
        Map<String, byte[]> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(data)) {
            for (Path file : files.toList()) {
                contents.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return contents;
    }
}
