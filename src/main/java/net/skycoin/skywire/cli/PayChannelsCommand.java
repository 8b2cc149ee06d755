package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** {@code GET /v1/pay/channels}. */
@Command(name = "channels", description = "Lists the payment channels.")
final class PayChannelsCommand extends DaemonCommand {
    @Override
    String uri() {
        return "/v1/pay/channels";
    }

    @Override
    void render(JsonNode body, Page page) {
        Page.Table table =
                page.table("DIRECTION", "NEIGHBOUR", "CHANNEL", ">TICK", ">OF", ">TICK VALUE");
        for (JsonNode channel : body) {
            table.row(
                    Shown.text(channel.path("direction")),
                    Shown.key(channel.path("neighbour")),
                    Shown.text(channel.path("channel")),
                    Shown.text(channel.path("tick")),
                    Shown.text(channel.path("ticks")),
                    Shown.sky(channel.path("tickValue")));
        }
        table.print("none");
    }
}
