package net.skycoin.skywire.sky;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.skycoin.skywire.bytes.Hex;
import net.skycoin.skywire.crypto.RecoverableSignature;
import net.skycoin.skywire.skycoin.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transactions, outputs, coin hours and blocks against answers of a real node. */
class LedgerVectorsTest {
    private static TransactionOutput output(JsonNode json) {
        return new TransactionOutput(
                Objects.requireNonNull(
                        SkyAddress.parse(
                                json.has("dst")
                                        ? json.path("dst").asText()
                                        : json.path("address").asText())),
                Objects.requireNonNull(Coins.parse(json.path("coins").asText())),
                new CoinHours(json.path("hours").asLong()));
    }

    private static Hash256 hash(JsonNode json, String field) {
        return Objects.requireNonNull(Hash256.parseHex(json.path(field).asText()), field);
    }

    private static Transaction transaction(JsonNode json) {
        List<RecoverableSignature> signatures = new ArrayList<>();
        json.path("sigs")
                .forEach(
                        sig ->
                                signatures.add(
                                        RecoverableSignature.of(
                                                Objects.requireNonNull(Hex.decode(sig.asText())))));
        List<OutputId> inputs = new ArrayList<>();
        json.path("inputs")
                .forEach(
                        in ->
                                inputs.add(
                                        OutputId.parseHex(
                                                in.isTextual()
                                                        ? in.asText()
                                                        : in.path("uxid").asText())));
        List<TransactionOutput> outputs = new ArrayList<>();
        json.path("outputs").forEach(out -> outputs.add(output(out)));
        return new Transaction(
                json.path("length").asLong(),
                json.path("type").asInt(),
                hash(json, "inner_hash"),
                signatures,
                inputs,
                outputs);
    }

    /** Everything that can be computed again from a recorded transaction. */
    private static void check(JsonNode json) {
        Transaction transaction = transaction(json);
        assertEquals(json.path("txid").asText(), transaction.id().toString());
        // The genesis block's outputs come from no transaction.
        TransactionId source =
                transaction.inputs().isEmpty() ? new TransactionId(Hash256.ZERO) : transaction.id();
        for (int i = 0; i < transaction.outputs().size(); i++) {
            assertEquals(
                    json.path("outputs").get(i).path("uxid").asText(),
                    transaction.outputs().get(i).id(source).toString());
        }
        assertEquals(
                new Transaction.Parsed.Whole(transaction),
                Transaction.parse(transaction.toBytes()));
        if (json.path("length").asLong() > 0) {
            assertEquals(json.path("length").asInt(), transaction.length());
            assertEquals(
                    transaction.innerHash(),
                    Transaction.innerHash(transaction.inputs(), transaction.outputs()));
            assertNull(TransactionVerifier.structure(transaction));
        }
    }

    @Test
    void recordedTransactionsAgree() {
        check(Vectors.json("rest/transaction-block-101.golden").path("txn"));
        check(Vectors.json("rest/transaction-verbose-block-101.golden").path("txn"));
        check(Vectors.json("rest/transaction-unconfirmed.golden").path("txn"));
        check(Vectors.json("rest/genesis-transaction.golden").path("transaction").path("txn"));
        check(Vectors.json("rest/decode-raw-transaction.golden"));
    }

    /**
     * Input of a test of Skycoin's command line: its id is stale on purpose, and the encoding is
     * what that test expects.
     */
    @Test
    void transactionWithAStaleIdIsEncodedAsSkycoinDoes() {
        JsonNode json = Vectors.json("rest/recompute-transaction-hash.golden");
        Transaction transaction = transaction(json);
        assertEquals(
                "b7000000006b1a69b76b2412314b2b928ad5e97c31c034be5734f9fa77f31f11b6b933b97601000000"
                        + "ddf4bd79f66ea9c7849c5240a27d9a4745ad4661bdac2179184447088512bb3e62c89efa4fd2"
                        + "cee05980c59b38ef23ddbd09bb77e54e94a0f9123d968a090d420101000000f7c183c1823266"
                        + "aff172928f8d06aa65531643456f97ccca6bd34d15e92fac7d01000000000421aa1694a5b049"
                        + "55781d91880d16c0e9c4227ae8030000000000001600000000000000",
                Hex.encode(transaction.toBytes()));
        assertNotEquals(json.path("txid").asText(), transaction.id().toString());
        assertEquals(
                json.path("outputs").get(0).path("uxid").asText(),
                transaction
                        .outputs()
                        .getFirst()
                        .id(new TransactionId(hash(json, "txid")))
                        .toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rest/blocks-3-5-7.golden", "rest/blocks180.golden"})
    void recordedBlocksAgree(String file) {
        Vectors.json(file).path("blocks").forEach(LedgerVectorsTest::checkBlock);
    }

    @Test
    void recordedBlock100Agrees() {
        checkBlock(Vectors.json("rest/block-seq-100.golden"));
    }

    private static void checkBlock(JsonNode block) {
        JsonNode json = block.path("header");
        BlockHeader header =
                new BlockHeader(
                        json.path("version").asLong(),
                        json.path("timestamp").asLong(),
                        json.path("seq").asLong(),
                        new CoinHours(json.path("fee").asLong()),
                        hash(json, "previous_block_hash"),
                        hash(json, "tx_body_hash"),
                        hash(json, "ux_hash"));
        assertEquals(json.path("block_hash").asText(), header.hash().toString());
        assertEquals(header, BlockHeader.parse(header.toBytes()));
        List<TransactionId> ids = new ArrayList<>();
        for (JsonNode transaction : block.path("body").path("txns")) {
            check(transaction);
            ids.add(TransactionId.parseHex(transaction.path("txid").asText()));
        }
        assertEquals(header.body(), BlockHeader.merkleRoot(ids));
    }

    @Test
    void encodedTransactionsAreTheSameAsTheirJson() {
        for (String name : List.of("transaction-%sblock-101", "transaction-unconfirmed%s")) {
            String plain = "rest/" + name.formatted("") + ".golden";
            String encoded =
                    "rest/"
                            + name.formatted(
                                    name.startsWith("transaction-%") ? "encoded-" : "-encoded")
                            + ".golden";
            byte[] raw = Hex.decode(Vectors.json(encoded).path("encoded_transaction").asText());
            assertNotNull(raw);
            Transaction transaction = transaction(Vectors.json(plain).path("txn"));
            assertEquals(new Transaction.Parsed.Whole(transaction), Transaction.parse(raw));
            assertArrayEquals(raw, transaction.toBytes());
        }
    }

    @Test
    void signerOfTheRecordedTransactionIsItsInputsOwner() {
        JsonNode json = Vectors.json("rest/transaction-verbose-block-101.golden").path("txn");
        JsonNode input = json.path("inputs").get(0);
        SkyAddress signer = transaction(json).signer(0);
        assertEquals(input.path("owner").asText(), String.valueOf(signer));
    }

    @Test
    void badSignatureOfTheRecordedAnswerIsRefused() {
        JsonNode json = Vectors.json("rest/verify-transaction-invalid-bad-sig.golden");
        assertNull(transaction(json.path("transaction")).signer(0));
    }

    @Test
    void outputsAndTheirHoursAgree() {
        JsonNode set = Vectors.json("rest/outputs-addrs.golden");
        long head = set.path("head").path("timestamp").asLong();
        int count = 0;
        List<JsonNode> outputs = new ArrayList<>();
        set.path("head_outputs").forEach(outputs::add);
        set.path("incoming_outputs").forEach(outputs::add);
        Vectors.json("rest/address-outputs.golden")
                .path("outputs")
                .path("head_outputs")
                .forEach(outputs::add);
        for (JsonNode json : outputs) {
            Unspent unspent =
                    new Unspent(
                            new TransactionId(hash(json, "src_tx")),
                            output(json),
                            json.path("time").asLong(),
                            json.path("block_seq").asLong());
            assertEquals(json.path("hash").asText(), unspent.id().toString());
            assertEquals(json.path("calculated_hours").asLong(), unspent.hoursAt(head).value());
            count++;
        }
        assertEquals(9, count);
    }
}
