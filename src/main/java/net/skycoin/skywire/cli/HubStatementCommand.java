package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code GET /v1/hub/statement}. */
@Command(name = "statement", description = "Lists the entries of an account, newest first.")
final class HubStatementCommand extends DaemonCommand {
    @Parameters(paramLabel = "ACCOUNT", description = "the account's key, 66 hex digits")
    private String account = "";

    @Override
    String uri() {
        return "/v1/hub/statement?account=" + account;
    }

    @Override
    void render(JsonNode body, Page page) {
        Page.Table table =
                page.table(">ENTRY", "TIME", "KIND", ">AMOUNT", ">BALANCE", ">RESERVED", "ABOUT");
        for (JsonNode entry : body) {
            table.row(
                    Shown.text(entry.path("entry")),
                    Instant.ofEpochSecond(entry.path("atSeconds").asLong()).toString(),
                    Shown.text(entry.path("kind")),
                    Shown.sky(entry.path("amount")),
                    Shown.sky(entry.path("balance")),
                    Shown.sky(entry.path("reserved")),
                    Shown.text(entry.path("reference")));
        }
        table.print("none");
    }
}
