package net.skycoin.skywire.chain;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import net.skycoin.skywire.bytes.Hex;
import net.skycoin.skywire.sky.Hash256;
import net.skycoin.skywire.sky.OutputId;
import net.skycoin.skywire.sky.SkyAddress;
import net.skycoin.skywire.sky.SpendLimits;
import net.skycoin.skywire.sky.Transaction;
import net.skycoin.skywire.sky.TransactionId;
import org.jspecify.annotations.Nullable;

/**
 * A blocking client of one Skycoin node's REST API. Each call is one exchange (two where the node
 * asks for a CSRF token), bounded in time and size. Thread-safe.
 */
public final class SkycoinNode implements AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(8);
    private static final int LARGEST_ANSWER = 16 << 20;

    /** So many addresses fit a request line that every server takes. */
    private static final int ADDRESSES_PER_REQUEST = 100;

    private static final int LONGEST_REASON = 200;

    private final URI base;
    private final Duration limit;
    private final HttpClient client;

    /** What a node asks of transactions, and where it is. */
    public record Health(BlockHead head, SpendLimits limits) {}

    /** Where an output came from and went. */
    public record OutputFate(@Nullable TransactionId spentBy, long spentSequence) {}

    /**
     * A client; nothing is sent yet.
     *
     * @param base such as {@code http://198.51.100.7:6420}
     * @param from local address to speak from; null lets the system choose
     * @param limit longest time for one exchange
     */
    public SkycoinNode(URI base, @Nullable InetAddress from, Duration limit) {
        this.base = base;
        this.limit = limit;
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .proxy(HttpClient.Builder.NO_PROXY)
                        .connectTimeout(limit.compareTo(CONNECT_LIMIT) < 0 ? limit : CONNECT_LIMIT);
        if (from != null) {
            builder.localAddress(from);
        }
        client = builder.build();
    }

    public URI base() {
        return base;
    }

    public Health health() throws NodeException {
        Answer answer = get("/api/v1/health");
        Answer rules = answer.field("user_verify_transaction");
        long burn = rules.field("burn_factor").number();
        long size = rules.field("max_transaction_size").number();
        long decimals = rules.field("max_decimals").number();
        if (!SpendLimits.areReasonable(burn, size, decimals)) {
            throw rules.nonsense("limits that make sense");
        }
        return new Health(
                BlockHead.read(answer.field("blockchain").field("head")),
                new SpendLimits((int) burn, (int) size, (int) decimals));
    }

    /** What these addresses hold. */
    public UnspentOutputs outputs(Collection<SkyAddress> addresses) throws NodeException {
        while (true) {
            UnspentOutputs all = null;
            boolean moved = false;
            for (List<SkyAddress> some : inParts(addresses)) {
                UnspentOutputs part =
                        UnspentOutputs.read(get("/api/v1/outputs?addrs=" + joined(some)));
                // A block came in between: what was read before it may be spent.
                moved |= all != null && !all.head().equals(part.head());
                all = all == null ? part : all.plus(part);
            }
            if (all == null) {
                throw new IllegalArgumentException("no addresses");
            }
            if (!moved) {
                return all;
            }
        }
    }

    /** Every transaction that gives to or takes from these addresses. */
    public List<LedgerEntry> transactions(Collection<SkyAddress> addresses) throws NodeException {
        List<LedgerEntry> entries = new ArrayList<>();
        for (List<SkyAddress> some : inParts(addresses)) {
            String path = "/api/v1/transactions?verbose=1&addrs=" + joined(some);
            for (Answer item : get(path).items()) {
                entries.add(LedgerEntry.read(item));
            }
        }
        return entries;
    }

    /** One transaction; {@link NodeException.Kind#UNKNOWN} when the node has it not. */
    public LedgerEntry transaction(TransactionId id) throws NodeException {
        LedgerEntry entry = LedgerEntry.read(get("/api/v1/transaction?txid=" + id));
        if (!entry.id().equals(id)) {
            throw new NodeException(
                    NodeException.Kind.NONSENSE, base + " answers with another transaction.");
        }
        return entry;
    }

    /** What became of an output. */
    public OutputFate fate(OutputId id) throws NodeException {
        Answer answer = get("/api/v1/uxout?uxid=" + id);
        TransactionId spentBy = new TransactionId(answer.field("spent_tx").hash());
        boolean unspent = spentBy.hash().equals(Hash256.ZERO);
        return new OutputFate(unspent ? null : spentBy, answer.field("spent_block_seq").number());
    }

    /**
     * Gives a transaction to the network.
     *
     * @throws NodeException with {@link NodeException.Kind#REFUSED} when the node says that it
     *     breaks a rule; with another kind it may or may not have been taken
     */
    public void inject(Transaction transaction) throws NodeException {
        ObjectNode body =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("rawtx", Hex.encode(transaction.toBytes()));
        Answer answer = post("/api/v1/injectTransaction", body);
        if (!answer.hash().equals(transaction.id().hash())) {
            throw answer.nonsense("the transaction's name");
        }
    }

    /** Asks whether a transaction keeps all rules; null when it does, else the node's words. */
    public @Nullable String verify(byte[] transaction) throws NodeException {
        ObjectNode body =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("unsigned", false)
                        .put("encoded_transaction", Hex.encode(transaction));
        try {
            post("/api/v2/transaction/verify", body);
            return null;
        } catch (NodeException e) {
            if (e.kind() == NodeException.Kind.REFUSED) {
                return e.getMessage();
            }
            throw e;
        }
    }

    private static List<List<SkyAddress>> inParts(Collection<SkyAddress> addresses) {
        List<SkyAddress> list = List.copyOf(addresses);
        List<List<SkyAddress>> parts = new ArrayList<>();
        for (int at = 0; at < list.size(); at += ADDRESSES_PER_REQUEST) {
            parts.add(list.subList(at, Math.min(list.size(), at + ADDRESSES_PER_REQUEST)));
        }
        return parts;
    }

    private static String joined(List<SkyAddress> addresses) {
        return addresses.stream().map(SkyAddress::toString).collect(Collectors.joining(","));
    }

    private Answer get(String path) throws NodeException {
        return exchange(path, HttpRequest.newBuilder(base.resolve(path)).GET());
    }

    private Answer post(String path, ObjectNode body) throws NodeException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        String token = csrfToken();
        if (token != null) {
            request.header("X-CSRF-Token", token);
        }
        return exchange(path, request);
    }

    /** A fresh token (they live 30 s); null where the node asks for none. */
    private @Nullable String csrfToken() throws NodeException {
        try {
            String token = get("/api/v1/csrf").field("csrf_token").text();
            if (!token.matches("[A-Za-z0-9+/=_.-]{1,1000}")) {
                throw new NodeException(
                        NodeException.Kind.NONSENSE, base + " gives a strange CSRF token.");
            }
            return token;
        } catch (NodeException e) {
            if (e.kind() == NodeException.Kind.UNKNOWN) {
                return null;
            }
            throw e;
        }
    }

    private Answer exchange(String path, HttpRequest.Builder request) throws NodeException {
        HttpRequest built = request.timeout(limit).header("Accept", "application/json").build();
        CompletableFuture<HttpResponse<byte[]>> exchange =
                client.sendAsync(
                        built,
                        HttpResponse.BodyHandlers.limiting(
                                HttpResponse.BodyHandlers.ofByteArray(), LARGEST_ANSWER));
        try {
            // The request's own limit ends with the head of the answer; this one is for all of it.
            HttpResponse<byte[]> response = exchange.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return judged(path, response.statusCode(), response.body());
        } catch (TimeoutException _) {
            throw unreachable("it took more than " + limit.toSeconds() + " s");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            String words = cause == null ? null : cause.getMessage();
            throw unreachable(
                    words != null
                            ? harmless(words)
                            : cause instanceof ConnectException
                                    ? "no connection"
                                    : "the connection broke");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw unreachable("interrupted");
        } finally {
            exchange.cancel(true);
        }
    }

    private NodeException unreachable(String why) {
        return new NodeException(
                NodeException.Kind.UNREACHABLE,
                "The Skycoin node " + base + " does not answer (" + why + ").");
    }

    private Answer judged(String path, int status, byte[] body) throws NodeException {
        if (status == 200) {
            return Answer.parse(body, base + place(path));
        }
        String said = "The Skycoin node " + base + " says: " + reason(status, body);
        if (status == 404) {
            throw new NodeException(NodeException.Kind.UNKNOWN, said);
        }
        // 403 is a CSRF token that did not reach it in time: worth another try.
        boolean refused = status >= 400 && status < 500 && status != 403 && status != 429;
        throw new NodeException(
                refused ? NodeException.Kind.REFUSED : NodeException.Kind.UNREACHABLE, said);
    }

    private static String place(String path) {
        int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }

    /** The node's own words: of version 2 the message, of version 1 the text. */
    private static String reason(int status, byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        try {
            Answer message = Answer.parse(body, "").field("error").field("message");
            text = message.isText() ? message.text() : text;
        } catch (NodeException _) {
            // Plain text.
        }
        String words = harmless(text.strip());
        return words.isEmpty() ? "status " + status : words;
    }

    private static String harmless(String text) {
        String clean =
                text.codePoints()
                        .limit(LONGEST_REASON)
                        .map(c -> Character.isISOControl(c) ? ' ' : c)
                        .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append)
                        .toString();
        return clean.endsWith(".") ? clean.substring(0, clean.length() - 1) : clean;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
