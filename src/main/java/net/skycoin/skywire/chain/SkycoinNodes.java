package net.skycoin.skywire.chain;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import net.skycoin.skywire.sky.OutputId;
import net.skycoin.skywire.sky.SkyAddress;
import net.skycoin.skywire.sky.SpendLimits;
import net.skycoin.skywire.sky.Transaction;
import net.skycoin.skywire.sky.TransactionId;
import net.skycoin.skywire.sky.Unspent;
import org.jspecify.annotations.Nullable;

/**
 * Several nodes, all asked at once: one that is away costs nothing but its share of the vote, and
 * one that lies is outvoted. With a single node its word is taken, and {@link View#voters} says so.
 * Thread-safe.
 */
public final class SkycoinNodes implements AutoCloseable {
    private final List<SkycoinNode> nodes;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** One question to one node. */
    interface Question<T> {
        T ask(SkycoinNode node) throws NodeException;
    }

    /**
     * What came back, in the nodes' order.
     *
     * @param failures of those that gave no answer
     */
    record Answers<T>(Map<URI, T> given, Map<URI, NodeException> failures) {
        /** A failure to tell of when nobody answered. */
        NodeException failure() {
            return failures.values().iterator().next();
        }

        boolean isMajority(long count) {
            return 2 * count > given.size();
        }
    }

    /**
     * What most of the answering nodes say.
     *
     * @param head of the node in the middle, by block time
     * @param confirmed unspent outputs
     * @param outgoing of them, those that some node knows an unconfirmed spender of
     * @param incoming outputs of unconfirmed transactions that some node knows
     * @param voters how many nodes answered
     * @param remarks sentences about nodes that are away, behind or of another opinion
     */
    public record View(
            BlockHead head,
            SpendLimits limits,
            Map<OutputId, Unspent> confirmed,
            Set<OutputId> outgoing,
            Map<OutputId, Unspent> incoming,
            int voters,
            List<String> remarks) {}

    /** What most of the answering nodes say about a transaction. */
    public sealed interface Standing {
        /** In a block. */
        record Confirmed(long blockSequence, long blockTime) implements Standing {}

        /** Some node has it, in no block that most agree on. */
        record Pending() implements Standing {}

        /** No node has it. */
        record Unknown() implements Standing {}
    }

    /**
     * What the nodes said to a new transaction.
     *
     * @param taken how many took it
     * @param refused reasons of those that never will
     * @param unclear reasons of those that may have taken it or not
     */
    public record Injection(int taken, List<String> refused, List<String> unclear) {}

    /** Takes over the nodes, at least one. */
    public SkycoinNodes(List<SkycoinNode> nodes) {
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("no nodes");
        }
        this.nodes = List.copyOf(nodes);
    }

    <T> Answers<T> ask(Question<T> question) {
        Map<SkycoinNode, Future<T>> running = new LinkedHashMap<>();
        for (SkycoinNode node : nodes) {
            running.put(node, threads.submit(() -> question.ask(node)));
        }
        Map<URI, T> given = new LinkedHashMap<>();
        Map<URI, NodeException> failures = new LinkedHashMap<>();
        running.forEach(
                (node, future) -> {
                    try {
                        given.put(node.base(), future.get());
                    } catch (ExecutionException e) {
                        failures.put(node.base(), asNodeException(node, e.getCause()));
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                        failures.put(node.base(), asNodeException(node, null));
                    }
                });
        return new Answers<>(given, failures);
    }

    private static NodeException asNodeException(SkycoinNode node, @Nullable Throwable cause) {
        return switch (cause) {
            case NodeException e -> e;
            // Amounts that no number can say: the only arithmetic on foreign numbers.
            case ArithmeticException _ ->
                    new NodeException(
                            NodeException.Kind.NONSENSE,
                            node.base() + " tells of impossible amounts.");
            case null ->
                    new NodeException(NodeException.Kind.UNREACHABLE, "The wait was interrupted.");
            default -> throw new IllegalStateException(cause);
        };
    }

    /**
     * What the addresses hold, by the nodes' majority.
     *
     * @throws NodeException when no node answers
     */
    public View view(Collection<SkyAddress> addresses) throws NodeException {
        record Both(SkycoinNode.Health health, UnspentOutputs outputs) {}
        Answers<Both> answers = ask(node -> new Both(node.health(), node.outputs(addresses)));
        if (answers.given().isEmpty()) {
            throw answers.failure();
        }
        Map<OutputId, Unspent> known = new LinkedHashMap<>();
        Map<Unspent, Integer> votes = new HashMap<>();
        Set<OutputId> outgoing = new HashSet<>();
        Map<OutputId, Unspent> incoming = new LinkedHashMap<>();
        for (Both both : answers.given().values()) {
            for (Unspent output : both.outputs().confirmed().values()) {
                votes.merge(output, 1, Integer::sum);
                if (answers.isMajority(votes.getOrDefault(output, 0))) {
                    known.put(output.id(), output);
                }
            }
            outgoing.addAll(both.outputs().outgoing());
            incoming.putAll(both.outputs().incoming());
        }
        List<String> remarks = new ArrayList<>();
        answers.failures().values().forEach(failure -> remarks.add(failure.getMessage()));
        answers.given()
                .forEach(
                        (base, both) -> {
                            if (!both.outputs().confirmed().keySet().equals(known.keySet())) {
                                remarks.add(
                                        "The Skycoin node "
                                                + base
                                                + " is of another opinion about this wallet's"
                                                + " outputs; what most nodes say counts.");
                            }
                        });
        List<Both> all = List.copyOf(answers.given().values());
        return new View(
                middle(
                        all,
                        both -> both.outputs().head(),
                        Comparator.comparingLong(BlockHead::time)),
                new SpendLimits(
                        middle(all, b -> b.health().limits().burnFactor(), naturally()),
                        middle(all, b -> b.health().limits().largestTransaction(), naturally()),
                        middle(all, b -> b.health().limits().decimals(), naturally())),
                known,
                outgoing,
                incoming,
                all.size(),
                remarks);
    }

    private static Comparator<Integer> naturally() {
        return Comparator.naturalOrder();
    }

    /** The value in the middle; of an even number, the lower of the two. */
    private static <A, T> T middle(List<A> answers, Function<A, T> field, Comparator<T> order) {
        List<T> sorted = answers.stream().map(field).sorted(order).toList();
        return sorted.get((sorted.size() - 1) / 2);
    }

    /** How a transaction stands; throws when no node answers. */
    public Standing standing(TransactionId id) throws NodeException {
        Answers<Optional<LedgerEntry>> answers =
                ask(
                        node -> {
                            try {
                                return Optional.of(node.transaction(id));
                            } catch (NodeException e) {
                                if (e.kind() == NodeException.Kind.UNKNOWN) {
                                    return Optional.empty();
                                }
                                throw e;
                            }
                        });
        if (answers.given().isEmpty()) {
            throw answers.failure();
        }
        Map<Standing.Confirmed, Integer> votes = new HashMap<>();
        boolean seen = false;
        for (Optional<LedgerEntry> answer : answers.given().values()) {
            seen |= answer.isPresent();
            Long sequence = answer.map(LedgerEntry::blockSequence).orElse(null);
            if (sequence != null) {
                Standing.Confirmed where =
                        new Standing.Confirmed(sequence, answer.orElseThrow().time());
                if (answers.isMajority(votes.merge(where, 1, Integer::sum))) {
                    return where;
                }
            }
        }
        return seen ? new Standing.Pending() : new Standing.Unknown();
    }

    /** Who spent an output, when most nodes say that a block did; null otherwise. */
    @Nullable TransactionId spender(OutputId id) throws NodeException {
        Answers<SkycoinNode.OutputFate> answers = ask(node -> node.fate(id));
        Map<TransactionId, Integer> votes = new HashMap<>();
        for (SkycoinNode.OutputFate fate : answers.given().values()) {
            TransactionId by = fate.spentBy();
            if (by != null && answers.isMajority(votes.merge(by, 1, Integer::sum))) {
                return by;
            }
        }
        return null;
    }

    /**
     * Every transaction of the addresses that some node knows; one is confirmed when most say so.
     */
    public List<LedgerEntry> transactions(Collection<SkyAddress> addresses) throws NodeException {
        Answers<List<LedgerEntry>> answers = ask(node -> node.transactions(addresses));
        if (answers.given().isEmpty()) {
            throw answers.failure();
        }
        Map<TransactionId, LedgerEntry> best = new LinkedHashMap<>();
        Map<TransactionId, Map<Long, Integer>> votes = new HashMap<>();
        for (List<LedgerEntry> entries : answers.given().values()) {
            // An address list in parts may tell of one transaction twice.
            Map<TransactionId, LedgerEntry> once = new LinkedHashMap<>();
            entries.forEach(entry -> once.put(entry.id(), entry));
            for (LedgerEntry entry : once.values()) {
                best.putIfAbsent(entry.id(), unconfirmed(entry));
                Long sequence = entry.blockSequence();
                if (sequence != null
                        && answers.isMajority(
                                votes.computeIfAbsent(entry.id(), key -> new HashMap<>())
                                        .merge(sequence, 1, Integer::sum))) {
                    best.put(entry.id(), entry);
                }
            }
        }
        return List.copyOf(best.values());
    }

    private static LedgerEntry unconfirmed(LedgerEntry entry) {
        return new LedgerEntry(entry.id(), entry.transaction(), null, entry.time(), entry.spent());
    }

    /** Gives a transaction to every node. */
    public Injection inject(Transaction transaction) {
        Answers<Boolean> answers =
                ask(
                        node -> {
                            node.inject(transaction);
                            return true;
                        });
        List<String> refused = new ArrayList<>();
        List<String> unclear = new ArrayList<>();
        for (NodeException failure : answers.failures().values()) {
            (failure.kind() == NodeException.Kind.REFUSED ? refused : unclear)
                    .add(failure.getMessage());
        }
        return new Injection(answers.given().size(), refused, unclear);
    }

    /** What each answering node says to a transaction: "" for yes, else its words. */
    public Map<URI, String> verify(byte[] transaction) throws NodeException {
        Answers<String> answers =
                ask(
                        node -> {
                            String words = node.verify(transaction);
                            return words == null ? "" : words;
                        });
        if (answers.given().isEmpty()) {
            throw answers.failure();
        }
        return answers.given();
    }

    @Override
    public void close() {
        nodes.forEach(SkycoinNode::close);
        threads.shutdownNow();
    }
}
