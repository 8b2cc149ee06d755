package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.handler.codec.http.QueryStringEncoder;
import java.util.List;
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

    @Option(
            names = "--policy",
            paramLabel = "POLICY",
            description =
                    "latency, throughput, price, place or fewest-hops (default: as configured)")
    private @Nullable String policy;

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "so many paths that share as few relays as can be (default: 3)")
    private @Nullable Integer count;

    @Option(
            names = "--require",
            paramLabel = "KEY",
            split = ",",
            description = "relays that are on the path")
    private List<String> require = List.of();

    @Option(
            names = "--exclude",
            paramLabel = "KEY",
            split = ",",
            description = "nodes that are not on the path")
    private List<String> exclude = List.of();

    @Option(
            names = "--country",
            paramLabel = "CC",
            split = ",",
            description = "relays stand in one of these countries")
    private List<String> countries = List.of();

    @Option(
            names = "--exclude-country",
            paramLabel = "CC",
            split = ",",
            description = "no relay stands there")
    private List<String> excludeCountries = List.of();

    @Option(
            names = "--prefer-country",
            paramLabel = "CC",
            split = ",",
            description = "where relays stand by preference, under the policy place")
    private List<String> preferCountries = List.of();

    @Override
    String uri() {
        QueryStringEncoder uri = new QueryStringEncoder("/v1/route");
        uri.addParam("to", target);
        if (relays != null) {
            uri.addParam("relays", relays.toString());
        }
        if (policy != null) {
            uri.addParam("policy", policy);
        }
        if (count != null) {
            uri.addParam("count", count.toString());
        }
        add(uri, "require", require);
        add(uri, "exclude", exclude);
        add(uri, "countries", countries);
        add(uri, "exclude-countries", excludeCountries);
        add(uri, "prefer-countries", preferCountries);
        return uri.toString();
    }

    private static void add(QueryStringEncoder uri, String name, List<String> values) {
        if (!values.isEmpty()) {
            uri.addParam(name, String.join(",", values));
        }
    }

    @Override
    void render(JsonNode body, Page page) {
        Page.Table table = page.table("PATH", ">DELAY", ">CAPACITY", ">PRICE", ">MTU");
        for (JsonNode route : body.path("routes")) {
            table.row(
                    Shown.path(route.path("path")),
                    Shown.milliseconds(route.path("delayMs")),
                    Shown.rate(route.path("capacityBps")),
                    Shown.text(route.path("priceNanoSkyPerMib")),
                    Shown.text(route.path("mtu")));
        }
        table.print("No path: " + Shown.text(body.path("reason")));
    }
}
