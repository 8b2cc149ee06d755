package net.skycoin.skywire.sky;

import java.util.ArrayList;
import java.util.List;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.crypto.RecoverableSignature;
import org.jspecify.annotations.Nullable;

/**
 * A transaction as it stands on the ledger. It may break rules; {@link TransactionVerifier} tells.
 *
 * <pre>
 *   length u32 | type u8 | inner hash 32 | signatures u32 + 65 n | inputs u32 + 32 n | outputs u32 + 37 m
 * </pre>
 *
 * @param declaredLength what its length field says, in bytes
 * @param innerHash what the signatures cover: SHA-256 of inputs and outputs as they are encoded
 * @param signatures one for each input, in the same order
 */
public record Transaction(
        long declaredLength,
        int type,
        Hash256 innerHash,
        List<RecoverableSignature> signatures,
        List<OutputId> inputs,
        List<TransactionOutput> outputs) {
    private static final int FIXED_LENGTH = 4 + 1 + Hash256.LENGTH + 3 * 4;
    private static final int INPUT_LENGTH = RecoverableSignature.LENGTH + Hash256.LENGTH;

    public Transaction {
        signatures = List.copyOf(signatures);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** What became of bytes that ought to be a transaction. */
    public sealed interface Parsed {
        /** They are one, which may still break rules. */
        record Whole(Transaction transaction) implements Parsed {}

        /** They cannot be one. */
        record Refused(TransactionRule rule) implements Parsed {}
    }

    /** Reads foreign bytes. */
    public static Parsed parse(byte[] bytes) {
        SkyReader in = new SkyReader(bytes);
        long length = in.u32();
        int type = in.u8();
        Hash256 inner = in.hash();
        List<RecoverableSignature> signatures = new ArrayList<>();
        for (int n = in.count(RecoverableSignature.LENGTH); n > 0; n--) {
            signatures.add(RecoverableSignature.of(in.bytes(RecoverableSignature.LENGTH)));
        }
        List<OutputId> inputs = new ArrayList<>();
        for (int n = in.count(Hash256.LENGTH); n > 0; n--) {
            inputs.add(new OutputId(in.hash()));
        }
        List<TransactionOutput> outputs = new ArrayList<>();
        boolean amounts = true;
        boolean versions = true;
        for (int n = in.count(TransactionOutput.LENGTH); n > 0; n--) {
            SkyAddress address = SkyAddress.read(in);
            long coins = in.i64();
            long hours = in.i64();
            amounts &= coins >= 0 && hours >= 0;
            versions &= address != null;
            if (address != null && coins >= 0 && hours >= 0) {
                outputs.add(new TransactionOutput(address, new Coins(coins), new CoinHours(hours)));
            }
        }
        if (!in.finished()) {
            return new Parsed.Refused(TransactionRule.ENCODING);
        }
        if (!amounts) {
            return new Parsed.Refused(TransactionRule.AMOUNT_RANGE);
        }
        if (!versions) {
            return new Parsed.Refused(TransactionRule.ADDRESS_VERSION);
        }
        return new Parsed.Whole(new Transaction(length, type, inner, signatures, inputs, outputs));
    }

    /** The transaction of bytes that are known to be one; null when they are not. */
    public static @Nullable Transaction parseOrNull(byte[] bytes) {
        return parse(bytes) instanceof Parsed.Whole whole ? whole.transaction() : null;
    }

    /**
     * A transaction signed by the owners of its inputs.
     *
     * @param keys one for each input, in the same order
     */
    public static Transaction signed(
            List<OutputId> inputs, List<TransactionOutput> outputs, List<PrivateKey> keys) {
        Hash256 inner = innerHash(inputs, outputs);
        List<RecoverableSignature> signatures = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            signatures.add(keys.get(i).signRecoverable(signedDigest(inner, inputs.get(i))));
        }
        return new Transaction(
                length(inputs.size(), outputs.size()), 0, inner, signatures, inputs, outputs);
    }

    /** Bytes of a transaction with so many inputs and outputs. */
    public static long length(int inputs, int outputs) {
        return FIXED_LENGTH
                + (long) INPUT_LENGTH * inputs
                + (long) TransactionOutput.LENGTH * outputs;
    }

    /** What the signature of one input covers. */
    private static byte[] signedDigest(Hash256 inner, OutputId input) {
        return Hash256.over(inner.toBytes(), input.hash().toBytes()).toBytes();
    }

    /** SHA-256 of the encoded inputs and the encoded outputs, both with their counts. */
    public static Hash256 innerHash(List<OutputId> inputs, List<TransactionOutput> outputs) {
        SkyWriter out =
                new SkyWriter(
                        2 * Integer.BYTES
                                + Hash256.LENGTH * inputs.size()
                                + TransactionOutput.LENGTH * outputs.size());
        writeBody(out, inputs, outputs);
        return Hash256.over(out.finish());
    }

    private static void writeBody(
            SkyWriter out, List<OutputId> inputs, List<TransactionOutput> outputs) {
        out.u32(inputs.size());
        inputs.forEach(input -> out.hash(input.hash()));
        out.u32(outputs.size());
        outputs.forEach(output -> output.write(out));
    }

    /** Bytes of the serialization, whatever {@link #declaredLength} says. */
    public int length() {
        return FIXED_LENGTH
                + RecoverableSignature.LENGTH * signatures.size()
                + Hash256.LENGTH * inputs.size()
                + TransactionOutput.LENGTH * outputs.size();
    }

    /** The serialization. */
    public byte[] toBytes() {
        SkyWriter out = new SkyWriter(length()).u32(declaredLength).u8(type).hash(innerHash);
        out.u32(signatures.size());
        signatures.forEach(signature -> out.bytes(signature.toBytes()));
        writeBody(out, inputs, outputs);
        return out.finish();
    }

    public TransactionId id() {
        return new TransactionId(Hash256.over(toBytes()));
    }

    /**
     * Who signed input {@code index}; null when nobody can have. Skycoin takes an s of up to 2^255,
     * a little more than the lower half.
     */
    public @Nullable SkyAddress signer(int index) {
        RecoverableSignature signature = signatures.get(index);
        int topOfS = signature.at(32);
        if (topOfS >= 0x80) {
            return null;
        }
        PublicKey key = signature.recover(signedDigest(innerHash, inputs.get(index)));
        return key == null ? null : SkyAddress.of(key);
    }

    /** The name of output {@code index} once this is confirmed. */
    public OutputId outputId(int index) {
        return outputs.get(index).id(id());
    }
}
