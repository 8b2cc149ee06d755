package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** {@code GET /v1/status}. */
@Command(name = "status", description = "Shows what this node is and how it does.")
final class StatusCommand extends DaemonCommand {
    @Override
    String uri() {
        return "/v1/status";
    }

    @Override
    void render(JsonNode body, Page page) {
        Page.Table table = page.table("", "");
        add(table, "key", body.path("key"));
        add(table, "address", body.path("address"));
        add(table, "name", body.path("mesh").path("name"));
        add(table, "calls from", body.path("mesh").path("throwAway"));
        table.row("roles", Shown.list(body.path("roles")));
        add(table, "version", body.path("version"));
        table.row("running for", Shown.duration(body.path("uptimeSeconds")));
        if (body.has("listen")) {
            table.row("listens on", Shown.list(body.path("listen")));
        }
        add(table, "links", body.path("links"));
        add(table, "known nodes", body.path("knownNodes"));
        add(table, "leases given", body.path("leases"));
        addTunnel(table, body);
        add(table, "curve", body.path("curve"));
        table.print("");
    }

    private static void addTunnel(Page.Table table, JsonNode body) {
        if (body.has("protected")) {
            table.row("tunnel", body.path("protected").asBoolean() ? "up" : "down, traffic waits");
        }
        add(table, "trouble", body.path("trouble"));
        add(table, "exit", body.path("exit"));
        JsonNode lease = body.path("lease");
        if (lease.isObject()) {
            add(table, "IPv4", lease.path("ipv4"));
            add(table, "IPv6", lease.path("ipv6"));
            add(table, "MTU", lease.path("mtu"));
            table.row("resolvers", Shown.list(lease.path("resolvers")));
        }
    }

    private static void add(Page.Table table, String name, JsonNode value) {
        if (!value.isMissingNode() && !value.isNull()) {
            table.row(name, Shown.text(value));
        }
    }
}
