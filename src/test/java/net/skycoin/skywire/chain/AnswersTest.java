package net.skycoin.skywire.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import net.skycoin.skywire.sky.OutputId;
import net.skycoin.skywire.sky.Unspent;
import net.skycoin.skywire.skycoin.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers of a real node are read without loss; any others are refused and nothing worse. */
class AnswersTest {
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
}
