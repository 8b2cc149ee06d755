package net.skycoin.skywire.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.skycoin.skywire.skycoin.StrictNode;
import net.skycoin.skywire.skycoin.Vectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code skywire wallet ...} against a strict node. */
class WalletCommandsTest extends CommandTest {
    private static final String WORDS =
            "legal winner thank year wave sausage worth useful legal winner thank yellow";
    private static final String SHOP = "2GgFvqoyk9RjwVzj8tqfcXVXB4orBwoc9qv";

    private StrictNode node;
    private Path passphrase;

    @BeforeEach
    void start() throws Exception {
        node = StrictNode.start();
        passphrase = file("passphrase", "correct horse\n");
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    private Run wallet(String... arguments) {
        List<String> all = new ArrayList<>(List.of("wallet"));
        all.addAll(Arrays.asList(arguments));
        return run(all.toArray(String[]::new));
    }

    /** A command that unlocks. */
    private Run unlocking(String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--passphrase-file", passphrase.toString()));
        return wallet(all.toArray(String[]::new));
    }

    private String create() {
        return unlocking("create", "--json")
                .expect(0)
                .json()
                .path("addresses")
                .path(0)
                .path("address")
                .asText();
    }

    private Run send(String... arguments) {
        List<String> all = new ArrayList<>(List.of("send"));
        all.addAll(Arrays.asList(arguments));
        all.addAll(List.of("--node", node.url(), "--json", "--yes", "--wait", "0"));
        return unlocking(all.toArray(String[]::new));
    }

    private JsonNode balance() {
        return wallet("balance", "--node", node.url(), "--json").expect(0).json();
    }

    private static String coins(JsonNode balance, String name) {
        return balance.path(name).path("coins").asText();
    }

    @Test
    void createdWalletShowsItsSeedOnceAndKeepsItEncrypted() throws Exception {
        JsonNode body = unlocking("create", "--label", "mine", "--json").expect(0).json();
        String seed = body.path("seed").asText();
        assertEquals(12, seed.split(" ", -1).length);
        Path path = Path.of(body.path("path").asText());
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        String word = seed.split(" ", -1)[3];
        assertFalse(
                new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1).contains(word));
        Run addresses = wallet("addresses").expect(0);
        addresses.says(body.path("addresses").path(0).path("address").asText(), "receive");
        assertFalse(addresses.out().contains(seed));
        // The words alone make the same wallet.
        Run again =
                unlocking(
                        "import",
                        "--seed-file",
                        file("words", seed).toString(),
                        "--wallet",
                        "again",
                        "--json");
        assertEquals(body.path("addresses"), again.expect(0).json().path("addresses"));
    }

    @Test
    void walletIsNeverOverwritten() throws Exception {
        create();
        Path path = data().resolve("wallets/default.wallet");
        byte[] before = Files.readAllBytes(path);
        unlocking("create").expect(2).says("is never overwritten", "--wallet");
        unlocking("import", "--seed-file", file("words", WORDS).toString())
                .expect(2)
                .says("is never overwritten");
        wallet("import", "--watch", SHOP).expect(2).says("is never overwritten");
        assertArrayEquals(before, Files.readAllBytes(path));
        Files.write(path, new byte[] {1, 2, 3});
        unlocking("create").expect(2).says("is never overwritten");
        assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(path));
    }

    @Test
    void receivesSendsAndGetsItsChangeBack() {
        String address = create();
        assertEquals("0.000000", coins(balance(), "confirmed"));
        node.fund(address, 10_000_000, 100);
        assertEquals("10.000000", coins(balance(), "confirmed"));
        JsonNode dry = send(SHOP, "4", "--dry-run").expect(0).json();
        assertEquals("4.000000", dry.path("amount").asText());
        assertEquals(10, dry.path("fee").asInt());
        assertTrue(dry.path("dryRun").asBoolean());
        assertEquals(0, node.poolSize());
        JsonNode sent = send(SHOP, "4").expect(0).json();
        assertEquals("pending", sent.path("state").asText());
        assertEquals(1, node.poolSize());
        JsonNode pending = balance();
        assertEquals("10.000000", coins(pending, "confirmed"));
        assertEquals("0.000000", coins(pending, "spendable"));
        assertEquals("6.000000", coins(pending, "expected"));
        node.block(10);
        JsonNode after = balance();
        assertEquals("6.000000", coins(after, "confirmed"));
        assertEquals(4_000_000, node.coins(SHOP));
        JsonNode history =
                wallet("history", "--node", node.url(), "--json")
                        .expect(0)
                        .json()
                        .path("transactions");
        assertEquals(2, history.size());
        assertEquals(sent.path("txid"), history.path(0).path("txid"));
        assertEquals("confirmed", history.path(0).path("state").asText());
        assertEquals(2, history.path(0).path("block").asInt());
        assertEquals(SHOP, history.path(0).path("others").path(0).asText());
        // It is there without any node, too.
        JsonNode offline = wallet("history", "--offline", "--json").expect(0).json();
        assertEquals(history, offline.path("transactions"));
        assertEquals(
                "6.000000",
                coins(wallet("balance", "--offline", "--json").expect(0).json(), "confirmed"));
    }

    @Test
    void manyInputsDustAndTheLastHour() {
        String address = create();
        for (int i = 0; i < 6; i++) {
            node.fund(address, 1_000, 1);
        }
        assertEquals("0.006000", coins(balance(), "confirmed"));
        JsonNode sent = send(SHOP, "all", "--hours", "5").expect(0).json();
        assertEquals(6, sent.path("inputs").asInt());
        assertEquals(1, sent.path("fee").asInt());
        node.block(10);
        assertEquals(6_000, node.coins(SHOP));
        assertEquals("0.000000", coins(balance(), "confirmed"));
    }

    @Test
    void rulesAreExplainedBeforeANodeRefuses() {
        String address = create();
        node.fund(address, 10_000_000, 10);
        send(SHOP, "0.0001").expect(2).says("too many decimals", "accept 3");
        send(SHOP, "11").expect(2).says("can spend 10.000000 SKY", "asked for 11.000000");
        send(SHOP, "1", "--hours", "10").expect(2).says("hold 10 coin hours", "the fee takes 1");
        send(SHOP, "0").expect(2).says("0 SKY is not possible");
        send(SHOP, "1,5").expect(2).says("is no amount of SKY");
        send(SHOP.replace('G', 'H'), "1").expect(2).says("is no address of Skycoin");
        send(SHOP, "1", "--hours", "9").expect(0);
        assertEquals(1, node.poolSize());
    }

    @Test
    void outputsWithoutHoursWaitForThem() {
        String address = create();
        node.fund(address, 1_000_000, 0);
        send(SHOP, "1").expect(2).says("hold 0 coin hours", "wait until they have grown");
        node.fund(StrictNode.genesisAddress(), 1_000_000, 1);
        // One SKY makes one hour in an hour; a block an hour later says so.
        node.fund(StrictNode.genesisAddress(), 1_000_000, 1, 3_600);
        JsonNode sent = send(SHOP, "1").expect(0).json();
        assertEquals(1, sent.path("fee").asInt());
        node.block(10);
        assertEquals(1_000_000, node.coins(SHOP));
    }

    @Test
    void tooLargePaymentSaysHowMuchIsPossible() {
        String address = create();
        node.fundMany(address, 340, 1_000_000, 10);
        Run refused = send(SHOP, "340").expect(2).says("send at most");
        String most = refused.err().replaceAll("(?s).*send at most ([0-9.]+) SKY.*", "$1");
        send(SHOP, most).expect(0);
        node.block(10);
        assertEquals(
                most,
                coins(
                        wallet("import", "--watch", SHOP, "--wallet", "shop").expect(0).exit() == 0
                                ? wallet(
                                                "balance",
                                                "--wallet",
                                                "shop",
                                                "--node",
                                                node.url(),
                                                "--json")
                                        .expect(0)
                                        .json()
                                : balance(),
                        "confirmed"));
    }

    @Test
    void wrongPassphraseDamageAndForeignTypesAreOneSentenceEach() throws Exception {
        String address = create();
        node.fund(address, 1_000_000, 10);
        passphrase = file("wrong", "wrong horse\n");
        send(SHOP, "1")
                .expect(2)
                .says("The wallet default does not open: the passphrase is wrong.");
        assertEquals(0, node.poolSize());
        Path path = data().resolve("wallets/default.wallet");
        byte[] bytes = Files.readAllBytes(path);
        bytes[bytes.length / 2] ^= 1;
        Files.write(path, bytes);
        wallet("addresses").expect(3).says("default.wallet is damaged", "backup");
        wallet("addresses", "--wallet", "other").expect(2).says("There is no wallet");
        wallet("addresses", "--wallet", "../x").expect(2).says("is no name of a wallet");
        for (String type : List.of("collection", "xpub", "multi")) {
            Path foreign =
                    file(
                            type + ".wlt",
                            "{\"meta\":{\"coin\":\"skycoin\",\"type\":\""
                                    + type
                                    + "\"},\"entries\":[]}");
            Run run = unlocking("import", foreign.toString(), "--wallet", "f").expect(2);
            assertEquals(1, run.err().lines().count(), run.err());
            run.says(type + ".wlt is a");
        }
        Path bitcoin = file("b.wlt", "{\"meta\":{\"coin\":\"bitcoin\",\"type\":\"bip44\"}}");
        unlocking("import", bitcoin.toString(), "--wallet", "f").expect(2).says("another coin");
        unlocking("import", file("n.wlt", "no").toString(), "--wallet", "f")
                .expect(2)
                .says("is damaged, or not a wallet of Skycoin's.");
        assertTrue(Files.notExists(data().resolve("wallets/f.wallet")));
    }

    @Test
    void damagedWalletIsReadFromItsPreviousGenerationAndSaysSo() throws Exception {
        create();
        unlocking("addresses", "--new", "2").expect(0);
        Path path = data().resolve("wallets/default.wallet");
        Files.write(path, Arrays.copyOf(Files.readAllBytes(path), 100));
        Run run = wallet("addresses", "--json");
        assertEquals(0, run.exit());
        assertEquals(2, run.json().path("addresses").size());
        run.says("default.wallet is damaged", "the previous generation", "--scan");
    }

    @Test
    void skycoinsOwnFilesAreImportedAndExportedAgain() throws Exception {
        for (String name : List.of("test1.wlt", "test5-bip44.wlt")) {
            Path wlt = directory.resolve(name);
            Files.write(wlt, Vectors.bytes("wallet/" + name));
            String text = Files.readString(wlt);
            Run run =
                    unlocking(
                            "import", wlt.toString(), "--wallet", name.replace('.', '-'), "--json");
            for (JsonNode address : run.expect(0).json().path("addresses")) {
                assertTrue(text.contains(address.path("address").asText()));
            }
        }
        Path out = directory.resolve("out.wlt");
        unlocking("export", out.toString(), "--wallet", "test1-wlt", "--yes").expect(0);
        JsonNode written = tree(Files.readString(out));
        JsonNode original = Vectors.json("wallet/test1.wlt");
        assertEquals(original.path("entries"), written.path("entries"));
        for (String field : List.of("seed", "lastSeed", "type", "coin", "label")) {
            assertEquals(original.path("meta").path(field), written.path("meta").path(field));
        }
        unlocking("export", out.toString(), "--wallet", "test1-wlt", "--yes")
                .expect(2)
                .says("is not overwritten");
    }

    @Test
    void encryptedFilesOfSkycoinsOpenWithTheirPassword() throws Exception {
        for (String name : List.of("scrypt-chacha20poly1305-encrypted", "sha256xor-encrypted")) {
            Path wlt = directory.resolve(name + ".wlt");
            Files.write(wlt, Vectors.bytes("wallet/" + name + ".wlt"));
            String[] arguments = {
                "import",
                wlt.toString(),
                "--wallet",
                name.substring(0, 6),
                "--json",
                "--password-file"
            };
            String[] wrong = Arrays.copyOf(arguments, arguments.length + 1);
            wrong[arguments.length] = file("w", "pwd2").toString();
            unlocking(wrong).expect(2).says("the password is wrong");
            String[] right = Arrays.copyOf(arguments, arguments.length + 1);
            right[arguments.length] = file("p", "pwd").toString();
            String address =
                    unlocking(right)
                            .expect(0)
                            .json()
                            .path("addresses")
                            .path(0)
                            .path("address")
                            .asText();
            assertTrue(Files.readString(wlt).contains(address), name);
        }
    }

    @Test
    void watchingWalletSeesAndCannotSpend() {
        node.fund(SHOP, 2_000_000, 5);
        wallet("import", "--watch", SHOP, "--json").expect(0);
        assertEquals("2.000000", coins(balance(), "confirmed"));
        send(SHOP, "1").expect(2).says("only watches");
        wallet("addresses", "--new").expect(2).says("only watches");
        unlocking("export", directory.resolve("x").toString(), "--yes").expect(2).says("no seed");
    }

    @Test
    void importedSeedFindsTheAddressesThatWereUsed() throws Exception {
        unlocking("import", "--seed-file", file("words", WORDS).toString()).expect(0);
        JsonNode more = unlocking("addresses", "--new", "4", "--json").expect(0).json();
        node.fund(more.path("addresses").path(4).path("address").asText(), 3_000_000, 9);
        JsonNode scanned =
                unlocking(
                                "import",
                                "--seed-file",
                                file("words", WORDS).toString(),
                                "--wallet",
                                "scanned",
                                "--scan",
                                "10",
                                "--node",
                                node.url(),
                                "--json")
                        .expect(0)
                        .json();
        assertEquals(5, scanned.path("addresses").size());
        assertEquals(
                "3.000000",
                coins(
                        wallet("balance", "--wallet", "scanned", "--node", node.url(), "--json")
                                .expect(0)
                                .json(),
                        "confirmed"));
    }

    @Test
    void nodeThatIsAwayOrInTheOpenIsSaid() {
        create();
        node.faults.away = true;
        wallet("balance", "--node", node.url()).expect(6).says("does not answer");
        wallet("balance").expect(2).says("No Skycoin node is known", "chain.nodes");
        wallet("balance", "--node", "http://node.example:6420").expect(2).says("literal address");
        wallet("balance", "--node", "http://192.0.2.1:6420")
                .expect(6)
                .says("does not lead through the tunnel", "--direct");
        node.faults.away = false;
        wallet("balance", "--node", node.url()).expect(0).says("one node's word");
    }

    @Test
    void configurationNamesTheNodes() throws Exception {
        String address = create();
        node.fund(address, 1_000_000, 10);
        Files.writeString(
                data().resolve("config.json"),
                "{\"version\": 1, \"chain\": {\"nodes\": [\"" + node.url() + "\"]}}");
        wallet("balance").expect(0).says("1.000000");
        Files.writeString(
                data().resolve("config.json"),
                "{\"version\": 1, \"chain\": {\"nodes\": [\"node.example\"]}}");
        wallet("balance").expect(2).says("chain.nodes[0]", "literal address");
    }

    @Test
    void clockThatIsBehindTheChainIsRemarkedAndChangesNothing() {
        String address = create();
        node.fund(address, 1_000_000, 10);
        node.fund(StrictNode.genesisAddress(), 1_000_000, 1, 500_000_000);
        wallet("balance", "--node", node.url())
                .expect(0)
                .says("This machine's clock is wrong", "1.000000");
    }

    @Test
    void transactionIsVerifiedByItselfAndByTheNodes() throws Exception {
        String address = create();
        node.fund(address, 1_000_000, 10);
        String raw =
                Vectors.json("rest/transaction-encoded-block-101.golden")
                        .path("encoded_transaction")
                        .asText();
        wallet("verify", raw, "--offline").expect(0).says("keeps the rules");
        assertEquals(
                2,
                wallet("verify", raw, "--node", node.url()).exit(),
                "its input is not on this chain");
        String broken = raw.replace("b7000000", "b8000000");
        Run run = wallet("verify", file("tx", broken).toString(), "--offline", "--json");
        assertEquals(2, run.exit());
        assertEquals("LENGTH", run.json().path("rule").asText());
    }

    @Test
    void nothingIsConfirmedWithoutAPerson() {
        String address = create();
        node.fund(address, 1_000_000, 10);
        unlocking("send", SHOP, "1", "--node", node.url()).expect(2).says("--yes");
        wallet("create", "--wallet", "x").expect(2).says("--passphrase-file");
        assertEquals(0, node.poolSize());
    }

    @Test
    void noSecretIsLeftInTheDirectory() throws Exception {
        unlocking("import", "--seed-file", file("words", WORDS).toString()).expect(0);
        node.fund(
                wallet("addresses", "--json")
                        .json()
                        .path("addresses")
                        .path(0)
                        .path("address")
                        .asText(),
                1_000_000,
                10);
        send(SHOP, "0.5").expect(0);
        try (Stream<Path> files = Files.walk(data())) {
            for (Path path : files.filter(Files::isRegularFile).toList()) {
                String text = new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
                assertFalse(text.contains("sausage"), path.toString());
                assertEquals(
                        "rw-------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(path)),
                        path.toString());
            }
        }
    }
}
