package net.skycoin.skywire.skycoin;

import static net.skycoin.skywire.skycoin.StrictTransaction.hex;
import static net.skycoin.skywire.skycoin.StrictTransaction.little;
import static net.skycoin.skywire.skycoin.StrictTransaction.unhex;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The strict node, filled with what a real node's recorded answers tell of its chain, gives the
 * same answers: field for field, number for number.
 */
class RecordedAnswersTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private StrictNode node;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void fill() throws Exception {
        node = StrictNode.start();
        // The chain's own blocks take the place of the node's.
        node.ledger.reorganise(-1, false);
        header(Vectors.json("rest/blockchain-metadata.golden").path("head"));
        for (String file : List.of("blocks-3-5-7", "blocks180")) {
            Vectors.json("rest/" + file + ".golden").path("blocks").forEach(this::block);
        }
        block(Vectors.json("rest/block-seq-100.golden"));
        for (String file : List.of("outputs-addrs", "address-outputs")) {
            JsonNode json = Vectors.json("rest/" + file + ".golden");
            (json.has("outputs") ? json.path("outputs") : json)
                    .path("head_outputs")
                    .forEach(this::output);
        }
        uxout(Vectors.json("rest/uxout.golden"));
        input(Vectors.json("rest/transaction-verbose-block-101.golden"));
        transaction(Vectors.json("rest/transaction-block-101.golden"));
        transaction(Vectors.json("rest/transaction-unconfirmed.golden"));
        transaction(Vectors.json("rest/genesis-transaction.golden").path("transaction"));
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
        client.close();
    }

    private void header(JsonNode json) {
        node.ledger.put(
                new StrictLedger.Block(
                        json.path("seq").asLong(),
                        json.path("block_hash").asText(),
                        json.path("previous_block_hash").asText(),
                        json.path("timestamp").asLong(),
                        json.path("fee").asLong(),
                        json.path("version").asLong(),
                        json.path("tx_body_hash").asText(),
                        json.path("ux_hash").asText()));
    }

    private void block(JsonNode json) {
        header(json.path("header"));
        for (JsonNode transaction : json.path("body").path("txns")) {
            put(
                    transaction,
                    json.path("header").path("seq").asLong(),
                    json.path("header").path("timestamp").asLong());
        }
    }

    private void transaction(JsonNode json) {
        boolean confirmed = json.path("status").path("confirmed").asBoolean();
        long sequence = confirmed ? json.path("status").path("block_seq").asLong() : -1;
        put(json.path("txn"), sequence, json.path("time").asLong());
    }

    private void put(JsonNode json, long sequence, long time) {
        byte[] raw = raw(json);
        assertEquals(json.path("txid").asText(), hex(StrictKeys.sha256(raw)));
        node.ledger.put(raw, json.path("txid").asText(), sequence, time);
    }

    private static byte[] raw(JsonNode json) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(little(json.path("length").bigIntegerValue(), 4));
        out.write(json.path("type").asInt());
        out.writeBytes(unhex(json.path("inner_hash").asText()));
        out.writeBytes(little(BigInteger.valueOf(json.path("sigs").size()), 4));
        json.path("sigs").forEach(sig -> out.writeBytes(unhex(sig.asText())));
        out.writeBytes(little(BigInteger.valueOf(json.path("inputs").size()), 4));
        for (JsonNode input : json.path("inputs")) {
            out.writeBytes(unhex(input.isTextual() ? input.asText() : input.path("uxid").asText()));
        }
        out.writeBytes(little(BigInteger.valueOf(json.path("outputs").size()), 4));
        for (JsonNode output : json.path("outputs")) {
            String address = output.path(output.has("dst") ? "dst" : "address").asText();
            out.writeBytes(StrictKeys.parse(address));
            out.writeBytes(little(droplets(output), 8));
            out.writeBytes(little(new BigInteger(output.path("hours").asText()), 8));
        }
        return out.toByteArray();
    }

    private static BigInteger droplets(JsonNode output) {
        return new BigDecimal(output.path("coins").asText()).movePointRight(6).toBigIntegerExact();
    }

    private void output(JsonNode json) {
        node.ledger.put(
                new StrictLedger.Output(
                        json.path("hash").asText(),
                        json.path("src_tx").asText(),
                        json.path("address").asText(),
                        droplets(json).longValueExact(),
                        json.path("hours").asLong(),
                        json.path("time").asLong(),
                        json.path("block_seq").asLong(),
                        0,
                        null));
    }

    private void uxout(JsonNode json) {
        node.ledger.put(
                new StrictLedger.Output(
                        json.path("uxid").asText(),
                        json.path("src_tx").asText(),
                        json.path("owner_address").asText(),
                        json.path("coins").asLong(),
                        json.path("hours").asLong(),
                        json.path("time").asLong(),
                        json.path("src_block_seq").asLong(),
                        0,
                        null));
    }

    /** The input of block 101's transaction; its own time is only known by its hours. */
    private void input(JsonNode json) {
        JsonNode input = json.path("txn").path("inputs").get(0);
        long seconds =
                (input.path("calculated_hours").asLong() - input.path("hours").asLong())
                        * 3600
                        / 27_000;
        node.ledger.put(
                new StrictLedger.Output(
                        input.path("uxid").asText(),
                        input.path("src_txid").asText(),
                        input.path("owner").asText(),
                        droplets(input).longValueExact(),
                        input.path("hours").asLong(),
                        node.ledger.block(100).time() - seconds,
                        99,
                        101,
                        json.path("txn").path("txid").asText()));
    }

    private JsonNode get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(node.url() + path)).build();
        HttpResponse<byte[]> response =
                client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        assertEquals(200, response.statusCode(), path);
        return JSON.readTree(response.body());
    }

    /** Compares as trees, numbers by their text: 1 and 1.0 are not the same. */
    private void same(String file, String path) throws Exception {
        assertEquals(JSON.readTree(Vectors.bytes("rest/" + file + ".golden")), get(path), file);
    }

    @Test
    void answersAsTheRealNodeDid() throws Exception {
        same(
                "outputs-addrs",
                "/api/v1/outputs?addrs=qxmeHkwgAMfwXyaQrwv9jq3qt228xMuoT5,"
                        + "212mwY3Dmey6vwnWpiph99zzCmopXTqeVEN,ALJVNKYL7WGxFBSriiZuwZKWD4b7fbV1od,"
                        + "2THDupTBEo7UqB6dsVizkYUvkKq82Qn4gjf");
        same(
                "balance-two-addrs",
                "/api/v1/balance?addrs=2THDupTBEo7UqB6dsVizkYUvkKq82Qn4gjf,"
                        + "qxmeHkwgAMfwXyaQrwv9jq3qt228xMuoT5");
        same(
                "uxout",
                "/api/v1/uxout?uxid=" + Vectors.json("rest/uxout.golden").path("uxid").asText());
        same("block-seq-100", "/api/v1/block?seq=100");
        same("blocks-3-5-7", "/api/v1/blocks?seqs=3,5,7");
        same("blocks180", "/api/v1/blocks?start=180&end=180");
        String id = "e8fe5290afba3933389fd5860dca2cbcc81821028be9c65d0bb7cf4e8d2c4c18";
        same("transaction-block-101", "/api/v1/transaction?txid=" + id);
        same("transaction-verbose-block-101", "/api/v1/transaction?verbose=1&txid=" + id);
        same("transaction-encoded-block-101", "/api/v1/transaction?encoded=1&txid=" + id);
        String pending = "701d23fd513bad325938ba56869f9faba19384a8ec3dd41833aff147eac53947";
        same("transaction-unconfirmed", "/api/v1/transaction?txid=" + pending);
        same("transaction-unconfirmed-encoded", "/api/v1/transaction?encoded=1&txid=" + pending);
    }

    @Test
    void answersAboutOneAddressAndTheGenesisBlockAsTheRealNodeDid() throws Exception {
        assertEquals(
                JSON.readTree(Vectors.bytes("rest/address-outputs.golden")).path("outputs"),
                get("/api/v1/outputs?addrs=2kvLEyXwAYvHfJuFCkjnYNRTUfHPyWgVwKt"));
        assertEquals(
                JSON.readTree(Vectors.bytes("rest/genesis-transaction.golden")).path("transaction"),
                get(
                        "/api/v1/transaction?txid="
                                + "d556c1c7abf1e86138316b8c17183665512dc67633c04cf236a8b7f332cb4add"));
    }

    /** Of the whole chain's 218 outputs only some were recorded. */
    @Test
    void tellsOfItsChainAsTheRealNodeDid() throws Exception {
        JsonNode recorded = JSON.readTree(Vectors.bytes("rest/blockchain-metadata.golden"));
        JsonNode answer = get("/api/v1/blockchain/metadata");
        assertEquals(recorded.path("head"), answer.path("head"));
        assertEquals(recorded.path("unconfirmed"), answer.path("unconfirmed"));
        assertEquals(names(recorded), names(answer));
    }

    private static Set<String> names(JsonNode json) {
        Set<String> names = new HashSet<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void refusesTheBadSignatureAsTheRealNodeDid() throws Exception {
        JsonNode recorded =
                JSON.readTree(Vectors.bytes("rest/verify-transaction-invalid-bad-sig.golden"));
        String token = get("/api/v1/csrf").path("csrf_token").asText();
        String body =
                JSON.writeValueAsString(
                        Map.of(
                                "unsigned",
                                false,
                                "encoded_transaction",
                                hex(raw(recorded.path("transaction")))));
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(node.url() + "/api/v2/transaction/verify"))
                        .header("X-CSRF-Token", token)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        HttpResponse<byte[]> response =
                client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        assertEquals(422, response.statusCode());
        JsonNode answer = JSON.readTree(response.body());
        assertEquals(recorded, answer.path("data"));
        assertEquals(422, answer.path("error").path("code").asInt());
    }

    @Test
    void asksForAFreshCsrfToken() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(node.url() + "/api/v1/injectTransaction"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"rawtx\":\"00\"}"))
                        .build();
        assertEquals(
                403, client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
    }
}
