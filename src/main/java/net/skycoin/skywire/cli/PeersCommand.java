package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** {@code GET /v1/peers}. */
@Command(
        name = "peers",
        description = "Lists the nodes that this one dials, and those that dialled it.")
final class PeersCommand extends DaemonCommand {
    @Override
    String uri() {
        return "/v1/peers";
    }

    @Override
    void render(JsonNode body, Page page) {
        Page.Table table = page.table("KEY", "ENDPOINT", "CONFIGURED", "STATE");
        for (JsonNode peer : body) {
            table.row(
                    Shown.text(peer.path("key")),
                    Shown.text(peer.path("endpoint")),
                    Shown.yesNo(peer.path("configured")),
                    Shown.text(peer.path("state")));
        }
        table.print("No peers. Add one with: skywire join LINE");
    }
}
