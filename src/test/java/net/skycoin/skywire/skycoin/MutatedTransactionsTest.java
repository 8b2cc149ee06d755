package net.skycoin.skywire.skycoin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.skycoin.skywire.sky.CoinHours;
import net.skycoin.skywire.sky.Coins;
import net.skycoin.skywire.sky.OutputId;
import net.skycoin.skywire.sky.SkyAddress;
import net.skycoin.skywire.sky.SpendLimits;
import net.skycoin.skywire.sky.Transaction;
import net.skycoin.skywire.sky.TransactionId;
import net.skycoin.skywire.sky.TransactionOutput;
import net.skycoin.skywire.sky.TransactionRule;
import net.skycoin.skywire.sky.TransactionVerifier;
import net.skycoin.skywire.sky.Unspent;
import org.junit.jupiter.api.Test;

/**
 * The product's verifier and the strict node judge the same transactions, and agree on the rule.
 */
class MutatedTransactionsTest {
    private static final long SEED = 20_261_127;
    private static final int TRANSACTIONS = 10_000;
    private static final SpendLimits LIMITS =
            new SpendLimits(StrictLedger.BURN_FACTOR, StrictLedger.LARGEST, StrictLedger.DECIMALS);

    private final Random random = new Random(SEED);
    private final List<byte[]> secrets = new ArrayList<>();
    private final Map<String, byte[]> secretOf = new HashMap<>();
    private final List<StrictLedger.Output> outputs = new ArrayList<>();
    private final Map<OutputId, Unspent> unspent = new HashMap<>();

    private static String ourJudgement(byte[] raw, Map<OutputId, Unspent> unspent, long headTime) {
        return switch (Transaction.parse(raw)) {
            case Transaction.Parsed.Refused refused -> refused.rule().name();
            case Transaction.Parsed.Whole whole -> {
                TransactionRule rule =
                        TransactionVerifier.all(
                                whole.transaction(), unspent::get, headTime, LIMITS);
                yield rule == null ? "none" : rule.name();
            }
        };
    }

    private void fill(StrictNode node) {
        for (int i = 0; i < 8; i++) {
            secrets.add(StrictKeys.sha256(("owner " + i).getBytes(StandardCharsets.US_ASCII)));
        }
        for (int i = 0; i < 60; i++) {
            byte[] address =
                    StrictKeys.address(StrictKeys.publicKey(secrets.get(i % secrets.size())));
            long coins = i == 0 ? 1_000_500 : 1000L * (1 + random.nextInt(50_000));
            node.fund(StrictKeys.text(address), coins - coins % 1000, random.nextInt(2000));
        }
        for (byte[] secret : secrets) {
            String address = StrictKeys.text(StrictKeys.address(StrictKeys.publicKey(secret)));
            secretOf.put(address, secret);
            outputs.addAll(node.ledger.unspent(List.of(address)));
        }
        for (StrictLedger.Output output : outputs) {
            unspent.put(
                    Objects.requireNonNull(OutputId.parseHex(output.id())),
                    new Unspent(
                            Objects.requireNonNull(TransactionId.parseHex(output.source())),
                            new TransactionOutput(
                                    Objects.requireNonNull(SkyAddress.parse(output.address())),
                                    new Coins(output.coins()),
                                    new CoinHours(output.hours())),
                            output.time(),
                            output.sequence()));
        }
    }

    /** A draft: changed before it is hashed and signed. */
    private final class Draft {
        final List<byte[]> inputs = new ArrayList<>();
        final List<byte[]> keys = new ArrayList<>();
        final List<StrictTransaction.Out> outs = new ArrayList<>();

        Draft(long headTime) {
            BigInteger coins = BigInteger.ZERO;
            BigInteger hours = BigInteger.ZERO;
            List<StrictLedger.Output> shuffled = new ArrayList<>(outputs);
            Collections.shuffle(shuffled, random);
            for (StrictLedger.Output output : shuffled.subList(0, 1 + random.nextInt(3))) {
                inputs.add(StrictTransaction.unhex(output.id()));
                keys.add(Objects.requireNonNull(secretOf.get(output.address())));
                coins = coins.add(BigInteger.valueOf(output.coins()));
                hours = hours.add(output.hoursAt(headTime));
            }
            long share = coins.longValueExact() / 2000 * 1000;
            long fee = Math.max(1, (hours.longValueExact() + 9) / 10);
            long rest = Math.max(0, hours.longValueExact() - fee);
            if (share > 0) {
                outs.add(to(share, rest / 3));
            }
            outs.add(to(coins.longValueExact() - share, rest - (share > 0 ? rest / 3 : 0)));
        }

        StrictTransaction.Out to(long coins, long hours) {
            byte[] address = new byte[21];
            random.nextBytes(address);
            address[0] = 0;
            return new StrictTransaction.Out(
                    address, BigInteger.valueOf(coins), BigInteger.valueOf(hours));
        }

        void change(int index, long coins, long hours) {
            StrictTransaction.Out out = outs.get(index);
            outs.set(
                    index,
                    new StrictTransaction.Out(
                            out.address(),
                            out.coins().add(BigInteger.valueOf(coins)).max(BigInteger.ZERO),
                            out.hours().add(BigInteger.valueOf(hours)).max(BigInteger.ZERO)));
        }

        void set(int index, BigInteger coins, BigInteger hours) {
            outs.set(index, new StrictTransaction.Out(outs.get(index).address(), coins, hours));
        }

        byte[] signed() {
            return StrictTransaction.make(inputs, keys, outs);
        }
    }

    private static final BigInteger HUGE = BigInteger.ONE.shiftLeft(63).subtract(BigInteger.TEN);

    /** One draft, changed in one of many ways. */
    private byte[] mutated(long headTime) {
        Draft draft = new Draft(headTime);
        int last = draft.outs.size() - 1;
        switch (random.nextInt(24)) {
            case 0 -> {}
            case 1 -> draft.change(last, 1000L * (1 + random.nextInt(5)), 0);
            case 2 -> draft.change(last, -1000L * (1 + random.nextInt(5)), 0);
            case 3 -> draft.change(last, 0, 1 + random.nextInt(3));
            case 4 -> draft.change(last, 0, 1_000_000_000L);
            case 5 -> draft.inputs.set(0, StrictKeys.sha256(draft.inputs.getFirst()));
            case 6 -> draft.keys.set(0, secrets.get(random.nextInt(secrets.size())));
            case 7 -> {
                draft.inputs.add(draft.inputs.getFirst());
                draft.keys.add(draft.keys.getFirst());
            }
            case 8 -> draft.outs.add(draft.outs.getFirst());
            case 9 -> draft.outs.add(draft.to(0, 0));
            case 10 -> {
                draft.set(last, HUGE, BigInteger.ZERO);
                draft.outs.add(
                        new StrictTransaction.Out(draft.to(1, 1).address(), HUGE, BigInteger.ONE));
            }
            case 11 -> {
                draft.set(last, draft.outs.get(last).coins(), HUGE);
                draft.outs.add(
                        new StrictTransaction.Out(
                                draft.to(1, 1).address(), BigInteger.valueOf(1000), HUGE));
            }
            case 12 -> draft.set(last, BigInteger.ONE.shiftLeft(63), BigInteger.ZERO);
            case 13 -> {
                // The same coins in another split, with finer decimals.
                int cut = 1 + random.nextInt(999);
                draft.change(last, -cut, 0);
                draft.outs.add(draft.to(cut, 0));
            }
            case 14 -> {
                draft.inputs.clear();
                draft.keys.clear();
            }
            case 15 -> draft.outs.clear();
            case 16 -> tooLarge(draft, last);
            case 17 -> draft.outs.get(last).address()[0] = (byte) (1 + random.nextInt(255));
            default -> {
                return damaged(draft.signed());
            }
        }
        return draft.signed();
    }

    /** More outputs than the nodes take, everything else right. */
    private static void tooLarge(Draft draft, int last) {
        StrictTransaction.Out out = draft.outs.get(last);
        BigInteger thousand = BigInteger.valueOf(1000);
        int count = out.coins().divide(thousand).min(BigInteger.valueOf(900)).intValue() - 1;
        for (int i = 0; i < count; i++) {
            draft.outs.add(draft.to(1000, 0));
        }
        draft.change(last, -1000L * count, 0);
    }

    /** Bytes changed after signing. */
    private byte[] damaged(byte[] good) {
        byte[] raw = good.clone();
        switch (random.nextInt(7)) {
            case 0 -> raw = Arrays.copyOf(raw, random.nextInt(raw.length));
            case 1 -> raw = Arrays.copyOf(raw, raw.length + 1 + random.nextInt(9));
            case 2 -> raw[random.nextInt(4)] ^= (byte) (1 << random.nextInt(8));
            case 3 -> raw[4] = (byte) (1 + random.nextInt(255));
            case 4 -> raw[41 + random.nextInt(65)] ^= (byte) (1 << random.nextInt(8));
            case 5 -> raw[5 + random.nextInt(32)] ^= (byte) (1 << random.nextInt(8));
            default -> {
                for (int n = 1 + random.nextInt(4); n > 0; n--) {
                    raw[random.nextInt(raw.length)] = (byte) random.nextInt();
                }
            }
        }
        return raw;
    }

    /** A transaction with more signatures than inputs: only the bytes can say that. */
    private static byte[] twoSignatures(byte[] good) {
        byte[] raw = new byte[good.length + 65];
        System.arraycopy(good, 0, raw, 0, 41);
        System.arraycopy(good, 41, raw, 41, 65);
        System.arraycopy(good, 41, raw, 106, good.length - 41);
        raw[37]++;
        byte[] length = StrictTransaction.little(BigInteger.valueOf(raw.length), 4);
        System.arraycopy(length, 0, raw, 0, 4);
        return raw;
    }

    @Test
    void bothJudgeTenThousandMutatedTransactionsAlike() throws Exception {
        try (StrictNode node = StrictNode.start()) {
            fill(node);
            long headTime = node.ledger.head().time();
            Map<String, Integer> counts = new TreeMap<>();
            for (int i = 0; i < TRANSACTIONS; i++) {
                byte[] raw =
                        i % 97 == 0
                                ? twoSignatures(new Draft(headTime).signed())
                                : mutated(headTime);
                String broken = node.ledger.judge(raw);
                String theirs = broken == null ? "none" : broken;
                String where =
                        "transaction " + i + " of seed " + SEED + ": " + StrictTransaction.hex(raw);
                assertEquals(theirs, ourJudgement(raw, unspent, headTime), where);
                counts.merge(theirs, 1, Integer::sum);
            }
            System.out.println("mutated transactions, by rule: " + counts);
            Set<String> seen = counts.keySet();
            for (TransactionRule rule : EnumSet.allOf(TransactionRule.class)) {
                assertTrue(seen.contains(rule.name()), rule + " was never the reason: " + counts);
            }
            assertTrue(seen.contains("none"));
        }
    }
}
