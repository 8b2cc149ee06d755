package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.handler.codec.http.QueryStringEncoder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code GET /v1/route}. */
@Command(name = "route", description = "Shows the paths that this node would take to another.")
final class RouteCommand extends DaemonCommand {
    @Parameters(paramLabel = "KEY", description = "the other node's public key")
    private String target = "";

    @Option(
            names = "--relays",
            paramLabel = "N",
            description = "how many relays stand between, 0 to 7 (default: as configured)")
    private @Nullable Integer relays;

    @Override
    String uri() {
        QueryStringEncoder uri = new QueryStringEncoder("/v1/route");
        uri.addParam("to", target);
        if (relays != null) {
            uri.addParam("relays", relays.toString());
        }
        return uri.toString();
    }

    @Override
    void render(JsonNode body, Page page) {
        Page.Table table = page.table("PATH", ">DELAY", ">MTU");
        for (JsonNode route : body.path("routes")) {
            table.row(
                    Shown.path(route.path("path")),
                    Shown.milliseconds(route.path("delayMs")),
                    Shown.text(route.path("mtu")));
        }
        table.print("No path: " + Shown.text(body.path("reason")));
    }
}
