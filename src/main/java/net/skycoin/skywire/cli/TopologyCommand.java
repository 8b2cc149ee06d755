package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** {@code GET /v1/topology}. */
@Command(name = "topology", description = "Lists the nodes of the mesh that this one knows of.")
final class TopologyCommand extends DaemonCommand {
    @Override
    String uri() {
        return "/v1/topology";
    }

    @Override
    void render(JsonNode body, Page page) {
        Page.Table table = page.table("KEY", "ROLES", "COUNTRY", ">LINKS");
        for (JsonNode node : body.path("nodes")) {
            table.row(
                    Shown.text(node.path("key")),
                    Shown.list(node.path("roles")),
                    Shown.text(node.path("country")),
                    Integer.toString(node.path("links").size()));
        }
        table.print("No other node is known yet.");
    }
}
