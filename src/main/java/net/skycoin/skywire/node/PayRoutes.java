package net.skycoin.skywire.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import net.skycoin.skywire.bytes.Hex;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.control.ControlReply;
import net.skycoin.skywire.control.ControlRequest;
import net.skycoin.skywire.control.ControlRoutes;
import net.skycoin.skywire.control.Problem;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.pay.PayRecord;
import net.skycoin.skywire.pay.Payments;
import net.skycoin.skywire.wire.HubAnswer;
import net.skycoin.skywire.wire.HubCode;
import net.skycoin.skywire.wire.HubOperation;
import net.skycoin.skywire.wire.HubStatement;
import net.skycoin.skywire.wire.PayBill;
import net.skycoin.skywire.wire.PayReceipt;
import org.jspecify.annotations.Nullable;

/**
 * The control API's views of money between neighbours, {@code /v1/pay...}; their shapes are in
 * {@code operations.md}. Amounts are nanoSKY.
 */
final class PayRoutes {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MOST_ROWS = 200;
    private static final long DROPLET = 1000;

    private final PayRole role;
    private final EngineLoop loop;
    private final Payments payments;

    PayRoutes(PayRole role, EngineLoop loop, Payments payments) {
        this.role = role;
        this.loop = loop;
        this.payments = payments;
    }

    ControlRoutes add(ControlRoutes routes) {
        return routes.get("/v1/pay", _ -> loop.ask(this::status).thenApply(ControlReply::ok))
                .get("/v1/pay/channels", _ -> loop.ask(this::channels).thenApply(ControlReply::ok))
                .get("/v1/pay/receipts", _ -> history(PayRoutes::receipts))
                .get("/v1/pay/days", _ -> history(PayRoutes::days))
                .get("/v1/pay/why", this::why)
                .post("/v1/pay/redeem", _ -> redeem())
                .post("/v1/pay/deposit", this::deposit)
                .post("/v1/pay/withdraw", this::withdraw);
    }

    private JsonNode status() {
        ObjectNode body = JSON.objectNode();
        ArrayNode hubs = body.putArray("hubs");
        role.hubs()
                .views()
                .forEach(
                        (hub, view) -> {
                            ObjectNode entry = hubs.addObject();
                            entry.put("hub", hub.toString());
                            entry.put("account", view.account().toString());
                            HubStatement statement = view.statement();
                            entry.put(
                                    "balance",
                                    statement == null ? null : statement.balance().value());
                            entry.put(
                                    "reserved",
                                    statement == null ? null : statement.reserved().value());
                            entry.put("entries", statement == null ? 0 : statement.sequence());
                            entry.put("trouble", view.trouble());
                        });
        ArrayNode neighbours = body.putArray("neighbours");
        payments.views().forEach(view -> neighbours.add(neighbour(view)));
        body.put("malformed", payments.malformed());
        return body;
    }

    private static ObjectNode neighbour(Payments.View view) {
        ObjectNode entry = JSON.objectNode();
        entry.put("key", view.neighbour().toString());
        entry.put("linked", view.linked());
        entry.put("pays", view.hello() != null);
        ObjectNode earned = entry.putObject("earned");
        earned.put("price", view.asks().value());
        earned.put("bytes", view.earned().bytes());
        earned.put("freeBytes", view.earned().freeBytes());
        earned.put("refusedBytes", view.earned().refusedBytes());
        earned.put("due", view.earned().due());
        earned.put("paid", view.earned().paid());
        earned.put("owed", view.earned().owed());
        earned.put("disputed", view.earned().disputed());
        earned.put("unredeemed", view.earned().unredeemed().value());
        earned.put("creditBytes", view.earned().creditBytes());
        earned.put("service", view.earned().service());
        earned.put("reason", view.earned().reason());
        Payments.Spent ours = view.spent();
        ObjectNode spent = entry.putObject("spent");
        spent.put("price", view.hello() == null ? 0 : view.hello().asks().value());
        spent.put("circuits", ours.circuits());
        spent.put("bytes", ours.bytes());
        spent.put("due", ours.counted());
        spent.put("paid", ours.paid());
        spent.put("owed", ours.owed());
        spent.put("disputed", ours.disputed());
        PayBill bill = ours.bill();
        if (bill != null) {
            spent.put("creditBytes", bill.creditBytes());
            spent.put("service", bill.service().name().toLowerCase(Locale.ROOT));
            spent.put("reason", bill.reason().words());
        }
        spent.put("trouble", ours.trouble());
        return entry;
    }

    private JsonNode channels() {
        ArrayNode body = JSON.arrayNode();
        for (Payments.View view : payments.views()) {
            view.earned()
                    .channels()
                    .forEach(each -> body.add(channel("earned", view.neighbour(), each)));
            view.spent()
                    .channels()
                    .forEach(each -> body.add(channel("spent", view.neighbour(), each)));
        }
        return body;
    }

    private static ObjectNode channel(
            String direction, PublicKey neighbour, Payments.Channel channel) {
        return JSON.objectNode()
                .put("direction", direction)
                .put("neighbour", neighbour.toString())
                .put("channel", channel.id())
                .put("hub", channel.hub().toString())
                .put("tickValue", channel.tickValue().value())
                .put("ticks", channel.ticks())
                .put("tick", channel.tick())
                .put(direction.equals("earned") ? "redeemed" : "mayRelease", channel.redeemed())
                .put("expiresAtSeconds", channel.expiresAtSeconds());
    }

    private CompletionStage<ControlReply> history(Function<SqlitePayStore.History, JsonNode> view) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return ControlReply.ok(view.apply(role.store().history(MOST_ROWS)));
                    } catch (IOException e) {
                        return ControlReply.problem(
                                500, new Problem(Problem.FAULT, "/v1/pay", e.getMessage(), null));
                    }
                });
    }

    private static JsonNode receipts(SqlitePayStore.History history) {
        ArrayNode body = JSON.arrayNode();
        for (PayReceipt receipt : history.receipts()) {
            body.addObject()
                    .put("payee", receipt.payee().toString())
                    .put("payer", receipt.payer().toString())
                    .put("fromSeconds", receipt.fromSeconds())
                    .put("toSeconds", receipt.toSeconds())
                    .put("bytes", receipt.bytes())
                    .put("due", receipt.due().value())
                    .put("paid", receipt.paid().value())
                    .put("signedByBoth", receipt.isReceipt())
                    .put("receipt", Hex.encode(receipt.emit()));
        }
        return body;
    }

    private static JsonNode days(SqlitePayStore.History history) {
        ArrayNode body = JSON.arrayNode();
        for (PayRecord.Day day : history.days()) {
            body.addObject()
                    .put("day", LocalDate.ofEpochDay(day.day()).toString())
                    .put("neighbour", day.neighbour().toString())
                    .put("earned", day.earned().value())
                    .put("paid", day.paid().value())
                    .put("bytesCarried", day.bytesCarried())
                    .put("bytesBought", day.bytesBought());
        }
        return body;
    }

    private CompletionStage<ControlReply> why(ControlRequest request) {
        PublicKey neighbour = key(request.parameter("neighbour"));
        if (neighbour == null) {
            return refuse("/v1/pay/why?neighbour", request.parameter("neighbour"));
        }
        return loop.ask(() -> view(neighbour))
                .thenCombine(
                        CompletableFuture.supplyAsync(this::notes),
                        (found, notes) -> {
                            if (found == null) {
                                return ControlReply.badRequest(
                                        new Problem(
                                                Problem.INVALID,
                                                "/v1/pay/why?neighbour",
                                                neighbour.toString(),
                                                "the key of a node that is or was linked"));
                            }
                            ArrayNode list = found.putArray("notes");
                            for (PayRecord.Note note : notes) {
                                if (note.neighbour().equals(neighbour)) {
                                    list.addObject()
                                            .put("atSeconds", note.atSeconds())
                                            .put("words", note.text());
                                }
                            }
                            return ControlReply.ok(found);
                        });
    }

    private List<PayRecord.Note> notes() {
        try {
            return role.store().history(MOST_ROWS).notes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private @Nullable ObjectNode view(PublicKey neighbour) {
        for (Payments.View view : payments.views()) {
            if (view.neighbour().equals(neighbour)) {
                return neighbour(view);
            }
        }
        return null;
    }

    private CompletionStage<ControlReply> redeem() {
        return loop.ask(
                        () -> {
                            NanoSky waiting = NanoSky.ZERO;
                            for (Payments.View view : payments.views()) {
                                waiting = waiting.plus(view.earned().unredeemed());
                            }
                            payments.redeem();
                            return waiting;
                        })
                .thenApply(
                        waiting ->
                                ControlReply.ok(JSON.objectNode().put("asked", waiting.value())));
    }

    private CompletionStage<ControlReply> deposit(ControlRequest request) {
        PublicKey hub = hub(request);
        if (hub == null) {
            return refuse("/v1/pay/deposit hub", request.body().path("hub").textValue());
        }
        return ask(
                hub,
                new HubOperation.Deposit(),
                answer ->
                        JSON.objectNode()
                                .put("hub", hub.toString())
                                .put(
                                        "address",
                                        new String(answer.payload(), StandardCharsets.US_ASCII)));
    }

    private CompletionStage<ControlReply> withdraw(ControlRequest request) {
        PublicKey hub = hub(request);
        String address = request.body().path("address").asText();
        long droplets = request.body().path("droplets").asLong();
        if (hub == null) {
            return refuse("/v1/pay/withdraw hub", request.body().path("hub").textValue());
        }
        if (droplets <= 0 || droplets > Long.MAX_VALUE / DROPLET || address.length() > 64) {
            return CompletableFuture.completedFuture(
                    ControlReply.badRequest(
                            new Problem(
                                    Problem.INVALID,
                                    "/v1/pay/withdraw",
                                    address + " " + droplets,
                                    "an address of Skycoin and a number of droplets")));
        }
        byte[] id = new byte[HubOperation.ID_LENGTH];
        new SecureRandom().nextBytes(id);
        HubOperation.Withdraw asked =
                new HubOperation.Withdraw(id, address, new NanoSky(droplets * DROPLET));
        return ask(
                hub,
                asked,
                answer ->
                        JSON.objectNode()
                                .put("withdrawal", asked.id())
                                .put("address", address)
                                .put("amount", asked.amount().value())
                                .put("balance", answer.statement().balance().value()));
    }

    private CompletionStage<ControlReply> ask(
            PublicKey hub, HubOperation operation, Function<HubAnswer, ObjectNode> view) {
        return role.hubs()
                .request(hub, operation)
                .handle(
                        (answer, failure) -> {
                            if (answer != null && answer.code() == HubCode.DONE) {
                                return ControlReply.ok(view.apply(answer));
                            }
                            String why =
                                    answer == null
                                            ? String.valueOf(failure.getMessage())
                                            : answer.code().words();
                            return ControlReply.problem(
                                    answer == null ? 503 : 400,
                                    new Problem(Problem.INVALID, "hub", hub.toString(), why));
                        });
    }

    /** The hub that a request names, or the only one. */
    private @Nullable PublicKey hub(ControlRequest request) {
        JsonNode named = request.body().path("hub");
        if (named.isTextual()) {
            PublicKey hub = key(named.textValue());
            return hub != null && role.account(hub) != null ? hub : null;
        }
        return role.hubs().views().keySet().stream().findFirst().orElse(null);
    }

    private static @Nullable PublicKey key(@Nullable String text) {
        return text == null ? null : PublicKey.parseHex(text);
    }

    private static CompletionStage<ControlReply> refuse(String path, @Nullable String value) {
        return CompletableFuture.completedFuture(
                ControlReply.badRequest(
                        new Problem(Problem.INVALID, path, value, "the 66 hex digits of a key")));
    }
}
