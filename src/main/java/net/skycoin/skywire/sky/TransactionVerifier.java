package net.skycoin.skywire.sky;

import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Judges transactions by {@link TransactionRule}, in its order; null is "all kept". */
public final class TransactionVerifier {
    private TransactionVerifier() {}

    /** The rules that the transaction alone decides. */
    public static @Nullable TransactionRule structure(Transaction transaction) {
        List<TransactionOutput> outputs = transaction.outputs();
        if (transaction.declaredLength() != transaction.length()) {
            return TransactionRule.LENGTH;
        }
        if (transaction.type() != 0) {
            return TransactionRule.TYPE;
        }
        if (transaction.inputs().isEmpty()) {
            return TransactionRule.NO_INPUTS;
        }
        if (outputs.isEmpty()) {
            return TransactionRule.NO_OUTPUTS;
        }
        if (transaction.signatures().size() != transaction.inputs().size()) {
            return TransactionRule.SIGNATURE_COUNT;
        }
        if (new HashSet<>(transaction.inputs()).size() != transaction.inputs().size()) {
            return TransactionRule.DUPLICATE_INPUT;
        }
        if (new HashSet<>(outputs).size() != outputs.size()) {
            return TransactionRule.DUPLICATE_OUTPUT;
        }
        if (outputs.stream().anyMatch(output -> output.coins().equals(Coins.ZERO))) {
            return TransactionRule.ZERO_COINS;
        }
        if (coins(outputs) == null) {
            return TransactionRule.COINS_OVERFLOW;
        }
        if (hours(outputs) == null) {
            return TransactionRule.HOURS_OVERFLOW;
        }
        return transaction.innerHash().equals(Transaction.innerHash(transaction.inputs(), outputs))
                ? null
                : TransactionRule.INNER_HASH;
    }

    /**
     * The ledger's rules, without those of {@link SpendLimits}.
     *
     * @param unspent the outputs that exist and are not spent; null for any other
     * @param headTime block time of the chain's head, in seconds
     */
    public static @Nullable TransactionRule ledger(
            Transaction transaction, Function<OutputId, @Nullable Unspent> unspent, long headTime) {
        TransactionRule broken = structure(transaction);
        if (broken != null) {
            return broken;
        }
        for (OutputId input : transaction.inputs()) {
            if (unspent.apply(input) == null) {
                return TransactionRule.UNKNOWN_INPUT;
            }
        }
        for (int i = 0; i < transaction.inputs().size(); i++) {
            Unspent spent = unspent.apply(transaction.inputs().get(i));
            if (spent == null || !spent.output().address().equals(transaction.signer(i))) {
                return TransactionRule.SIGNATURE;
            }
        }
        Coins coinsIn = Coins.ZERO;
        try {
            for (OutputId input : transaction.inputs()) {
                Unspent spent = unspent.apply(input);
                coinsIn = spent == null ? coinsIn : coinsIn.plus(spent.output().coins());
            }
        } catch (ArithmeticException _) {
            return TransactionRule.COINS_UNEQUAL;
        }
        if (!coinsIn.equals(coins(transaction.outputs()))) {
            return TransactionRule.COINS_UNEQUAL;
        }
        CoinHours hoursIn = hoursIn(transaction, unspent, headTime);
        CoinHours hoursOut = hours(transaction.outputs());
        return hoursIn == null || hoursOut == null || hoursOut.compareTo(hoursIn) > 0
                ? TransactionRule.HOURS_CREATED
                : null;
    }

    /** All rules; the arguments are those of {@link #ledger}. */
    public static @Nullable TransactionRule all(
            Transaction transaction,
            Function<OutputId, @Nullable Unspent> unspent,
            long headTime,
            SpendLimits limits) {
        TransactionRule broken = ledger(transaction, unspent, headTime);
        if (broken != null) {
            return broken;
        }
        if (transaction.length() > limits.largestTransaction()) {
            return TransactionRule.TOO_LARGE;
        }
        for (TransactionOutput output : transaction.outputs()) {
            if (!output.coins().fitsDecimals(limits.decimals())) {
                return TransactionRule.DECIMALS;
            }
        }
        CoinHours in = hoursIn(transaction, unspent, headTime);
        CoinHours out = hours(transaction.outputs());
        boolean paid = in != null && out != null && in.minus(out).compareTo(limits.fee(in)) >= 0;
        return paid ? null : TransactionRule.FEE;
    }

    /** The coin hours of all inputs; null when a number cannot say them. */
    private static @Nullable CoinHours hoursIn(
            Transaction transaction, Function<OutputId, @Nullable Unspent> unspent, long headTime) {
        try {
            CoinHours sum = CoinHours.ZERO;
            for (OutputId input : transaction.inputs()) {
                Unspent spent = unspent.apply(input);
                sum = spent == null ? sum : sum.plus(spent.hoursAt(headTime));
            }
            return sum;
        } catch (ArithmeticException _) {
            return null;
        }
    }

    private static @Nullable Coins coins(List<TransactionOutput> outputs) {
        try {
            Coins sum = Coins.ZERO;
            for (TransactionOutput output : outputs) {
                sum = sum.plus(output.coins());
            }
            return sum;
        } catch (ArithmeticException _) {
            return null;
        }
    }

    private static @Nullable CoinHours hours(List<TransactionOutput> outputs) {
        try {
            CoinHours sum = CoinHours.ZERO;
            for (TransactionOutput output : outputs) {
                sum = sum.plus(output.hours());
            }
            return sum;
        } catch (ArithmeticException _) {
            return null;
        }
    }
}
