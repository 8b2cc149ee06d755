package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.skycoin.skywire.chain.NodeException;
import net.skycoin.skywire.chain.SkycoinNodes;
import net.skycoin.skywire.chain.WalletJournal;
import net.skycoin.skywire.chain.WalletSync;
import net.skycoin.skywire.node.ExitException;
import net.skycoin.skywire.node.SqliteWalletJournal;
import net.skycoin.skywire.sky.TransactionId;
import net.skycoin.skywire.sky.Wallet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What came and went. */
@Command(
        name = "history",
        description = {
            "Shows what the wallet received and spent, newest first. It is kept on this machine:"
                    + " --offline shows it without asking a node."
        })
final class WalletHistoryCommand extends WalletNodeCommand {
    @Option(names = "--offline", description = "what was last known; asks nobody")
    private boolean offline;

    @Override
    JsonNode body() throws ExitException {
        Wallet wallet = load().locked();
        List<String> remarks = new ArrayList<>();
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("wallet", store().name());
        try (SqliteWalletJournal journal = journal(remarks)) {
            if (!offline) {
                refresh(wallet, journal, remarks);
            }
            ArrayNode list = body.putArray("transactions");
            Set<TransactionId> shown = new HashSet<>();
            List<WalletJournal.HistoryEntry> history = journal.history();
            history.stream().filter(entry -> !entry.gone()).forEach(e -> shown.add(e.id()));
            for (WalletJournal.PaymentRecord payment : journal.payments()) {
                if (!shown.contains(payment.transaction().id())) {
                    list.add(payment(payment));
                    shown.add(payment.transaction().id());
                }
            }
            for (WalletJournal.HistoryEntry entry : history) {
                if (!entry.gone() || shown.add(entry.id())) {
                    list.add(entry(entry));
                }
            }
        } catch (IOException e) {
            throw broken(e);
        }
        put(body, remarks);
        return body;
    }

    private void refresh(Wallet wallet, WalletJournal journal, List<String> remarks)
            throws IOException, ExitException {
        try (SkycoinNodes nodes = nodes()) {
            WalletSync.Refreshed seen = new WalletSync(nodes, journal, wallet).refresh();
            remarks.addAll(seen.events());
            remarks.addAll(seen.view().remarks());
            remarkClock(seen.view().head(), remarks);
        } catch (NodeException e) {
            remarks.add(e.getMessage() + " This is what was last known.");
        }
    }

    /** A payment that no node knows of at the moment. */
    private static ObjectNode payment(WalletJournal.PaymentRecord payment) {
        ObjectNode json =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("txid", payment.transaction().id().toString())
                        .put("state", payment.state().name().toLowerCase(Locale.ROOT))
                        .put("time", payment.created())
                        .put("note", payment.note());
        return payment.reason() == null ? json : json.put("reason", payment.reason());
    }

    private static ObjectNode entry(WalletJournal.HistoryEntry entry) {
        String state =
                entry.gone() ? "gone" : entry.blockSequence() == null ? "pending" : "confirmed";
        ObjectNode json =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("txid", entry.id().toString())
                        .put("state", state)
                        .put("block", entry.blockSequence())
                        .put("time", entry.time());
        json.set("received", WalletBalanceCommand.amount(entry.received(), entry.receivedHours()));
        json.set("spent", WalletBalanceCommand.amount(entry.spent(), entry.spentHours()));
        json.put("fee", entry.fee().value());
        ArrayNode others = json.putArray("others");
        entry.others().forEach(address -> others.add(address.toString()));
        return json;
    }

    @Override
    void render(JsonNode body, Page page) {
        Page.Table table =
                page.table("time", "state", ">block", ">received", ">spent", "transaction");
        for (JsonNode entry : body.path("transactions")) {
            table.row(
                    Instant.ofEpochSecond(entry.path("time").asLong()).toString(),
                    entry.path("state").asText(),
                    Shown.text(entry.path("block")),
                    Shown.text(entry.path("received").path("coins")),
                    Shown.text(entry.path("spent").path("coins")),
                    entry.path("txid").asText());
        }
        table.print("Nothing was received or spent yet.");
        renderRemarks(body, page);
    }
}
