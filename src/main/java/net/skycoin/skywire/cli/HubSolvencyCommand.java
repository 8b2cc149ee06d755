package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code GET /v1/hub}. */
@Command(
        name = "solvency",
        description = "Says whether deposits are balances and reserves, to the nanoSKY.")
final class HubSolvencyCommand extends DaemonCommand {
    @Override
    String uri() {
        return "/v1/hub";
    }

    @Override
    void render(JsonNode body, Page page) {
        Page.Table table = page.table("", ">SKY");
        for (String name : List.of("deposits", "withdrawals", "balances", "reserved", "promised")) {
            table.row(name, Shown.sky(body.path(name)));
        }
        table.print("");
        page.line(
                body.path("solvent").asBoolean()
                        ? "Deposits less withdrawals are balances and reserves, exactly."
                        : "NOT SOLVENT: the difference is "
                                + body.path("difference").asText()
                                + " nanoSKY.");
        page.line(
                body.path("accounts").asText()
                        + " accounts, "
                        + body.path("openChannels").asText()
                        + " open channels, "
                        + body.path("requests").asText()
                        + " requests.");
        if (!body.path("trouble").asText().isEmpty()) {
            page.line("Trouble: " + body.path("trouble").asText());
        }
    }
}
