package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** {@code GET /v1/hub/accounts}. */
@Command(name = "accounts", description = "Lists the accounts, the richest first.")
final class HubAccountsCommand extends DaemonCommand {
    @Override
    String uri() {
        return "/v1/hub/accounts";
    }

    @Override
    void render(JsonNode body, Page page) {
        Page.Table table = page.table("ACCOUNT", ">BALANCE", ">RESERVED", ">ENTRIES", "FROZEN");
        for (JsonNode account : body) {
            table.row(
                    Shown.text(account.path("account")),
                    Shown.sky(account.path("balance")),
                    Shown.sky(account.path("reserved")),
                    Shown.text(account.path("entries")),
                    Shown.yesNo(account.path("frozen")));
        }
        table.print("none");
    }
}
