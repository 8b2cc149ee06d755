package net.skycoin.skywire.sky;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a payment out of what a wallet can spend: chooses outputs, gives back the change, burns the
 * fee. Deterministic.
 *
 * <p>Outputs are taken from the largest downwards, so that few are needed; then, while coin hours
 * or decimals do not work out, further ones. What is left of the hours after the fee and after what
 * was asked for goes half to those for whom no hours were given, half to the change, as Skycoin's
 * own wallet does; without change all of it goes to the former.
 */
public final class Payment {
    private Payment() {}

    /**
     * Who gets what.
     *
     * @param hours null for a share of what is left
     */
    public record Recipient(SkyAddress address, Coins coins, @Nullable CoinHours hours) {}

    /**
     * What may be spent, and how.
     *
     * @param spendable confirmed outputs of the wallet that no other payment uses
     * @param first those of {@code spendable} that have to be spent whatever they hold, so that an
     *     earlier payment that used them can never be confirmed beside this one
     * @param change where the rest comes back
     * @param headTime block time of the chain's head, in seconds
     */
    public record Means(
            List<Unspent> spendable,
            Set<OutputId> first,
            SkyAddress change,
            long headTime,
            SpendLimits limits) {}

    /** Why no payment could be made. */
    public enum Obstacle {
        NOTHING_TO_PAY,
        DECIMALS,
        COINS,
        HOURS,
        TOO_LARGE,
        DUPLICATE
    }

    /** A payment ready to be signed, or what stands against it. */
    public sealed interface Plan {
        /**
         * Ready to be signed.
         *
         * @param fee coin hours that are burnt
         */
        record Ready(List<Unspent> inputs, List<TransactionOutput> outputs, CoinHours fee)
                implements Plan {}

        /**
         * No payment.
         *
         * @param sentence for a person
         */
        record Refused(Obstacle obstacle, String sentence) implements Plan {}
    }

    /** What has been chosen so far. */
    private record Chosen(List<Unspent> inputs, Coins coins, CoinHours hours) {}

    public static Plan plan(List<Recipient> recipients, Means means) {
        try {
            return checked(recipients, means);
        } catch (ArithmeticException _) {
            return new Plan.Refused(
                    Obstacle.COINS, "The amounts together are larger than a number can say.");
        }
    }

    private static Plan checked(List<Recipient> recipients, Means means) {
        Coins wanted = Coins.ZERO;
        CoinHours given = CoinHours.ZERO;
        for (Recipient recipient : recipients) {
            if (!recipient.coins().fitsDecimals(means.limits().decimals())) {
                return new Plan.Refused(
                        Obstacle.DECIMALS,
                        recipient.coins()
                                + " SKY has too many decimals: the nodes accept "
                                + means.limits().decimals()
                                + " of them.");
            }
            if (recipient.coins().equals(Coins.ZERO)) {
                return new Plan.Refused(
                        Obstacle.NOTHING_TO_PAY, "A payment of 0 SKY is not possible.");
            }
            wanted = wanted.plus(recipient.coins());
            CoinHours hours = recipient.hours();
            given = hours == null ? given : given.plus(hours);
        }
        if (recipients.isEmpty()) {
            return new Plan.Refused(Obstacle.NOTHING_TO_PAY, "Nobody is to be paid.");
        }
        return choose(recipients, wanted, given, means);
    }

    private static Plan choose(
            List<Recipient> recipients, Coins wanted, CoinHours given, Means means) {
        List<Unspent> rest = new ArrayList<>(means.spendable());
        rest.sort(largestFirst(means));
        Chosen chosen = new Chosen(new ArrayList<>(), Coins.ZERO, CoinHours.ZERO);
        while (!rest.isEmpty()
                && (chosen.coins().compareTo(wanted) < 0
                        || means.first().contains(rest.getFirst().id()))) {
            chosen = add(chosen, rest.removeFirst(), means.headTime());
        }
        if (chosen.coins().compareTo(wanted) < 0) {
            return new Plan.Refused(
                    Obstacle.COINS,
                    "The wallet can spend "
                            + chosen.coins()
                            + " SKY and is asked for "
                            + wanted
                            + ": receive more, or wait until pending payments are confirmed.");
        }
        rest.sort(mostHoursFirst(means.headTime()));
        while (!rest.isEmpty() && !works(chosen, wanted, given, means.limits())) {
            chosen = add(chosen, rest.removeFirst(), means.headTime());
        }
        Plan.Refused obstacle = obstacle(chosen, wanted, given, means.limits());
        if (obstacle != null) {
            return obstacle;
        }
        return distribute(recipients, chosen, wanted, given, means);
    }

    private static Chosen add(Chosen chosen, Unspent output, long headTime) {
        List<Unspent> inputs = new ArrayList<>(chosen.inputs());
        inputs.add(output);
        return new Chosen(
                inputs,
                chosen.coins().plus(output.output().coins()),
                chosen.hours().plus(output.hoursAt(headTime)));
    }

    private static Comparator<Unspent> largestFirst(Means means) {
        return Comparator.comparing((Unspent output) -> !means.first().contains(output.id()))
                .thenComparing(output -> output.output().coins(), Comparator.reverseOrder())
                .thenComparing(
                        output -> output.hoursAt(means.headTime()), Comparator.reverseOrder())
                .thenComparing(Unspent::id);
    }

    private static Comparator<Unspent> mostHoursFirst(long headTime) {
        return Comparator.comparing(
                        (Unspent output) -> output.hoursAt(headTime), Comparator.reverseOrder())
                .thenComparing(Unspent::id);
    }

    private static boolean works(Chosen chosen, Coins wanted, CoinHours given, SpendLimits limits) {
        return obstacle(chosen, wanted, given, limits) == null;
    }

    private static Plan.@Nullable Refused obstacle(
            Chosen chosen, Coins wanted, CoinHours given, SpendLimits limits) {
        CoinHours fee = limits.fee(chosen.hours());
        if (chosen.hours().compareTo(fee.plus(given)) < 0) {
            return new Plan.Refused(
                    Obstacle.HOURS,
                    "The wallet's outputs hold "
                            + chosen.hours()
                            + " coin hours; the fee takes "
                            + fee
                            + (given.value() == 0 ? "" : " and the payment gives " + given)
                            + ": wait until they have grown (one hour for each SKY and hour), or"
                            + " receive an output with hours.");
        }
        Coins change = chosen.coins().minus(wanted);
        if (!change.fitsDecimals(limits.decimals())) {
            return new Plan.Refused(
                    Obstacle.DECIMALS,
                    "The change would be "
                            + change
                            + " SKY, with more decimals than the nodes accept ("
                            + limits.decimals()
                            + ").");
        }
        return null;
    }

    private static Plan distribute(
            List<Recipient> recipients, Chosen chosen, Coins wanted, CoinHours given, Means means) {
        Coins change = chosen.coins().minus(wanted);
        boolean hasChange = !change.equals(Coins.ZERO);
        int outputCount = recipients.size() + (hasChange ? 1 : 0);
        long length = Transaction.length(chosen.inputs().size(), outputCount);
        if (length > means.limits().largestTransaction()) {
            return tooLarge(chosen, outputCount, length, means.limits());
        }
        long left = chosen.hours().minus(means.limits().fee(chosen.hours())).minus(given).value();
        long sharers = recipients.stream().filter(r -> r.hours() == null).count();
        long shared = hasChange ? left / 2 : left;
        long each = sharers == 0 ? 0 : shared / sharers;
        List<TransactionOutput> outputs = new ArrayList<>();
        for (Recipient recipient : recipients) {
            CoinHours hours = recipient.hours();
            outputs.add(
                    new TransactionOutput(
                            recipient.address(),
                            recipient.coins(),
                            hours == null ? new CoinHours(each) : hours));
        }
        if (hasChange) {
            outputs.add(changeOutput(outputs, change, left - each * sharers, means.change()));
        }
        if (new HashSet<>(outputs).size() != outputs.size()) {
            return new Plan.Refused(
                    Obstacle.DUPLICATE,
                    "Two outputs would be the same, which the ledger refuses: give one of them"
                            + " other coin hours.");
        }
        CoinHours fee = chosen.hours();
        for (TransactionOutput output : outputs) {
            fee = fee.minus(output.hours());
        }
        return new Plan.Ready(chosen.inputs(), List.copyOf(outputs), fee);
    }

    /** The change; one hour less where it would be the twin of another output. */
    private static TransactionOutput changeOutput(
            List<TransactionOutput> others, Coins change, long hours, SkyAddress address) {
        TransactionOutput output = new TransactionOutput(address, change, new CoinHours(hours));
        return others.contains(output) && hours > 0
                ? new TransactionOutput(address, change, new CoinHours(hours - 1))
                : output;
    }

    private static Plan.Refused tooLarge(
            Chosen chosen, int outputs, long length, SpendLimits limits) {
        Coins most = Coins.ZERO;
        int fitting = 0;
        while (fitting < chosen.inputs().size()
                && Transaction.length(fitting + 1, outputs) <= limits.largestTransaction()) {
            most = most.plus(chosen.inputs().get(fitting).output().coins());
            fitting++;
        }
        return new Plan.Refused(
                Obstacle.TOO_LARGE,
                "The payment would need "
                        + chosen.inputs().size()
                        + " outputs of the wallet and "
                        + length
                        + " bytes; the nodes accept "
                        + limits.largestTransaction()
                        + ": send at most "
                        + most
                        + " SKY at once.");
    }
}
