package net.skycoin.skywire.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.skycoin.skywire.sky.OutputId;
import net.skycoin.skywire.sky.SecretText;
import net.skycoin.skywire.sky.Unspent;
import net.skycoin.skywire.sky.Wallet;
import net.skycoin.skywire.skycoin.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers of a real node are read without loss; any others are refused and nothing worse. */
class AnswersTest {
    private static final int MUTATIONS = 4_000;

    private static Answer recorded(String name) throws NodeException {
        return Answer.parse(Vectors.bytes("rest/" + name + ".golden"), name);
    }

    @Test
    void outputsAreReadWithoutLoss() throws Exception {
        UnspentOutputs read = UnspentOutputs.read(recorded("outputs-addrs"));
        JsonNode json = Vectors.json("rest/outputs-addrs.golden");
        assertEquals(json.path("head").path("seq").asLong(), read.head().sequence());
        assertEquals(json.path("head").path("timestamp").asLong(), read.head().time());
        assertEquals(json.path("head").path("block_hash").asText(), read.head().hash().toString());
        assertEquals(5, read.confirmed().size());
        assertEquals(1, read.incoming().size());
        assertTrue(read.outgoing().isEmpty());
        for (JsonNode output : json.path("head_outputs")) {
            Unspent unspent = read.confirmed().get(OutputId.parseHex(output.path("hash").asText()));
            assertNotNull(unspent);
            assertEquals(output.path("address").asText(), unspent.output().address().toString());
            assertEquals(output.path("coins").asText(), unspent.output().coins().toString());
            assertEquals(output.path("hours").asLong(), unspent.output().hours().value());
            assertEquals(output.path("time").asLong(), unspent.blockTime());
            assertEquals(output.path("block_seq").asLong(), unspent.blockSequence());
            assertEquals(output.path("src_tx").asText(), unspent.source().toString());
            assertEquals(
                    output.path("calculated_hours").asLong(),
                    unspent.hoursAt(read.head().time()).value());
        }
        assertEquals(
                3,
                UnspentOutputs.read(recorded("address-outputs").field("outputs"))
                        .confirmed()
                        .size());
    }

    @Test
    void transactionsAreReadWithoutLoss() throws Exception {
        LedgerEntry plain = LedgerEntry.read(recorded("transaction-block-101"));
        assertEquals(101L, plain.blockSequence());
        assertEquals(1_429_274_666, plain.time());
        LedgerEntry verbose = LedgerEntry.read(recorded("transaction-verbose-block-101"));
        assertEquals(plain.transaction(), verbose.transaction());
        LedgerEntry.Spent spent = verbose.spent().getFirst();
        assertEquals("27000.000000", spent.output().coins().toString());
        assertEquals(220, spent.output().hours().value());
        assertEquals(823_240, spent.hours().value());
        assertEquals(
                720_335,
                spent.hours().minus(verbose.transaction().outputs().getFirst().hours()).value());
        LedgerEntry pending = LedgerEntry.read(recorded("transaction-unconfirmed"));
        assertNull(pending.blockSequence());
        LedgerEntry genesis =
                LedgerEntry.read(recorded("genesis-transaction").field("transaction"));
        assertEquals(0L, genesis.blockSequence());
        assertEquals(
                "100000000.000000", genesis.transaction().outputs().getFirst().coins().toString());
    }

    @ParameterizedTest
    @CsvSource({
        "62000.000000, 62000.000001",
        "\"hours\": 378646, \"hours\": 378647",
        "2kvLEyXwAYvHfJuFCkjnYNRTUfHPyWgVwKt, 2THDupTBEo7UqB6dsVizkYUvkKq82Qn4gjf",
        "\"timestamp\": 1431574528, \"timestamp\": 1431574529",
        "\"62000.000000\", 62000.000000",
        "378646, 378646.0",
        "378646, 37864600000000000000",
        "378646, -1"
    })
    void answerThatContradictsItsHashesIsRefusedWithItsPlace(String from, String to) {
        String text =
                new String(Vectors.bytes("rest/address-outputs.golden"), StandardCharsets.UTF_8);
        assertTrue(text.contains(from), from);
        String changed = text.replace(from, to);
        NodeException e =
                assertThrows(
                        NodeException.class,
                        () ->
                                UnspentOutputs.read(
                                        Answer.parse(
                                                        changed.getBytes(StandardCharsets.UTF_8),
                                                        "answer")
                                                .field("outputs")));
        assertEquals(NodeException.Kind.NONSENSE, e.kind());
        assertTrue(e.getMessage().startsWith("answer.outputs."), e.getMessage());
    }

    private interface Reader {
        void read(byte[] bytes) throws NodeException, SkycoinWalletFile.UnusableException;
    }

    /** Bytes changed, cut, doubled: refused by name or read; nothing else is thrown. */
    private static int refusals(byte[] good, long seed, Reader reader) {
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] bad = good.clone();
            switch (random.nextInt(4)) {
                case 0 -> bad = Arrays.copyOf(bad, random.nextInt(bad.length));
                case 1 -> {
                    int at = random.nextInt(bad.length);
                    int length = random.nextInt(bad.length - at);
                    System.arraycopy(good, at, bad, random.nextInt(bad.length - length), length);
                }
                case 2 ->
                        bad[random.nextInt(bad.length)] =
                                (byte) "0129\"{}[],:-.e ".charAt(random.nextInt(15));
                default -> {
                    for (int n = 1 + random.nextInt(3); n > 0; n--) {
                        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
                    }
                }
            }
            try {
                reader.read(bad);
            } catch (NodeException | SkycoinWalletFile.UnusableException e) {
                String words = String.valueOf(e.getMessage());
                assertTrue(words.endsWith(".") && words.length() < 500, words);
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError(
                        "seed "
                                + seed
                                + " step "
                                + i
                                + ": "
                                + new String(bad, StandardCharsets.UTF_8),
                        e);
            }
        }
        return refused;
    }

    @Test
    void mutatedAnswersAreRefusedByNameOrRead() {
        int refused = 0;
        refused +=
                refusals(
                        Vectors.bytes("rest/outputs-addrs.golden"),
                        1,
                        bytes -> UnspentOutputs.read(Answer.parse(bytes, "x")));
        for (String name : List.of("transaction-verbose-block-101", "transaction-unconfirmed")) {
            refused +=
                    refusals(
                            Vectors.bytes("rest/" + name + ".golden"),
                            2,
                            bytes -> LedgerEntry.read(Answer.parse(bytes, "x")));
        }
        // Hashes cover nearly all of an answer: little of it can change unnoticed.
        assertTrue(refused > MUTATIONS * 3 / 2, "refused " + refused);
    }

    @Test
    void mutatedWalletFilesAreRefusedByNameOrAreTheWallet() throws Exception {
        for (String name : List.of("test1.wlt", "test5-bip44.wlt", "sha256xor-encrypted.wlt")) {
            byte[] good = Vectors.bytes("wallet/" + name);
            List<String> addresses = new ArrayList<>();
            refusals(
                    good,
                    3,
                    bytes -> {
                        SkycoinWalletFile file = SkycoinWalletFile.parse(bytes);
                        if (addresses.size() < 150) {
                            // Deriving keys is slow; the reading is what is tried here.
                            addresses.add(open(file));
                        }
                    });
            assertTrue(addresses.contains(open(SkycoinWalletFile.parse(good))), name);
        }
    }

    private static String open(SkycoinWalletFile file) throws SkycoinWalletFile.UnusableException {
        try (SecretText password = SecretText.ofBytes("pwd".getBytes(StandardCharsets.UTF_8));
                Wallet wallet = file.open(password)) {
            return Objects.requireNonNull(wallet.addresses().getFirst()).address().toString();
        }
    }
}
