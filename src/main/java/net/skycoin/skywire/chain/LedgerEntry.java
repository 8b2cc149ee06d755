package net.skycoin.skywire.chain;

import java.util.ArrayList;
import java.util.List;
import net.skycoin.skywire.crypto.RecoverableSignature;
import net.skycoin.skywire.sky.CoinHours;
import net.skycoin.skywire.sky.Hash256;
import net.skycoin.skywire.sky.OutputId;
import net.skycoin.skywire.sky.Transaction;
import net.skycoin.skywire.sky.TransactionId;
import net.skycoin.skywire.sky.TransactionOutput;
import org.jspecify.annotations.Nullable;

/**
 * A transaction as a node tells of it. Its name and those of its outputs were computed again.
 *
 * @param blockSequence number of its block; null while it is unconfirmed
 * @param time block time, or when the node first saw it, in seconds
 * @param spent what its inputs held, in their order; empty unless the node was asked for it
 */
public record LedgerEntry(
        TransactionId id,
        Transaction transaction,
        @Nullable Long blockSequence,
        long time,
        List<Spent> spent) {
    /**
     * What an input held.
     *
     * @param hours at the moment of spending; the node's word
     */
    public record Spent(OutputId id, TransactionOutput output, CoinHours hours) {}

    public boolean isConfirmed() {
        return blockSequence != null;
    }

    /** Reads one transaction with its status. */
    static LedgerEntry read(Answer answer) throws NodeException {
        Answer status = answer.field("status");
        Long sequence =
                status.field("confirmed").flag() ? status.field("block_seq").number() : null;
        Answer body = answer.field("txn");
        List<Spent> spent = new ArrayList<>();
        Transaction transaction = transaction(body, spent);
        TransactionId id = transaction.id();
        if (!id.hash().equals(body.field("txid").hash())) {
            throw body.field("txid").nonsense("the hash of the transaction");
        }
        // Those of the genesis block come from no transaction.
        TransactionId source =
                transaction.inputs().isEmpty() ? new TransactionId(Hash256.ZERO) : id;
        for (int i = 0; i < transaction.outputs().size(); i++) {
            Answer name = body.field("outputs").items().get(i).field("uxid");
            if (!transaction.outputs().get(i).id(source).hash().equals(name.hash())) {
                throw name.nonsense("the hash of the output");
            }
        }
        return new LedgerEntry(id, transaction, sequence, answer.field("time").number(), spent);
    }

    private static Transaction transaction(Answer body, List<Spent> spent) throws NodeException {
        List<RecoverableSignature> signatures = new ArrayList<>();
        for (Answer signature : body.field("sigs").items()) {
            signatures.add(RecoverableSignature.of(signature.bytes(RecoverableSignature.LENGTH)));
        }
        List<OutputId> inputs = new ArrayList<>();
        for (Answer input : body.field("inputs").items()) {
            if (input.isText()) {
                inputs.add(new OutputId(input.hash()));
            } else {
                Spent what = spent(input);
                spent.add(what);
                inputs.add(what.id());
            }
        }
        List<TransactionOutput> outputs = new ArrayList<>();
        for (Answer output : body.field("outputs").items()) {
            outputs.add(
                    new TransactionOutput(
                            output.field("dst").address(),
                            output.field("coins").coins(),
                            output.field("hours").hours()));
        }
        return new Transaction(
                body.field("length").number(),
                Math.toIntExact(Math.min(body.field("type").number(), Integer.MAX_VALUE)),
                body.field("inner_hash").hash(),
                signatures,
                inputs,
                outputs);
    }

    private static Spent spent(Answer input) throws NodeException {
        OutputId id = new OutputId(input.field("uxid").hash());
        TransactionOutput output =
                new TransactionOutput(
                        input.field("owner").address(),
                        input.field("coins").coins(),
                        input.field("hours").hours());
        // Older nodes do not say where an input comes from.
        if (input.has("src_txid")) {
            TransactionId source = new TransactionId(input.field("src_txid").hash());
            if (!output.id(source).equals(id)) {
                throw input.field("uxid").nonsense("the hash of the output");
            }
        }
        return new Spent(id, output, input.field("calculated_hours").hours());
    }
}
