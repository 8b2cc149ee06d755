package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code GET /v1/links}. */
@Command(name = "links", description = "Lists the links to neighbours and what was measured.")
final class LinksCommand extends DaemonCommand {
    private static final List<String> SCALES = List.of("second", "minute", "hour", "day");

    @Option(
            names = "--history",
            description = "what was measured before: the last second, minute, hour and day")
    private boolean history;

    @Option(
            names = "--scale",
            paramLabel = "SCALE",
            description = "with --history: all that is kept by the second, minute, hour or day")
    private @Nullable String scale;

    @Override
    String uri() {
        String which = scale == null ? "" : "?scale=" + scale;
        return history || scale != null ? "/v1/links/history" + which : "/v1/links";
    }

    @Override
    void render(JsonNode body, Page page) {
        if (history || scale != null) {
            renderHistory(body, page);
        } else {
            renderPresent(body, page);
        }
    }

    private void renderHistory(JsonNode body, Page page) {
        Page.Table table =
                page.table(
                        "PEER",
                        "OVER",
                        "SCALE",
                        ">AGO",
                        ">RTT",
                        ">DELAY OUT",
                        ">DELAY IN",
                        ">LOSS OUT",
                        ">LOSS IN",
                        ">RATE OUT",
                        ">RATE IN",
                        ">TOP OUT",
                        ">TOP IN");
        for (JsonNode link : body) {
            for (String name : SCALES) {
                JsonNode slots = link.path(name);
                int first = scale == null ? Math.max(0, slots.size() - 1) : 0;
                for (int i = first; i < slots.size(); i++) {
                    row(table, link, name, slots.get(i));
                }
            }
        }
        table.print("No link was measured yet.");
    }

    private static void row(Page.Table table, JsonNode link, String scale, JsonNode slot) {
        table.row(
                Shown.key(link.path("peer")),
                Shown.text(link.path("transport")),
                scale,
                Shown.duration(slot.path("secondsAgo")),
                Shown.milliseconds(slot.path("rttMs")),
                Shown.milliseconds(slot.path("oneWayOutMs")),
                Shown.milliseconds(slot.path("oneWayInMs")),
                Shown.percent(slot.path("lossOut")),
                Shown.percent(slot.path("lossIn")),
                Shown.rate(slot.path("rateOutBps")),
                Shown.rate(slot.path("rateInBps")),
                Shown.rate(slot.path("topRateOutBps")),
                Shown.rate(slot.path("topRateInBps")));
    }

    private static void renderPresent(JsonNode body, Page page) {
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
