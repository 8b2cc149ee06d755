package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.skycoin.skywire.chain.BlockHead;
import net.skycoin.skywire.chain.NodeException;
import net.skycoin.skywire.chain.SkycoinNodes;
import net.skycoin.skywire.chain.WalletJournal;
import net.skycoin.skywire.chain.WalletSync;
import net.skycoin.skywire.node.ExitCode;
import net.skycoin.skywire.node.ExitException;
import net.skycoin.skywire.node.SqliteWalletJournal;
import net.skycoin.skywire.sky.CoinHours;
import net.skycoin.skywire.sky.Coins;
import net.skycoin.skywire.sky.Wallet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the wallet holds. */
@Command(
        name = "balance",
        description = {
            "Shows what the wallet holds: confirmed is in blocks, spendable is what no payment uses"
                    + " yet, expected is what it will be when all that is pending is confirmed."
        })
final class WalletBalanceCommand extends WalletNodeCommand {
    @Option(names = "--offline", description = "what was last known; asks nobody")
    private boolean offline;

    @Override
    JsonNode body() throws ExitException {
        Wallet wallet = load().locked();
        List<String> remarks = new ArrayList<>();
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("wallet", store().name());
        try (SqliteWalletJournal journal = journal(remarks)) {
            if (offline) {
                lastKnown(journal, body);
            } else {
                ask(wallet, journal, body, remarks);
            }
        } catch (IOException e) {
            throw broken(e);
        }
        put(body, remarks);
        return body;
    }

    private static void lastKnown(WalletJournal journal, ObjectNode body)
            throws IOException, ExitException {
        WalletJournal.Snapshot known = journal.snapshot();
        if (known == null) {
            throw new ExitException(
                    ExitCode.CONFIGURATION, "Nothing is known yet: ask once without --offline.");
        }
        body.put("source", "journal");
        body.set("confirmed", amount(known.confirmed(), known.hours()));
        body.set("head", head(known.head()));
    }

    private void ask(Wallet wallet, WalletJournal journal, ObjectNode body, List<String> remarks)
            throws IOException, ExitException {
        try (SkycoinNodes nodes = nodes()) {
            WalletSync.Refreshed seen = new WalletSync(nodes, journal, wallet).refresh();
            WalletSync.Balance balance = seen.balance();
            body.put("source", "nodes").put("nodes", seen.view().voters());
            body.set("confirmed", amount(balance.confirmed(), balance.confirmedHours()));
            body.set("spendable", amount(balance.spendable(), balance.spendableHours()));
            body.putObject("expected").put("coins", balance.expected().toString());
            ObjectNode each = body.putObject("addresses");
            balance.byAddress()
                    .forEach((address, coins) -> each.put(address.toString(), coins.toString()));
            body.set("head", head(seen.view().head()));
            remarks.addAll(seen.events());
            remarks.addAll(seen.view().remarks());
            remarkClock(seen.view().head(), remarks);
            if (seen.view().voters() == 1) {
                remarks.add("This is one node's word; with several nodes the majority's counts.");
            }
        } catch (NodeException e) {
            throw unreachable(e);
        }
    }

    static ObjectNode amount(Coins coins, CoinHours hours) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("coins", coins.toString())
                .put("hours", hours.value());
    }

    static ObjectNode head(BlockHead head) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("seq", head.sequence())
                .put("hash", head.hash().toString())
                .put("time", head.time());
    }

    @Override
    void render(JsonNode body, Page page) {
        Page.Table table = page.table("", ">SKY", ">coin hours");
        for (String name : List.of("confirmed", "spendable", "expected")) {
            if (body.has(name)) {
                table.row(
                        name,
                        Shown.text(body.path(name).path("coins")),
                        Shown.text(body.path(name).path("hours")));
            }
        }
        table.print("");
        JsonNode head = body.path("head");
        page.line(
                "As of block "
                        + head.path("seq").asText()
                        + ", "
                        + Instant.ofEpochSecond(head.path("time").asLong())
                        + (body.path("source").asText().equals("journal")
                                ? ", when it was last asked for."
                                : "."));
        renderRemarks(body, page);
    }
}
