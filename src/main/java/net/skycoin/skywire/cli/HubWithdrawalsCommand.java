package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** {@code GET /v1/hub/withdrawals}. */
@Command(name = "withdrawals", description = "Lists withdrawals to the chain.")
final class HubWithdrawalsCommand extends DaemonCommand {
    @Override
    String uri() {
        return "/v1/hub/withdrawals";
    }

    @Override
    void render(JsonNode body, Page page) {
        Page.Table table = page.table("STATE", ">SKY", "ADDRESS", "TRANSACTION");
        for (JsonNode each : body) {
            table.row(
                    Shown.text(each.path("state")),
                    Shown.sky(each.path("amount")),
                    Shown.text(each.path("address")),
                    Shown.text(each.path("txid")));
        }
        table.print("none");
    }
}
