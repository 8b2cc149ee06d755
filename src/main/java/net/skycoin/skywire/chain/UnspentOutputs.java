package net.skycoin.skywire.chain;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import net.skycoin.skywire.sky.OutputId;
import net.skycoin.skywire.sky.TransactionId;
import net.skycoin.skywire.sky.TransactionOutput;
import net.skycoin.skywire.sky.Unspent;

/**
 * What one node says that addresses hold.
 *
 * @param confirmed unspent outputs of confirmed transactions, each with its name computed again
 * @param outgoing names of those that unconfirmed transactions spend
 * @param incoming outputs of unconfirmed transactions; good for nothing but telling
 */
public record UnspentOutputs(
        BlockHead head,
        Map<OutputId, Unspent> confirmed,
        Set<OutputId> outgoing,
        Map<OutputId, Unspent> incoming) {
    /** Reads the answer of {@code /api/v1/outputs}. */
    static UnspentOutputs read(Answer answer) throws NodeException {
        Set<OutputId> outgoing = new HashSet<>(outputs(answer.field("outgoing_outputs")).keySet());
        return new UnspentOutputs(
                BlockHead.read(answer.field("head")),
                outputs(answer.field("head_outputs")),
                outgoing,
                outputs(answer.field("incoming_outputs")));
    }

    private static Map<OutputId, Unspent> outputs(Answer list) throws NodeException {
        Map<OutputId, Unspent> outputs = new LinkedHashMap<>();
        for (Answer item : list.items()) {
            Unspent output =
                    new Unspent(
                            new TransactionId(item.field("src_tx").hash()),
                            new TransactionOutput(
                                    item.field("address").address(),
                                    item.field("coins").coins(),
                                    item.field("hours").hours()),
                            item.field("time").number(),
                            item.field("block_seq").number());
            if (!output.id().hash().equals(item.field("hash").hash())) {
                throw item.field("hash").nonsense("the hash of the output");
            }
            outputs.put(output.id(), output);
        }
        return outputs;
    }

    /** All of two answers about different addresses at the same head. */
    UnspentOutputs plus(UnspentOutputs other) {
        Map<OutputId, Unspent> both = new LinkedHashMap<>(confirmed);
        both.putAll(other.confirmed);
        Set<OutputId> going = new HashSet<>(outgoing);
        going.addAll(other.outgoing);
        Map<OutputId, Unspent> coming = new LinkedHashMap<>(incoming);
        coming.putAll(other.incoming);
        return new UnspentOutputs(head, both, going, coming);
    }
}
