package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** {@code GET /v1/links}. */
@Command(name = "links", description = "Lists the links to neighbours and what was measured.")
final class LinksCommand extends DaemonCommand {
    @Override
    String uri() {
        return "/v1/links";
    }

    @Override
    void render(JsonNode body, Page page) {
        Page.Table table =
                page.table(
                        "PEER",
                        "ENDPOINT",
                        "STATE",
                        ">RTT",
                        ">DELAY OUT",
                        ">DELAY IN",
                        ">LOSS OUT",
                        ">LOSS IN",
                        ">RATE OUT",
                        ">RATE IN",
                        ">MTU",
                        ">AGE");
        for (JsonNode link : body) {
            table.row(
                    Shown.key(link.path("peer")),
                    Shown.text(link.path("endpoint")),
                    Shown.text(link.path("state")),
                    Shown.milliseconds(link.path("rttMs")),
                    Shown.milliseconds(link.path("oneWayOutMs")),
                    Shown.milliseconds(link.path("oneWayInMs")),
                    Shown.percent(link.path("lossOut")),
                    Shown.percent(link.path("lossIn")),
                    Shown.rate(link.path("rateOutBps")),
                    Shown.rate(link.path("rateInBps")),
                    Shown.text(link.path("mtu")),
                    Shown.duration(link.path("ageSeconds")));
        }
        table.print("No links.");
    }
}
