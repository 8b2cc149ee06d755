package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** {@code GET /v1/circuits}. */
@Command(
        name = "circuits",
        description = "Lists this node's own circuits, those it relays and those that end here.")
final class CircuitsCommand extends DaemonCommand {
    @Override
    String uri() {
        return "/v1/circuits";
    }

    @Override
    void render(JsonNode body, Page page) {
        page.line("Own circuits");
        outbound(body.path("outbound"), page);
        page.line("");
        page.line("Relayed: of each, this node knows its two neighbours only");
        relayed(body.path("relayed"), page);
        page.line("");
        page.line("Ending here");
        inbound(body.path("inbound"), page);
    }

    private static void outbound(JsonNode circuits, Page page) {
        Page.Table table =
                page.table("ROLE", "STATE", "PATH", ">RTT", ">SENT", ">RECEIVED", ">AGE");
        for (JsonNode circuit : circuits) {
            table.row(
                    Shown.text(circuit.path("role")),
                    Shown.text(circuit.path("state")),
                    Shown.path(circuit.path("path")),
                    Shown.milliseconds(circuit.path("rttMs")),
                    Shown.bytes(circuit.path("bytesOut")),
                    Shown.bytes(circuit.path("bytesIn")),
                    Shown.duration(circuit.path("ageSeconds")));
        }
        table.print("none");
    }

    private static void relayed(JsonNode circuits, Page page) {
        Page.Table table = page.table("PREVIOUS", "NEXT", ">CELLS", ">BYTES", ">AGE");
        for (JsonNode circuit : circuits) {
            table.row(
                    Shown.key(circuit.path("previous")),
                    Shown.key(circuit.path("next")),
                    Shown.text(circuit.path("cells")),
                    Shown.bytes(circuit.path("bytes")),
                    Shown.duration(circuit.path("ageSeconds")));
        }
        table.print("none");
    }

    private static void inbound(JsonNode circuits, Page page) {
        Page.Table table = page.table("PREVIOUS", ">CELLS", ">BYTES", ">AGE");
        for (JsonNode circuit : circuits) {
            table.row(
                    Shown.key(circuit.path("previous")),
                    Shown.text(circuit.path("cells")),
                    Shown.bytes(circuit.path("bytes")),
                    Shown.duration(circuit.path("ageSeconds")));
        }
        table.print("none");
    }
}
