package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** {@code GET /v1/pay}. */
@Command(
        name = "status",
        description = "Shows what neighbours pay and are paid, and the accounts at hubs.")
final class PayStatusCommand extends DaemonCommand {
    @Override
    String uri() {
        return "/v1/pay";
    }

    @Override
    void render(JsonNode body, Page page) {
        page.line("Accounts at hubs, SKY");
        Page.Table hubs = page.table("HUB", ">BALANCE", ">RESERVED", "TROUBLE");
        for (JsonNode hub : body.path("hubs")) {
            hubs.row(
                    Shown.key(hub.path("hub")),
                    Shown.sky(hub.path("balance")),
                    Shown.sky(hub.path("reserved")),
                    hub.path("trouble").asText());
        }
        hubs.print("none");
        page.line("");
        page.line("Earned: what neighbours pay for being carried, SKY");
        Page.Table earned =
                page.table(
                        "NEIGHBOUR",
                        ">CARRIED",
                        ">DUE",
                        ">PAID",
                        ">UNREDEEMED",
                        "SERVICE",
                        "REASON");
        for (JsonNode neighbour : body.path("neighbours")) {
            JsonNode row = neighbour.path("earned");
            if (row.path("bytes").asLong() + row.path("freeBytes").asLong() > 0) {
                earned.row(
                        Shown.key(neighbour.path("key")),
                        Shown.bytes(row.path("bytes")),
                        Shown.sky(row.path("due")),
                        Shown.sky(row.path("paid")),
                        Shown.sky(row.path("unredeemed")),
                        Shown.text(row.path("service")),
                        Shown.text(row.path("reason")));
            }
        }
        earned.print("nothing");
        page.line("");
        page.line("Spent: what neighbours are paid for carrying, SKY");
        Page.Table spent =
                page.table("NEIGHBOUR", ">CARRIED", ">DUE", ">PAID", "SERVICE", "REASON");
        for (JsonNode neighbour : body.path("neighbours")) {
            JsonNode row = neighbour.path("spent");
            if (row.path("bytes").asLong() + row.path("circuits").asLong() > 0) {
                String trouble = row.path("trouble").asText();
                spent.row(
                        Shown.key(neighbour.path("key")),
                        Shown.bytes(row.path("bytes")),
                        Shown.sky(row.path("due")),
                        Shown.sky(row.path("paid")),
                        Shown.text(row.path("service")),
                        trouble.isEmpty() ? Shown.text(row.path("reason")) : trouble);
            }
        }
        spent.print("nothing");
    }
}
