package net.skycoin.skywire.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import net.skycoin.skywire.control.ControlReply;
import net.skycoin.skywire.control.ControlRequest;
import net.skycoin.skywire.control.ControlRoutes;
import net.skycoin.skywire.control.Problem;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.hub.HubDesk;
import net.skycoin.skywire.hub.HubService;
import net.skycoin.skywire.hub.JdbcHubStore;
import net.skycoin.skywire.pay.HubStore;
import net.skycoin.skywire.pay.HubStore.WithdrawalState;

/** The control API's views of a hub's books, {@code /v1/hub...}, for its operator. */
final class HubRoutes {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MOST_ROWS = 1000;

    private final HubRole role;

    HubRoutes(HubRole role) {
        this.role = role;
    }

    ControlRoutes add(ControlRoutes routes) {
        return routes.get("/v1/hub", _ -> books(this::report))
                .get("/v1/hub/accounts", _ -> books(HubRoutes::accounts))
                .get("/v1/hub/withdrawals", _ -> books(HubRoutes::withdrawals))
                .get("/v1/hub/statement", this::statement);
    }

    private CompletionStage<ControlReply> books(Function<JdbcHubStore, JsonNode> view) {
        CompletableFuture<JsonNode> asked = role.service().run((_, store) -> view.apply(store));
        return asked.handle(
                (body, failure) ->
                        failure == null
                                ? ControlReply.ok(body)
                                : ControlReply.problem(
                                        503,
                                        new Problem(
                                                Problem.BUSY,
                                                "/v1/hub",
                                                null,
                                                failure.getMessage())));
    }

    private JsonNode report(JdbcHubStore store) {
        JdbcHubStore.Totals totals = store.totals();
        HubService service = role.service();
        HubDesk desk = role.desk();
        long promised = store.promised().value();
        return JSON.objectNode()
                .put("hub", service.key().toString())
                .put("accounts", totals.accounts())
                .put("openChannels", totals.channels())
                .put("deposits", totals.deposits().value())
                .put("withdrawals", totals.withdrawals().value())
                .put("balances", totals.balances().value())
                .put("reserved", totals.reserved().value())
                .put("promised", promised)
                .put("difference", totals.difference())
                .put("solvent", totals.difference() == 0 && promised == totals.reserved().value())
                .put("requests", service.done())
                .put("refused", service.refused())
                .put("trouble", desk == null ? "no chain.nodes are configured" : desk.trouble());
    }

    private static JsonNode accounts(JdbcHubStore store) {
        ArrayNode body = JSON.arrayNode();
        for (HubStore.Account account : store.accounts(MOST_ROWS)) {
            body.addObject()
                    .put("account", account.key().toString())
                    .put("balance", account.balance().value())
                    .put("reserved", account.reserved().value())
                    .put("entries", account.sequence())
                    .put("frozen", account.frozen());
        }
        return body;
    }

    private static JsonNode withdrawals(JdbcHubStore store) {
        ArrayNode body = JSON.arrayNode();
        for (WithdrawalState state : WithdrawalState.values()) {
            for (HubStore.Withdrawal each : store.withdrawals(state, MOST_ROWS)) {
                body.addObject()
                        .put("withdrawal", each.id())
                        .put("account", each.account().toString())
                        .put("address", each.address())
                        .put("amount", each.amount().value())
                        .put("state", state.name().toLowerCase(Locale.ROOT))
                        .put("txid", each.transaction());
            }
        }
        return body;
    }

    private CompletionStage<ControlReply> statement(ControlRequest request) {
        String text = request.parameter("account");
        PublicKey key = text == null ? null : PublicKey.parseHex(text);
        if (key == null) {
            return ControlReply.badRequest(
                            new Problem(
                                    Problem.INVALID,
                                    "/v1/hub/statement?account",
                                    text,
                                    "the 66 hex digits of an account's key"))
                    .now();
        }
        return books(
                store -> {
                    ArrayNode body = JSON.arrayNode();
                    for (HubStore.Entry entry : store.entries(key, MOST_ROWS)) {
                        ObjectNode row = body.addObject();
                        row.put("entry", entry.sequence())
                                .put("kind", entry.kind().name().toLowerCase(Locale.ROOT))
                                .put("amount", entry.amount().value())
                                .put("balance", entry.balance().value())
                                .put("reserved", entry.reserved().value())
                                .put("reference", entry.reference())
                                .put("atSeconds", entry.atSeconds());
                    }
                    return body;
                });
    }
}
