package net.skycoin.skywire.skycoin;

import static net.skycoin.skywire.skycoin.StrictTransaction.hex;
import static net.skycoin.skywire.skycoin.StrictTransaction.unhex;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A Skycoin node for tests: the documented REST API in front of {@link StrictLedger}, with faults
 * that a test switches on. Shares no code with the product.
 *
 * <p>As a process of its own: {@code StrictNode ADDRESS PORT DATABASE [seconds per block]}; then
 * {@code /test/fund?address=&coins=&hours=}, {@code /test/block?time=} and {@code
 * /test/reorganise?seq=} steer it.
 */
public final class StrictNode implements AutoCloseable {
    /** When the chain begins: some time before the tests were written. */
    static final long GENESIS_TIME = 1_700_000_000;

    private static final long GENESIS_COINS = 100_000_000_000_000L;
    private static final long GENESIS_HOURS = 1_000_000_000_000L;
    private static final byte[] GENESIS_SECRET =
            StrictKeys.sha256("genesis of the strict node".getBytes(StandardCharsets.US_ASCII));
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** What goes wrong; fields may be set at any time. */
    public static final class Faults {
        public volatile long delayMs;
        public volatile boolean away;

        /** Answers an injected transaction's id, and forgets it. */
        public volatile boolean losesInjected;

        /** Refuses to take transactions, as a node without peers does (503). */
        public volatile boolean noPeers;

        /** Takes a transaction and breaks the connection before it answers. */
        public volatile boolean cutsAfterInjecting;

        /** An output that does not exist, for everybody who asks about this address. */
        public volatile String inventsFor;

        /** Says that nobody has anything. */
        public volatile boolean hidesOutputs;

        /** Says that transactions of its pool are confirmed. */
        public volatile boolean confirmsTooEarly;
    }

    /** An answer that is not 200. */
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        final int status;
        final transient JsonNode data;

        Refusal(int status, String message, JsonNode data) {
            super(message);
            this.status = status;
            this.data = data;
        }

        Refusal(int status, String message) {
            this(status, message, null);
        }
    }

    final StrictLedger ledger;
    public final Faults faults = new Faults();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Long> csrfTokens = new HashMap<>();

    StrictNode(InetSocketAddress address, Path database) throws IOException, SQLException {
        ledger = new StrictLedger(database);
        server = HttpServer.create(address, 0);
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** A node on a free port of the loopback interface, with a genesis block. */
    public static StrictNode start() throws IOException, SQLException {
        StrictNode node =
                new StrictNode(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), null);
        node.begin();
        return node;
    }

    void begin() {
        ledger.genesis(genesisAddress(), GENESIS_COINS, GENESIS_HOURS, GENESIS_TIME);
    }

    public static String genesisAddress() {
        return StrictKeys.text(StrictKeys.address(StrictKeys.publicKey(GENESIS_SECRET)));
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Sends coins of the genesis address, in a block of its own 10 s after the last; the txid. */
    public String fund(String address, long coins, long hours) {
        synchronized (ledger) {
            List<StrictLedger.Output> own = ledger.unspent(List.of(genesisAddress()));
            StrictLedger.Output from = own.getFirst();
            List<StrictTransaction.Out> outs = new ArrayList<>();
            outs.add(out(address, coins, hours));
            long left = from.hoursAt(ledger.head().time()).longValueExact();
            outs.add(out(genesisAddress(), from.coins() - coins, left - (left + 9) / 10 - hours));
            byte[] raw =
                    StrictTransaction.make(
                            List.of(unhex(from.id())), List.of(GENESIS_SECRET), outs);
            long time = ledger.head().time() + 10;
            String broken = ledger.inject(raw, time);
            if (broken != null) {
                throw new IllegalStateException(broken);
            }
            ledger.makeBlock(time);
            return hex(StrictKeys.sha256(raw));
        }
    }

    static StrictTransaction.Out out(String address, long coins, long hours) {
        return new StrictTransaction.Out(
                StrictKeys.parse(address), BigInteger.valueOf(coins), BigInteger.valueOf(hours));
    }

    /** A block of the pool, so many seconds after the last one. */
    public boolean block(long seconds) {
        return ledger.makeBlock(ledger.head().time() + seconds);
    }

    /** Takes back the blocks above {@code sequence}; {@code keep} as in the ledger. */
    public void reorganise(long sequence, boolean keep) {
        ledger.reorganise(sequence, keep);
    }

    public long headSequence() {
        return ledger.head().sequence();
    }

    public int poolSize() {
        return ledger.pool().size();
    }

    public boolean hasConfirmed(String transaction) {
        StrictLedger.Entry entry = ledger.transaction(transaction);
        return entry != null && entry.sequence() >= 0;
    }

    /** Confirmed droplets of an address. */
    public long coins(String address) {
        return ledger.unspent(List.of(address)).stream()
                .mapToLong(StrictLedger.Output::coins)
                .sum();
    }

    /** A node that starts where another one is: same chain, same pool. */
    public static StrictNode following(StrictNode other) throws IOException, SQLException {
        StrictNode node =
                new StrictNode(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), null);
        node.ledger.copy(other.ledger);
        return node;
    }

    /** Tells another node of the pool, as nodes do. */
    public void gossipTo(StrictNode other) {
        for (StrictLedger.Entry entry : ledger.pool()) {
            other.ledger.inject(entry.transaction().raw, entry.time());
        }
    }

    /** Empties the pool. */
    public void dropPool() {
        for (StrictLedger.Entry entry : ledger.pool()) {
            ledger.forget(hex(entry.transaction().id()));
        }
    }

    /** Takes over the chain and pool of another node. */
    public void follow(StrictNode other) {
        ledger.copy(other.ledger);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (faults.away) {
                return;
            }
            Thread.sleep(faults.delayMs);
            String path = exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            boolean v2 = path.startsWith("/api/v2/");
            int status = 200;
            byte[] answer;
            boolean plain = false;
            try {
                JsonNode json = answer(exchange, path, body);
                if (v2) {
                    json = NODES.objectNode().set("data", json);
                }
                answer = JSON.writeValueAsBytes(json);
            } catch (Refusal e) {
                status = e.status;
                plain = !v2;
                ObjectNode error = NODES.objectNode();
                error.putObject("error").put("message", e.getMessage()).put("code", status);
                if (e.data != null) {
                    error.set("data", e.data);
                }
                answer =
                        plain
                                ? (status + " " + e.getMessage() + "\n")
                                        .getBytes(StandardCharsets.UTF_8)
                                : JSON.writeValueAsBytes(error);
            }
            if (faults.cutsAfterInjecting && path.endsWith("/injectTransaction")) {
                return;
            }
            exchange.getResponseHeaders()
                    .set("Content-Type", plain ? "text/plain" : "application/json");
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private JsonNode answer(HttpExchange exchange, String path, byte[] body) throws Refusal {
        String method = exchange.getRequestMethod();
        Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (method.equals("POST") && !path.startsWith("/test/")) {
            String token = exchange.getRequestHeaders().getFirst("X-CSRF-Token");
            Long issued = csrfTokens.get(token == null ? "" : token);
            if (issued == null || System.nanoTime() - issued > 30_000_000_000L) {
                throw new Refusal(403, "Forbidden - invalid CSRF token");
            }
            if (type != null && type.startsWith("application/x-www-form-urlencoded")) {
                query.putAll(query(new String(body, StandardCharsets.UTF_8)));
            }
        }
        synchronized (ledger) {
            return switch (path) {
                case "/api/v1/csrf" -> csrf();
                case "/api/v1/health" -> health();
                case "/api/v1/blockchain/metadata" -> metadata();
                case "/api/v1/outputs" -> outputs(query);
                case "/api/v1/balance" -> balance(query);
                case "/api/v1/uxout" -> uxout(query);
                case "/api/v1/transaction" -> transaction(query);
                case "/api/v1/transactions" -> transactions(query);
                case "/api/v1/rawtx" ->
                        TextNode.valueOf(hex(found(query.get("txid")).transaction().raw));
                case "/api/v1/block" -> block(query);
                case "/api/v1/blocks" -> blocks(query);
                case "/api/v1/injectTransaction" -> inject(method, json(type, body));
                case "/api/v2/transaction/verify" -> verify(method, json(type, body));
                case "/test/fund" ->
                        TextNode.valueOf(
                                fund(
                                        query.get("address"),
                                        Long.parseLong(query.get("coins")),
                                        Long.parseLong(query.get("hours"))));
                case "/test/block" ->
                        NODES.booleanNode(block(Long.parseLong(query.getOrDefault("time", "10"))));
                case "/test/reorganise" -> {
                    ledger.reorganise(
                            Long.parseLong(query.get("seq")),
                            Boolean.parseBoolean(query.getOrDefault("keep", "true")));
                    yield metadata();
                }
                default -> throw new Refusal(404, "Not Found");
            };
        }
    }

    private static JsonNode json(String type, byte[] body) throws Refusal {
        if (type == null || !type.startsWith("application/json")) {
            throw new Refusal(415, "Unsupported Media Type");
        }
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new Refusal(400, "Bad Request - " + e.getMessage());
        }
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (raw != null && !raw.isEmpty()) {
            for (String pair : raw.split("&", -1)) {
                String[] parts = pair.split("=", 2);
                fields.put(
                        parts[0],
                        URLDecoder.decode(
                                parts.length > 1 ? parts[1] : "", StandardCharsets.UTF_8));
            }
        }
        return fields;
    }

    private JsonNode csrf() {
        String token = hex(StrictKeys.sha256(new byte[] {(byte) csrfTokens.size()}));
        csrfTokens.put(token, System.nanoTime());
        return NODES.objectNode().put("csrf_token", token);
    }

    ObjectNode metadata() {
        ObjectNode json = NODES.objectNode();
        json.set("head", header(ledger.head()));
        json.put("unspents", ledger.unspentCount());
        json.put("unconfirmed", ledger.pool().size());
        return json;
    }

    private ObjectNode health() {
        ObjectNode json = NODES.objectNode();
        ObjectNode chain = json.putObject("blockchain").setAll(metadata());
        chain.put("time_since_last_block", "4s");
        json.putObject("version").put("version", "0.27.1").put("commit", "").put("branch", "");
        json.put("coin", "skycoin").put("user_agent", "skycoin:0.27.1").put("open_connections", 8);
        json.put("csrf_enabled", true).put("csp_enabled", true).put("gui_enabled", false);
        for (String who : List.of("user_verify_transaction", "unconfirmed_verify_transaction")) {
            json.putObject(who)
                    .put("burn_factor", StrictLedger.BURN_FACTOR)
                    .put("max_transaction_size", StrictLedger.LARGEST)
                    .put("max_decimals", StrictLedger.DECIMALS);
        }
        return json;
    }

    static ObjectNode header(StrictLedger.Block block) {
        return NODES.objectNode()
                .put("seq", block.sequence())
                .put("block_hash", block.hash())
                .put("previous_block_hash", block.previous())
                .put("timestamp", block.time())
                .put("fee", block.fee())
                .put("version", block.version())
                .put("tx_body_hash", block.body())
                .put("ux_hash", block.unspents());
    }

    private static String sky(BigInteger droplets) {
        return new BigDecimal(droplets, 6).toPlainString();
    }

    private static String sky(long droplets) {
        return sky(BigInteger.valueOf(droplets));
    }

    /** Outputs that transactions of the pool spend, by id. */
    private Map<String, StrictLedger.Output> outgoing() {
        Map<String, StrictLedger.Output> spent = new LinkedHashMap<>();
        for (StrictLedger.Entry entry : ledger.pool()) {
            for (byte[] input : entry.transaction().inputs) {
                StrictLedger.Output output = ledger.output(hex(input));
                if (output != null && output.spentBy() == null) {
                    spent.put(output.id(), output);
                }
            }
        }
        return spent;
    }

    /** Outputs that transactions of the pool make, as of the head. */
    private List<StrictLedger.Output> incoming() {
        StrictLedger.Block head = ledger.head();
        List<StrictLedger.Output> made = new ArrayList<>();
        for (StrictLedger.Entry entry : ledger.pool()) {
            byte[] id = entry.transaction().id();
            for (StrictTransaction.Out out : entry.transaction().outputs) {
                made.add(
                        new StrictLedger.Output(
                                out.id(id),
                                hex(id),
                                StrictKeys.text(out.address()),
                                out.coins().longValueExact(),
                                out.hours().longValueExact(),
                                head.time(),
                                head.sequence(),
                                0,
                                null));
            }
        }
        return made;
    }

    private static List<String> list(Map<String, String> query, String name) {
        String value = query.getOrDefault(name, "");
        return value.isEmpty() ? List.of() : Arrays.asList(value.split(","));
    }

    private List<String> addresses(Map<String, String> query) throws Refusal {
        List<String> addresses = list(query, "addrs");
        for (String address : addresses) {
            if (StrictKeys.parse(address) == null) {
                throw new Refusal(400, "Bad Request - address " + address + " is invalid");
            }
        }
        return addresses;
    }

    JsonNode outputs(Map<String, String> query) throws Refusal {
        List<String> addresses = addresses(query);
        List<String> hashes = list(query, "hashes");
        List<StrictLedger.Output> head = new ArrayList<>();
        if (faults.hidesOutputs) {
            addresses = List.of("nobody");
        }
        head.addAll(ledger.unspent(addresses));
        if (faults.inventsFor != null && addresses.contains(faults.inventsFor)) {
            head.add(invented(faults.inventsFor));
        }
        for (String hash : hashes) {
            StrictLedger.Output output = ledger.output(hash);
            if (output != null && output.spentBy() == null) {
                head.add(output);
            }
        }
        List<StrictLedger.Output> going = new ArrayList<>();
        List<StrictLedger.Output> coming = new ArrayList<>();
        for (StrictLedger.Output output : outgoing().values()) {
            if (addresses.contains(output.address()) || hashes.contains(output.id())) {
                going.add(output);
            }
        }
        for (StrictLedger.Output output : incoming()) {
            if (addresses.contains(output.address()) || hashes.contains(output.id())) {
                coming.add(output);
            }
        }
        ObjectNode json = NODES.objectNode();
        json.set("head", header(ledger.head()));
        json.set("head_outputs", readable(head));
        json.set("outgoing_outputs", readable(going));
        json.set("incoming_outputs", readable(coming));
        return json;
    }

    private StrictLedger.Output invented(String address) {
        StrictTransaction.Out out = out(address, 5_000_000_000L, 100_000);
        byte[] source = StrictKeys.sha256("a lie".getBytes(StandardCharsets.US_ASCII));
        StrictLedger.Block head = ledger.head();
        return new StrictLedger.Output(
                out.id(source),
                hex(source),
                address,
                out.coins().longValueExact(),
                out.hours().longValueExact(),
                head.time(),
                head.sequence(),
                0,
                null);
    }

    private ArrayNode readable(List<StrictLedger.Output> outputs) {
        List<StrictLedger.Output> sorted = new ArrayList<>(outputs);
        sorted.sort(
                (a, b) ->
                        a.time() != b.time()
                                ? Long.compare(b.time(), a.time())
                                : a.id().compareTo(b.id()));
        ArrayNode array = NODES.arrayNode();
        for (StrictLedger.Output output : sorted) {
            array.addObject()
                    .put("hash", output.id())
                    .put("time", output.time())
                    .put("block_seq", output.sequence())
                    .put("src_tx", output.source())
                    .put("address", output.address())
                    .put("coins", sky(output.coins()))
                    .put("hours", output.hours())
                    .put("calculated_hours", output.hoursAt(ledger.head().time()));
        }
        return array;
    }

    JsonNode balance(Map<String, String> query) throws Refusal {
        List<String> addresses = addresses(query);
        if (addresses.isEmpty()) {
            throw new Refusal(400, "Bad Request - addrs is required");
        }
        ObjectNode each = NODES.objectNode();
        BigInteger[] sums = {BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO};
        for (String address : new TreeSet<>(addresses)) {
            BigInteger[] one = balance(address);
            each.set(address, pairs(one));
            for (int i = 0; i < sums.length; i++) {
                sums[i] = sums[i].add(one[i]);
            }
        }
        ObjectNode json = pairs(sums);
        json.set("addresses", each);
        return json;
    }

    private BigInteger[] balance(String address) {
        long now = ledger.head().time();
        BigInteger coins = BigInteger.ZERO;
        BigInteger hours = BigInteger.ZERO;
        BigInteger coinsSoon = BigInteger.ZERO;
        BigInteger hoursSoon = BigInteger.ZERO;
        Map<String, StrictLedger.Output> going = outgoing();
        for (StrictLedger.Output output : ledger.unspent(List.of(address))) {
            coins = coins.add(BigInteger.valueOf(output.coins()));
            hours = hours.add(output.hoursAt(now));
            if (!going.containsKey(output.id())) {
                coinsSoon = coinsSoon.add(BigInteger.valueOf(output.coins()));
                hoursSoon = hoursSoon.add(output.hoursAt(now));
            }
        }
        for (StrictLedger.Output output : incoming()) {
            if (output.address().equals(address)) {
                coinsSoon = coinsSoon.add(BigInteger.valueOf(output.coins()));
                hoursSoon = hoursSoon.add(BigInteger.valueOf(output.hours()));
            }
        }
        return new BigInteger[] {coins, hours, coinsSoon, hoursSoon};
    }

    private static ObjectNode pairs(BigInteger[] sums) {
        ObjectNode json = NODES.objectNode();
        json.putObject("confirmed").put("coins", sums[0]).put("hours", sums[1]);
        json.putObject("predicted").put("coins", sums[2]).put("hours", sums[3]);
        return json;
    }

    JsonNode uxout(Map<String, String> query) throws Refusal {
        StrictLedger.Output output = ledger.output(query.getOrDefault("uxid", ""));
        if (output == null) {
            throw new Refusal(404, "Not Found");
        }
        String spentBy = output.spentBy() == null ? "0".repeat(64) : output.spentBy();
        return NODES.objectNode()
                .put("uxid", output.id())
                .put("time", output.time())
                .put("src_block_seq", output.sequence())
                .put("src_tx", output.source())
                .put("owner_address", output.address())
                .put("coins", output.coins())
                .put("hours", output.hours())
                .put("calculated_hours", output.hoursAt(ledger.head().time()))
                .put("spent_block_seq", output.spentSequence())
                .put("spent_tx", spentBy);
    }

    private StrictLedger.Entry found(String id) throws Refusal {
        if (id == null || id.isEmpty()) {
            throw new Refusal(400, "Bad Request - txid is empty");
        }
        StrictLedger.Entry entry = ledger.transaction(id);
        if (entry == null) {
            throw new Refusal(404, "Not Found");
        }
        return entry;
    }

    private static boolean flag(Map<String, String> query, String name) {
        return List.of("1", "true").contains(query.getOrDefault(name, ""));
    }

    JsonNode transaction(Map<String, String> query) throws Refusal {
        StrictLedger.Entry entry = found(query.get("txid"));
        return withStatus(entry, flag(query, "verbose"), flag(query, "encoded"));
    }

    private JsonNode transactions(Map<String, String> query) throws Refusal {
        ArrayNode array = NODES.arrayNode();
        HashSet<String> wanted = new HashSet<>(addresses(query));
        for (StrictLedger.Entry entry : ledger.transactionsFor(wanted).values()) {
            boolean confirmed = entry.sequence() >= 0;
            if (!query.containsKey("confirmed") || flag(query, "confirmed") == confirmed) {
                array.add(withStatus(entry, flag(query, "verbose"), false));
            }
        }
        return array;
    }

    private JsonNode withStatus(StrictLedger.Entry entry, boolean verbose, boolean encoded) {
        boolean confirmed = entry.sequence() >= 0;
        long head = ledger.head().sequence();
        boolean says = confirmed || faults.confirmsTooEarly;
        long sequence = confirmed ? entry.sequence() : says ? head : 0;
        ObjectNode json = NODES.objectNode();
        json.putObject("status")
                .put("confirmed", says)
                .put("unconfirmed", !says)
                .put("height", says ? head - sequence + 1 : 0)
                .put("block_seq", sequence);
        json.put("time", entry.time());
        if (encoded) {
            return json.put("encoded_transaction", hex(entry.transaction().raw));
        }
        ObjectNode transaction = readable(entry, verbose);
        return json.set("txn", transaction.put("timestamp", entry.time()));
    }

    private ObjectNode readable(StrictLedger.Entry entry, boolean verbose) {
        StrictTransaction t = entry.transaction();
        boolean genesis = t.inputs.isEmpty();
        ObjectNode json =
                NODES.objectNode()
                        .put("length", t.length)
                        .put("type", t.type)
                        .put("txid", hex(t.id()))
                        .put("inner_hash", hex(t.inner));
        ArrayNode signatures = json.putArray("sigs");
        t.signatures.forEach(signature -> signatures.add(hex(signature)));
        ArrayNode inputs = json.putArray("inputs");
        // Hours count as of the block before the one that spends.
        StrictLedger.Block before =
                entry.sequence() > 0 ? ledger.block(entry.sequence() - 1) : ledger.head();
        BigInteger fee = BigInteger.ZERO;
        for (byte[] input : t.inputs) {
            if (!verbose) {
                inputs.add(hex(input));
                continue;
            }
            StrictLedger.Output output = ledger.output(hex(input));
            BigInteger hours = output.hoursAt(before.time());
            fee = fee.add(hours);
            inputs.addObject()
                    .put("uxid", output.id())
                    .put("owner", output.address())
                    .put("coins", sky(output.coins()))
                    .put("src_txid", output.source())
                    .put("hours", output.hours())
                    .put("calculated_hours", hours);
        }
        ArrayNode outputs = json.putArray("outputs");
        for (StrictTransaction.Out out : t.outputs) {
            fee = fee.subtract(out.hours());
            outputs.addObject()
                    .put("uxid", out.id(genesis ? new byte[32] : t.id()))
                    .put("dst", StrictKeys.text(out.address()))
                    .put("coins", sky(out.coins()))
                    .put("hours", out.hours());
        }
        return verbose ? json.put("fee", fee) : json;
    }

    JsonNode block(Map<String, String> query) throws Refusal {
        StrictLedger.Block block = ledger.block(Long.parseLong(query.getOrDefault("seq", "-1")));
        if (block == null) {
            throw new Refusal(404, "Not Found");
        }
        return readable(block);
    }

    private ObjectNode readable(StrictLedger.Block block) {
        ObjectNode json = NODES.objectNode();
        json.set("header", header(block));
        ArrayNode transactions = json.putObject("body").putArray("txns");
        int size = 0;
        for (StrictLedger.Entry entry : ledger.transactionsOf(block.sequence())) {
            transactions.add(readable(entry, false));
            size += entry.transaction().raw.length;
        }
        return json.put("size", size);
    }

    JsonNode blocks(Map<String, String> query) throws Refusal {
        List<Long> wanted = new ArrayList<>();
        list(query, "seqs").forEach(seq -> wanted.add(Long.parseLong(seq)));
        if (query.containsKey("start")) {
            for (long seq = Long.parseLong(query.get("start"));
                    seq <= Long.parseLong(query.get("end"));
                    seq++) {
                wanted.add(seq);
            }
        }
        ObjectNode json = NODES.objectNode();
        ArrayNode array = json.putArray("blocks");
        for (long sequence : wanted) {
            StrictLedger.Block block = ledger.block(sequence);
            if (block == null) {
                throw new Refusal(404, "Not Found");
            }
            array.add(readable(block));
        }
        return json;
    }

    private JsonNode inject(String method, JsonNode body) throws Refusal {
        if (!method.equals("POST")) {
            throw new Refusal(405, "Method Not Allowed");
        }
        byte[] raw = raw(body.path("rawtx").asText());
        if (faults.noPeers) {
            throw new Refusal(503, "Service Unavailable - no peers");
        }
        String id = hex(StrictKeys.sha256(raw));
        StrictLedger.Entry known = ledger.transaction(id);
        if (known != null && known.sequence() >= 0) {
            throw new Refusal(400, "Bad Request - transaction is confirmed already");
        }
        String broken = ledger.inject(raw, Instant.now().getEpochSecond());
        if (broken != null) {
            throw new Refusal(400, "Bad Request - Transaction violates rule: " + broken);
        }
        if (faults.losesInjected) {
            ledger.forget(id);
        }
        return TextNode.valueOf(id);
    }

    private static byte[] raw(String text) throws Refusal {
        try {
            return unhex(text);
        } catch (IllegalArgumentException e) {
            throw new Refusal(400, "Bad Request - not hex");
        }
    }

    JsonNode verify(String method, JsonNode body) throws Refusal {
        if (!method.equals("POST")) {
            throw new Refusal(405, "Method Not Allowed");
        }
        byte[] raw = raw(body.path("encoded_transaction").asText());
        StrictTransaction t;
        try {
            t = StrictTransaction.parse(raw);
        } catch (StrictTransaction.Malformed e) {
            throw new Refusal(400, "decode transaction failed");
        }
        StrictLedger.Entry known = ledger.transaction(hex(t.id()));
        boolean confirmed = known != null && known.sequence() >= 0;
        String broken = ledger.judge(raw);
        JsonNode data = verified(t, confirmed);
        if (broken != null) {
            throw new Refusal(422, "Transaction violates rule: " + broken, data);
        }
        return data;
    }

    private JsonNode verified(StrictTransaction t, boolean confirmed) {
        ObjectNode json = NODES.objectNode().put("unsigned", false).put("confirmed", confirmed);
        ObjectNode body =
                json.putObject("transaction")
                        .put("length", t.length)
                        .put("type", t.type)
                        .put("txid", hex(t.id()))
                        .put("inner_hash", hex(t.inner));
        ArrayNode signatures = body.putArray("sigs");
        t.signatures.forEach(signature -> signatures.add(hex(signature)));
        ArrayNode inputs = body.putArray("inputs");
        BigInteger fee = BigInteger.ZERO;
        for (byte[] input : t.inputs) {
            StrictLedger.Output output = ledger.output(hex(input));
            if (output == null) {
                return NODES.nullNode();
            }
            BigInteger hours = output.hoursAt(ledger.head().time());
            fee = fee.add(hours);
            inputs.addObject()
                    .put("uxid", output.id())
                    .put("address", output.address())
                    .put("coins", sky(output.coins()))
                    .put("hours", Long.toString(output.hours()))
                    .put("calculated_hours", hours.toString())
                    .put("timestamp", output.time())
                    .put("block", output.sequence())
                    .put("txid", output.source());
        }
        ArrayNode outputs = body.putArray("outputs");
        for (StrictTransaction.Out out : t.outputs) {
            fee = fee.subtract(out.hours());
            outputs.addObject()
                    .put("uxid", out.id(t.id()))
                    .put("address", StrictKeys.text(out.address()))
                    .put("coins", sky(out.coins()))
                    .put("hours", out.hours().toString());
        }
        body.put("fee", fee.toString());
        return json;
    }

    @Override
    public void close() throws SQLException {
        server.stop(0);
        threads.shutdownNow();
        ledger.close();
    }

    public static void main(String[] arguments) throws Exception {
        InetSocketAddress address =
                new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
        Path database = Path.of(arguments[2]);
        try (StrictNode node = new StrictNode(address, database)) {
            node.begin();
            System.out.println("strict node on " + address);
            long seconds = arguments.length > 3 ? Long.parseLong(arguments[3]) : 0;
            while (true) {
                Thread.sleep(seconds == 0 ? 3_600_000 : seconds * 1000);
                if (seconds > 0) {
                    node.block(10);
                }
            }
        }
    }
}
