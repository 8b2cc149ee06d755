package net.skycoin.skywire.skycoin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import net.skycoin.skywire.chain.NodeException;
import net.skycoin.skywire.chain.SkycoinNode;
import net.skycoin.skywire.chain.SkycoinNodes;
import net.skycoin.skywire.chain.WalletJournal;
import net.skycoin.skywire.chain.WalletSync;
import net.skycoin.skywire.node.SqliteWalletJournal;
import net.skycoin.skywire.sky.Coins;
import net.skycoin.skywire.sky.OutputId;
import net.skycoin.skywire.sky.Payment;
import net.skycoin.skywire.sky.SecretText;
import net.skycoin.skywire.sky.SkyAddress;
import net.skycoin.skywire.sky.Wallet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A wallet and three strict nodes that fail, lie, forget and change their minds. */
class WalletSyncTest {
    private static final long SKY = 1_000_000;

    @TempDir private Path directory;

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
    private final SkyAddress shop = SkyAddress.ofKeyHash(new byte[20]);
    private final List<StrictNode> network = new ArrayList<>();
    private SqliteWalletJournal journal;
    private SkycoinNodes nodes;
    private WalletSync sync;

    @BeforeEach
    void start() throws Exception {
        network.add(StrictNode.start());
        network.add(StrictNode.following(network.getFirst()));
        network.add(StrictNode.following(network.getFirst()));
        journal = SqliteWalletJournal.open(directory.resolve("journal.db"));
        use(network);
    }

    private void use(List<StrictNode> chosen) {
        if (nodes != null) {
            nodes.close();
        }
        nodes = nodes(chosen);
        sync = new WalletSync(nodes, journal, wallet);
    }

    private static SkycoinNodes nodes(List<StrictNode> chosen) {
        return new SkycoinNodes(
                chosen.stream()
                        .map(
                                node ->
                                        new SkycoinNode(
                                                URI.create(node.url()),
                                                null,
                                                Duration.ofSeconds(5)))
                        .toList());
    }

    @AfterEach
    void stop() throws Exception {
        nodes.close();
        journal.close();
        for (StrictNode node : network) {
            node.close();
        }
    }

    private StrictNode truth() {
        return network.getFirst();
    }

    /** The nodes tell each other of their pools, and one makes a block of them. */
    private void block() {
        for (StrictNode node : network.subList(1, network.size())) {
            node.gossipTo(truth());
        }
        truth().block(10);
        network.subList(1, network.size()).forEach(node -> node.follow(truth()));
    }

    private void receive(long coins, long hours) {
        truth().fund(own.toString(), coins, hours);
        network.subList(1, network.size()).forEach(node -> node.follow(truth()));
    }

    private WalletSync.Sent pay(long droplets) throws NodeException, IOException {
        WalletSync.Refreshed seen = sync.refresh();
        Payment.Plan plan =
                sync.plan(
                        seen,
                        List.of(new Payment.Recipient(shop, new Coins(droplets), null)),
                        change);
        Payment.Plan.Ready ready =
                assertInstanceOf(Payment.Plan.Ready.class, plan, plan.toString());
        return sync.send(seen, ready, wallet, 0, "a test");
    }

    private WalletJournal.PaymentRecord only() throws IOException {
        assertEquals(1, journal.payments().size());
        return journal.payments().getFirst();
    }

    private Coins confirmed() throws NodeException, IOException {
        return sync.refresh().balance().confirmed();
    }

    private long shopHas() {
        return truth().coins(shop.toString());
    }

    @Test
    void paymentIsPendingThenConfirmedAndTheChangeComesBack() throws Exception {
        receive(10 * SKY, 100);
        assertInstanceOf(WalletSync.Sent.Taken.class, pay(4 * SKY));
        WalletSync.Refreshed before = sync.refresh();
        assertEquals(WalletJournal.State.PENDING, only().state());
        assertEquals(new Coins(10 * SKY), before.balance().confirmed());
        assertEquals(Coins.ZERO, before.balance().spendable());
        assertEquals(new Coins(6 * SKY), before.balance().expected());
        block();
        WalletSync.Refreshed after = sync.refresh();
        assertEquals(WalletJournal.State.CONFIRMED, only().state());
        assertEquals(2, only().blockSequence());
        assertEquals(new Coins(6 * SKY), after.balance().confirmed());
        assertEquals(new Coins(6 * SKY), after.balance().spendable());
        assertEquals(4 * SKY, shopHas());
        List<WalletJournal.HistoryEntry> history = journal.history();
        assertEquals(2, history.size());
        assertEquals(new Coins(10 * SKY), history.getFirst().spent());
        assertEquals(new Coins(6 * SKY), history.getFirst().received());
        assertEquals(List.of(shop), history.getFirst().others());
        assertEquals(10, history.getFirst().fee().value());
        assertEquals(Coins.ZERO, history.getLast().spent());
    }

    @Test
    void paymentThatTheNodesLostIsSentAgainUnchanged() throws Exception {
        receive(10 * SKY, 100);
        network.forEach(node -> node.faults.losesInjected = true);
        pay(4 * SKY);
        assertEquals(0, truth().poolSize());
        network.forEach(node -> node.faults.losesInjected = false);
        assertTrue(sync.refresh().events().getFirst().contains("was sent again"));
        block();
        assertEquals(new Coins(6 * SKY), confirmed());
        assertEquals(WalletJournal.State.CONFIRMED, only().state());
        assertEquals(4 * SKY, shopHas());
    }

    @Test
    void answerThatNeverCameDoesNotPayTwice() throws Exception {
        receive(10 * SKY, 100);
        receive(10 * SKY, 100);
        network.forEach(node -> node.faults.cutsAfterInjecting = true);
        assertInstanceOf(WalletSync.Sent.Unclear.class, pay(4 * SKY));
        network.forEach(node -> node.faults.cutsAfterInjecting = false);
        Set<OutputId> first = new HashSet<>(only().transaction().inputs());
        pay(4 * SKY);
        List<OutputId> second = journal.payments().getLast().transaction().inputs();
        assertEquals(2, journal.payments().size());
        assertTrue(
                journal.payments().stream()
                        .map(payment -> new HashSet<>(payment.transaction().inputs()))
                        .anyMatch(inputs -> !inputs.equals(first) || second.isEmpty()));
        block();
        assertEquals(new Coins(12 * SKY), confirmed());
        assertEquals(8 * SKY, shopHas());
    }

    @Test
    void refusedPaymentAndItsSuccessorAreNeverBothConfirmed() throws Exception {
        receive(10 * SKY, 100);
        receive(20 * SKY, 100);
        // The nodes' pools hold a payment of another copy of the wallet; then they are emptied.
        try (SqliteWalletJournal other = SqliteWalletJournal.open(directory.resolve("other.db"))) {
            WalletSync twin = new WalletSync(nodes, other, wallet);
            WalletSync.Refreshed seen = sync.refresh();
            Payment.Plan plan =
                    sync.plan(
                            seen,
                            List.of(new Payment.Recipient(shop, new Coins(15 * SKY), null)),
                            change);
            // Between plan and sending a block goes to the twin's payment of the same output.
            WalletSync.Refreshed twinSeen = twin.refresh();
            twin.send(
                    twinSeen,
                    (Payment.Plan.Ready)
                            twin.plan(
                                    twinSeen,
                                    List.of(new Payment.Recipient(shop, new Coins(1 * SKY), null)),
                                    change),
                    wallet,
                    0,
                    "twin");
            block();
            WalletSync.Sent sent = sync.send(seen, (Payment.Plan.Ready) plan, wallet, 0, "refused");
            assertInstanceOf(WalletSync.Sent.Refused.class, sent, sent.toString());
            assertEquals(WalletJournal.State.REFUSED, only().state());
            assertEquals(List.of(), journal.reserved());
            sync.refresh();
            assertEquals(WalletJournal.State.DEAD, only().state());
            assertEquals(1 * SKY, shopHas());
        }
    }

    @Test
    void nextPaymentConflictsWithTheRefusedOne() throws Exception {
        receive(10 * SKY, 100);
        receive(20 * SKY, 100);
        // A liar alone: says no, and keeps it.
        use(List.of(network.get(1)));
        WalletSync.Refreshed seen = sync.refresh();
        Payment.Plan.Ready plan =
                (Payment.Plan.Ready)
                        sync.plan(
                                seen,
                                List.of(new Payment.Recipient(shop, new Coins(15 * SKY), null)),
                                change);
        network.get(1).reorganise(1, false);
        assertInstanceOf(
                WalletSync.Sent.Refused.class, sync.send(seen, plan, wallet, 0, "refused"));
        byte[] refused = only().transaction().toBytes();
        Set<OutputId> inputs = new HashSet<>(only().transaction().inputs());
        network.get(1).follow(truth());
        assertInstanceOf(WalletSync.Sent.Taken.class, pay(3 * SKY));
        List<OutputId> next =
                journal.payments().stream()
                        .filter(payment -> payment.note().equals("a test"))
                        .findFirst()
                        .orElseThrow()
                        .transaction()
                        .inputs();
        assertFalse(Collections.disjoint(next, inputs));
        block();
        assertEquals("UNKNOWN_INPUT", truth().ledger.judge(refused));
        assertEquals(3 * SKY, shopHas());
    }

    @Test
    void blockThatIsTakenBackIsNotShownAsConfirmed() throws Exception {
        receive(10 * SKY, 100);
        pay(4 * SKY);
        block();
        assertEquals(new Coins(6 * SKY), confirmed());
        network.forEach(node -> node.reorganise(1, false));
        WalletSync.Refreshed seen = sync.refresh();
        assertEquals(new Coins(10 * SKY), seen.balance().confirmed());
        assertEquals(Coins.ZERO, seen.balance().spendable());
        assertTrue(seen.events().getFirst().contains("its block was taken back"));
        assertEquals(WalletJournal.State.PENDING, only().state());
        assertTrue(
                journal.history().stream()
                        .noneMatch(
                                entry ->
                                        entry.spent().droplets() > 0
                                                && entry.blockSequence() != null));
        block();
        assertEquals(new Coins(6 * SKY), confirmed());
        assertEquals(WalletJournal.State.CONFIRMED, only().state());
        assertEquals(4 * SKY, shopHas());
    }

    @Test
    void oneLiarOfThreeIsOutvotedAndNamed() throws Exception {
        receive(10 * SKY, 100);
        network.get(2).faults.inventsFor = own.toString();
        WalletSync.Refreshed seen = sync.refresh();
        assertEquals(new Coins(10 * SKY), seen.balance().confirmed());
        assertTrue(seen.view().remarks().getFirst().contains("of another opinion"));
        network.get(2).faults.inventsFor = null;
        network.get(2).faults.hidesOutputs = true;
        assertEquals(new Coins(10 * SKY), confirmed());
        network.get(2).faults.hidesOutputs = false;
        network.get(2).faults.confirmsTooEarly = true;
        pay(4 * SKY);
        sync.refresh();
        assertEquals(WalletJournal.State.PENDING, only().state());
    }

    @Test
    void singleLiarCannotConfirmAPaymentWhoseInputsAreUnspent() throws Exception {
        receive(10 * SKY, 100);
        use(List.of(truth()));
        truth().faults.confirmsTooEarly = true;
        pay(4 * SKY);
        sync.refresh();
        assertEquals(WalletJournal.State.PENDING, only().state());
    }

    @Test
    void awayNodesAreDoneWithoutAndToldOf() throws Exception {
        receive(10 * SKY, 100);
        network.get(0).faults.away = true;
        network.get(1).faults.noPeers = true;
        assertInstanceOf(WalletSync.Sent.Taken.class, pay(4 * SKY));
        assertEquals(2, sync.refresh().view().voters());
        network.get(1).faults.away = true;
        network.get(2).faults.away = true;
        NodeException e = assertThrows(NodeException.class, () -> sync.refresh());
        assertTrue(
                e.getMessage().matches("The Skycoin node http://\\S+ does not answer \\(.*\\)\\."),
                e.getMessage());
        assertEquals(new Coins(10 * SKY), Objects.requireNonNull(journal.snapshot()).confirmed());
    }

    @Test
    void otherCopyOfTheWalletIsNoticed() throws Exception {
        receive(10 * SKY, 100);
        network.forEach(node -> node.faults.losesInjected = true);
        pay(4 * SKY);
        network.forEach(node -> node.faults.losesInjected = false);
        try (SqliteWalletJournal other = SqliteWalletJournal.open(directory.resolve("other.db"))) {
            WalletSync twin = new WalletSync(nodes, other, wallet);
            WalletSync.Refreshed seen = twin.refresh();
            Payment.Plan plan =
                    twin.plan(
                            seen,
                            List.of(new Payment.Recipient(shop, new Coins(1 * SKY), null)),
                            change);
            twin.send(seen, (Payment.Plan.Ready) plan, wallet, 0, "twin");
        }
        block();
        assertTrue(sync.refresh().events().getFirst().contains("can never be confirmed"));
        assertEquals(WalletJournal.State.DEAD, only().state());
        assertEquals(new Coins(9 * SKY), sync.refresh().balance().spendable());
    }

    @Test
    void twoProcessesNeverUseOneOutput() throws Exception {
        receive(10 * SKY, 100);
        try (SqliteWalletJournal second =
                SqliteWalletJournal.open(directory.resolve("journal.db"))) {
            WalletSync other = new WalletSync(nodes, second, wallet);
            WalletSync.Refreshed seen = sync.refresh();
            Payment.Plan.Ready plan =
                    (Payment.Plan.Ready)
                            sync.plan(
                                    seen,
                                    List.of(new Payment.Recipient(shop, new Coins(4 * SKY), null)),
                                    change);
            assertInstanceOf(
                    WalletSync.Sent.Taken.class, sync.send(seen, plan, wallet, 0, "first"));
            assertInstanceOf(
                    WalletSync.Sent.Overtaken.class, other.send(seen, plan, wallet, 0, "second"));
        }
    }

    /**
     * Anything may go wrong in any order. In the end the wallet's books are the chain's, each
     * payment was made once or never, and on the way nothing was shown that was not so.
     */
    @Test
    void stateIsRightInTheEndWhateverHappens() throws Exception {
        long seed = 4242;
        Random random = new Random(seed);
        int confirmedPayments = 0;
        for (int step = 0; step < 60; step++) {
            String where = "step " + step + " of seed " + seed;
            if (step % 6 == 0) {
                receive((1 + random.nextInt(20)) * SKY, 50 + random.nextInt(100));
            }
            StrictNode bad = network.get(1 + random.nextInt(2));
            switch (random.nextInt(9)) {
                case 0 -> bad.faults.away = true;
                case 1 -> bad.faults.losesInjected = true;
                case 2 -> bad.faults.cutsAfterInjecting = true;
                case 3 -> bad.faults.inventsFor = own.toString();
                case 4 -> network.forEach(StrictNode::dropPool);
                case 5 -> {
                    long back = Math.max(0, truth().headSequence() - 1 - random.nextInt(2));
                    boolean all = random.nextBoolean();
                    truth().reorganise(back, random.nextBoolean());
                    network.subList(1, network.size())
                            .forEach(node -> node.reorganise(all ? back : 1000, true));
                }
                case 6 -> block();
                default -> {}
            }
            try {
                WalletSync.Refreshed seen = sync.refresh();
                Payment.Plan plan =
                        sync.plan(
                                seen,
                                List.of(
                                        new Payment.Recipient(
                                                shop,
                                                new Coins((1 + random.nextInt(3)) * SKY / 2),
                                                null)),
                                change);
                if (plan instanceof Payment.Plan.Ready ready) {
                    sync.send(seen, ready, wallet, step, "step " + step);
                }
            } catch (NodeException e) {
                assertEquals(NodeException.Kind.UNREACHABLE, e.kind(), where);
            }
            for (StrictNode node : network) {
                node.faults.away = false;
                node.faults.losesInjected = false;
                node.faults.cutsAfterInjecting = false;
                node.faults.inventsFor = null;
            }
        }
        for (int i = 0; i < 10; i++) {
            block();
            sync.refresh();
        }
        long paid = 0;
        for (WalletJournal.PaymentRecord payment : journal.payments()) {
            if (payment.state() == WalletJournal.State.CONFIRMED) {
                paid += payment.transaction().outputs().getFirst().coins().droplets();
                confirmedPayments++;
            }
        }
        long onChain = truth().coins(own.toString()) + truth().coins(change.toString());
        assertEquals(new Coins(onChain), confirmed(), "seed " + seed);
        assertEquals(paid, shopHas(), "paid neither twice nor unbooked, seed " + seed);
        Set<OutputId> used = new HashSet<>();
        for (WalletJournal.PaymentRecord payment : journal.payments()) {
            boolean confirmed = payment.state() == WalletJournal.State.CONFIRMED;
            assertEquals(
                    confirmed,
                    truth().hasConfirmed(payment.transaction().id().toString()),
                    payment.toString());
            assertTrue(
                    !confirmed || payment.transaction().inputs().stream().allMatch(used::add),
                    "an output paid twice");
        }
        assertTrue(confirmedPayments > 10, "confirmed " + confirmedPayments);
    }
}
