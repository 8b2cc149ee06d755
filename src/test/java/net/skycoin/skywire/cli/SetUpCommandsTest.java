package net.skycoin.skywire.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import net.skycoin.skywire.bytes.Hex;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.node.Config;
import net.skycoin.skywire.node.ConfigFile;
import org.junit.jupiter.api.Test;

/** The commands that work on a data directory. */
class SetUpCommandsTest extends CommandTest {
    private Path config() {
        return data().resolve("config.json");
    }

    private Path identity() {
        return data().resolve("identity.key");
    }

    private Config read() throws Exception {
        return new ConfigFile(data()).load();
    }

    @Test
    void initWritesTheDefaultsAndAnIdentity() throws Exception {
        JsonNode body = run("init", "--json").expect(0).json();
        assertEquals(Config.DEFAULT, read());
        assertTrue(Files.exists(identity()));
        run("keygen", identity().toString())
                .expect(0)
                .says(body.path("key").asText(), body.path("address").asText());
    }

    @Test
    void initWritesWhatItsOptionsSay() throws Exception {
        run(
                        "init",
                        "--role",
                        "router,exit",
                        "--listen",
                        "udp:[::]:0",
                        "--advertise",
                        "udp:198.51.100.7:7373",
                        "--peer",
                        KEY + "@udp:10.0.0.2:7373",
                        "--peer",
                        OTHER + "@udp:[2001:2::2]:7373",
                        "--exit",
                        KEY,
                        "--relays",
                        "3",
                        "--lan",
                        "lan0",
                        "--uplink",
                        "wan0",
                        "--exit-interface",
                        "inet0",
                        "--resolver",
                        "198.18.0.53")
                .expect(0);
        Config config = read();
        assertTrue(config.isRouter() && config.isExit());
        assertEquals(0, config.listen().getFirst().address().getPort());
        assertEquals(1, config.advertise().size());
        assertEquals(OTHER, config.peers().get(1).key().toString());
        assertEquals(KEY, config.vpn().exits().getFirst().toString());
        assertEquals(3, config.vpn().relays());
        assertEquals("inet0", config.exit().interfaces().getFirst());
        assertEquals(1, config.exit().resolvers().size());
    }

    @Test
    void initReplacesAConfigurationOnlyWhenForcedAndAnIdentityNever() throws Exception {
        run("init").expect(0);
        byte[] first = Files.readAllBytes(config());
        byte[] key = Files.readAllBytes(identity());

        run("init", "--peer", KEY + "@udp:10.0.0.2:7373").expect(2).says("--force");
        assertArrayEquals(first, Files.readAllBytes(config()));

        run("init", "--force", "--peer", KEY + "@udp:10.0.0.2:7373").expect(0);
        assertEquals(1, read().peers().size());
        assertArrayEquals(first, Files.readAllBytes(data().resolve("config.json.previous")));
        assertArrayEquals(key, Files.readAllBytes(identity()));
    }

    @Test
    void initWritesNothingWhenSomethingIsWrong() throws Exception {
        run("init", "--role", "pilot").expect(2).says("roles[0] is \"pilot\"");
        run("init", "--role", "router").expect(2).says("vpn.lan.interfaces", "vpn.uplink");
        run("init", "--relays", "8").expect(2).says("vpn.relays is 8");
        run("init", "--peer", KEY).expect(2).says("KEY@TRANSPORT:ADDRESS:PORT");
        run("init", "--peer", KEY + "@10.0.0.2:7373").expect(2).says("--peer");
        run("init", "--peer", KEY + "@sctp:10.0.0.2:7373").expect(2).says("peers[0].transport");
        run("init", "--peer", "zz@udp:10.0.0.2:0").expect(2).says("peers[0].key", "peers[0].port");
        run("init", "--listen", "udp:2001:2::2:7373").expect(2).says("in [ ]");
        assertFalse(Files.exists(data()));

        Files.createDirectory(data());
        Files.write(identity(), new byte[40]);
        run("init").expect(3).says("is damaged");
        assertArrayEquals(new byte[40], Files.readAllBytes(identity()));
        assertFalse(Files.exists(config()));
    }

    @Test
    void checkSaysThatAllIsWell() throws Exception {
        run("init").expect(0);
        run("check").expect(0).says("ok");
        assertTrue(run("check", "--json").expect(0).json().path("ok").asBoolean());
    }

    @Test
    void checkReportsEverythingAtOnceAndChangesNothing() throws Exception {
        Files.createDirectory(data());
        Files.writeString(config(), "{\"version\": 1, \"lissten\": [], \"peers\": 7}");
        Files.write(identity(), new byte[40]);

        Run run = runChecking("check");
        run.says("did you mean \"listen\"?", "peers is 7", "identity.key is damaged");

        JsonNode body = runChecking("check", "--json").json();
        assertFalse(body.path("ok").asBoolean());
        assertEquals(3, body.path("problems").size());
        assertEquals("peers", body.path("problems").path(0).path("path").asText());
        assertArrayEquals(
                new String[] {"config.json", "identity.key"},
                Stream.of(Objects.requireNonNull(data().toFile().list())).sorted().toArray());
    }

    /** A check that fails reports on its standard output. */
    private Run runChecking(String... arguments) {
        Run run = run(arguments);
        assertEquals(2, run.exit(), run.out() + run.err());
        assertEquals("", run.err());
        return run;
    }

    @Test
    void checkEndsWithTheCodeOfTheFirstProblem() throws Exception {
        assertEquals(2, run("check").exit());
        run("init").expect(0);
        Files.write(identity(), new byte[40]);
        assertEquals(3, run("check").exit());
    }

    @Test
    void checkNotesWhatCanHardlyBeMeant() throws Exception {
        run("init", "--role", "router", "--lan", "lan0", "--uplink", "wan0").expect(0);
        assertTrue(run("check").out().contains("vpn.exits is empty"));
        Files.writeString(config(), Files.readString(config()).replace("256", "16"));
        assertTrue(run("check").out().contains("was edited"));
    }

    @Test
    void keygenPrintsANewPairEachTime() {
        JsonNode first = run("keygen", "--json").expect(0).json();
        JsonNode second = run("keygen", "--json").expect(0).json();
        assertNotEquals(first, second);
        byte[] secret = Objects.requireNonNull(Hex.decode(first.path("secret").asText()));
        try (PrivateKey key = Objects.requireNonNull(PrivateKey.of(secret))) {
            assertEquals(key.publicKey().toString(), first.path("key").asText());
        }
        assertTrue(first.path("name").asText().endsWith(".skywire"));
        run("keygen", directory.resolve("none").toString()).expect(3).says("There is no");
    }

    @Test
    void joinTakesWhatInviteGave() throws Exception {
        JsonNode inviter =
                run(
                                "init",
                                "--json",
                                "--role",
                                "exit",
                                "--exit-interface",
                                "inet0",
                                "--advertise",
                                "udp:198.51.100.7:7373")
                        .expect(0)
                        .json();
        String line = run("invite").expect(0).out().strip();
        assertEquals(line, run("invite", "--json").expect(0).json().path("invite").asText());

        run("init", "--force").expect(0);
        JsonNode joined = run("join", "--json", line).expect(0).json();
        assertEquals(tree("{\"peersAdded\":1,\"exitsAdded\":1}"), joined);
        assertEquals(inviter.path("key").asText(), read().peers().getFirst().key().toString());
        assertEquals(inviter.path("key").asText(), read().vpn().exits().getFirst().toString());
        run("join", line).expect(0).says("Nothing new");
        assertEquals(1, read().peers().size());
    }

    @Test
    void inviteAndJoinRefuseWhatCannotWork() throws Exception {
        run("invite").expect(2).says("skywire init");
        run("join", "skywire1abc").expect(2).says("no invite");
        run("init").expect(0);
        run("invite").expect(2).says("advertise");
        byte[] before = Files.readAllBytes(config());
        run("join", "skywire1abc").expect(2).says("no invite");
        assertArrayEquals(before, Files.readAllBytes(config()));
    }
}
