package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** {@code GET /v1/bond}. */
@Command(name = "bond", description = "Shows the paths of the uplink and what they carry together.")
final class BondCommand extends DaemonCommand {
    @Override
    String uri() {
        return "/v1/bond";
    }

    @Override
    void render(JsonNode body, Page page) {
        Page.Table table =
                page.table(
                        "STATE",
                        "USED",
                        "PATH",
                        ">CAN SEND",
                        ">SENDS",
                        ">RECEIVES",
                        ">RTT",
                        ">QUEUE",
                        ">LOSS",
                        ">SHARE");
        for (JsonNode path : body.path("paths")) {
            table.row(
                    Shown.text(path.path("state")),
                    Shown.yesNo(path.path("used")),
                    Shown.path(path.path("path")),
                    Shown.rate(path.path("capacityBps")),
                    Shown.rate(path.path("outBps")),
                    Shown.rate(path.path("inBps")),
                    Shown.milliseconds(path.path("rttMs")),
                    Shown.milliseconds(path.path("queueMs")),
                    Shown.percent(path.path("loss")),
                    Shown.percent(path.path("share")));
        }
        table.print("no path");
        page.line("");
        page.line(
                "together: can send "
                        + Shown.rate(body.path("sumBps"))
                        + ", sends "
                        + Shown.rate(body.path("outBps"))
                        + ", receives "
                        + Shown.rate(body.path("inBps")));
        page.line(
                "sent again "
                        + Shown.text(body.path("retransmitted"))
                        + ", given up "
                        + Shown.text(body.path("givenUp"))
                        + ", dropped by the queue "
                        + Shown.text(body.path("queueDrops")));
    }
}
