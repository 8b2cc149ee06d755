package net.skycoin.skywire.sky;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import net.skycoin.skywire.crypto.PrivateKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PaymentTest {
    private static final SpendLimits LIMITS = new SpendLimits(10, 32_768, 3);
    private static final long NOW = 1_000_000;

    private final Wallet wallet =
            Wallet.create(
                    Wallet.Kind.BIP44,
                    "test",
                    new Wallet.Seed(
                            SecretText.ofBytes(
                                    ("legal winner thank year wave sausage worth useful legal winner"
                                                    + " thank yellow")
                                            .getBytes(StandardCharsets.US_ASCII)),
                            SecretText.ofBytes(new byte[0])));
    private final SkyAddress own = wallet.addresses().get(0).address();
    private final SkyAddress change = wallet.addresses().get(1).address();
    private final SkyAddress other = SkyAddress.ofKeyHash(new byte[20]);
    private final List<Unspent> spendable = new ArrayList<>();

    private Unspent receive(String coins, long hours) {
        Unspent output =
                new Unspent(
                        new TransactionId(
                                Hash256.over(
                                        new byte[] {
                                            (byte) spendable.size(), (byte) (spendable.size() >> 8)
                                        })),
                        new TransactionOutput(own, sky(coins), new CoinHours(hours)),
                        NOW,
                        1);
        spendable.add(output);
        return output;
    }

    private static Coins sky(String text) {
        return Objects.requireNonNull(Coins.parse(text));
    }

    private Payment.Plan plan(String coins, @Nullable Long hours) {
        return plan(coins, hours, Set.of());
    }

    private Payment.Plan plan(String coins, @Nullable Long hours, Set<OutputId> first) {
        CoinHours given = hours == null ? null : new CoinHours(hours);
        return Payment.plan(
                List.of(new Payment.Recipient(other, sky(coins), given)),
                new Payment.Means(spendable, first, change, NOW, LIMITS));
    }

    /** A plan that keeps every rule once it is signed. */
    private Payment.Plan.Ready ready(Payment.Plan plan) {
        Payment.Plan.Ready ready =
                assertInstanceOf(Payment.Plan.Ready.class, plan, plan.toString());
        List<PrivateKey> keys = new ArrayList<>();
        Map<OutputId, Unspent> unspent = new HashMap<>();
        for (Unspent input : ready.inputs()) {
            keys.add(Objects.requireNonNull(wallet.key(input.output().address())));
            unspent.put(input.id(), input);
        }
        Transaction signed =
                Transaction.signed(
                        ready.inputs().stream().map(Unspent::id).toList(), ready.outputs(), keys);
        assertNull(TransactionVerifier.all(signed, unspent::get, NOW, LIMITS));
        return ready;
    }

    private static Payment.Obstacle obstacle(Payment.Plan plan) {
        return assertInstanceOf(Payment.Plan.Refused.class, plan, plan.toString()).obstacle();
    }

    @Test
    void givesBackTheChangeAndHalfOfTheHours() {
        receive("10", 100);
        Payment.Plan.Ready ready = ready(plan("4", null));
        assertEquals(10, ready.fee().value());
        assertEquals(
                List.of(
                        new TransactionOutput(other, sky("4"), new CoinHours(45)),
                        new TransactionOutput(change, sky("6"), new CoinHours(45))),
                ready.outputs());
    }

    @Test
    void withoutChangeAllHoursGoAlong() {
        receive("10", 101);
        Payment.Plan.Ready ready = ready(plan("10", null));
        assertEquals(
                List.of(new TransactionOutput(other, sky("10"), new CoinHours(90))),
                ready.outputs());
        assertEquals(11, ready.fee().value());
    }

    @Test
    void givesHoursToTheLastOne() {
        receive("10", 100);
        assertEquals(90, ready(plan("4", 90L)).outputs().getFirst().hours().value());
        assertEquals(Payment.Obstacle.HOURS, obstacle(plan("4", 91L)));
        assertEquals(0, ready(plan("4", 0L)).outputs().getFirst().hours().value());
    }

    @Test
    void oneHourIsTheSmallestFee() {
        receive("10", 1);
        Payment.Plan.Ready ready = ready(plan("10", null));
        assertEquals(1, ready.fee().value());
        assertEquals(0, ready.outputs().getFirst().hours().value());
    }

    @Test
    void outputsWithoutHoursCannotBeSpentAlone() {
        receive("10", 0);
        assertEquals(Payment.Obstacle.HOURS, obstacle(plan("4", null)));
        Unspent rich = receive("0.001", 5);
        assertTrue(ready(plan("4", null)).inputs().contains(rich));
    }

    @Test
    void decimalsAreRefusedBeforeANodeDoes() {
        receive("10", 100);
        assertEquals(Payment.Obstacle.DECIMALS, obstacle(plan("0.0001", null)));
        assertEquals(Payment.Obstacle.NOTHING_TO_PAY, obstacle(plan("0", null)));
    }

    @Test
    void dustWithFinerDecimalsIsSpentTogetherOnceItFits() {
        receive("10.0004", 100);
        assertEquals(Payment.Obstacle.DECIMALS, obstacle(plan("4", null)));
        receive("0.0006", 0);
        assertEquals(2, ready(plan("4", null)).inputs().size());
    }

    @Test
    void tooManyInputsAreRefusedWithTheLargestPossibleAmount() {
        for (int i = 0; i < 400; i++) {
            receive("1", 10);
        }
        Payment.Plan refused = plan("400", null);
        assertEquals(Payment.Obstacle.TOO_LARGE, obstacle(refused));
        String most =
                ((Payment.Plan.Refused) refused)
                        .sentence()
                        .replaceAll(".*at most ([0-9.]+) SKY.*", "$1");
        ready(plan(most, null));
        assertTrue(Objects.requireNonNull(Coins.parse(most)).compareTo(sky("300")) > 0);
    }

    @Test
    void notEnoughCoinsIsSaid() {
        receive("1", 10);
        assertEquals(Payment.Obstacle.COINS, obstacle(plan("1.001", null)));
    }

    @Test
    void abandonedInputsAreSpentFirst() {
        Unspent small = receive("0.001", 1);
        receive("100", 100);
        assertTrue(ready(plan("1", null, Set.of(small.id()))).inputs().contains(small));
        assertTrue(!ready(plan("1", null)).inputs().contains(small));
    }

    @Test
    void payingOneselfMakesNoTwins() {
        receive("10", 100);
        Payment.Plan plan =
                Payment.plan(
                        List.of(new Payment.Recipient(change, sky("5"), null)),
                        new Payment.Means(spendable, Set.of(), change, NOW, LIMITS));
        assertEquals(11, ready(plan).fee().value());
    }

    @Test
    void everyPlanOfARandomWalletKeepsTheRules() {
        long seed = 77;
        Random random = new Random(seed);
        int ready = 0;
        for (int round = 0; round < 300; round++) {
            spendable.clear();
            for (int n = 1 + random.nextInt(12); n > 0; n--) {
                receive(
                        new Coins(1000L * (1 + random.nextInt(100_000))).toString(),
                        random.nextInt(3) == 0 ? 0 : random.nextInt(200));
            }
            @Nullable Long hours = random.nextBoolean() ? null : (long) random.nextInt(100);
            Payment.Plan plan =
                    plan(new Coins(1000L * (1 + random.nextInt(200_000))).toString(), hours);
            if (plan instanceof Payment.Plan.Ready) {
                ready(plan);
                ready++;
            }
        }
        assertTrue(ready > 100, "ready " + ready + ", seed " + seed);
    }
}
