package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code GET /v1/pay/why}. */
@Command(name = "why", description = "Says how a neighbour is served, how it serves, and why.")
final class PayWhyCommand extends DaemonCommand {
    @Parameters(paramLabel = "NEIGHBOUR", description = "the node's key, 66 hex digits")
    private String neighbour = "";

    @Override
    String uri() {
        return "/v1/pay/why?neighbour=" + neighbour;
    }

    @Override
    void render(JsonNode body, Page page) {
        JsonNode earned = body.path("earned");
        page.line(
                "Here it is served "
                        + earned.path("service").asText()
                        + ": "
                        + earned.path("reason").asText()
                        + ".");
        page.line(
                "It owes "
                        + Shown.sky(earned.path("owed"))
                        + " SKY, has a credit of "
                        + Shown.bytes(earned.path("creditBytes"))
                        + ", and "
                        + Shown.bytes(earned.path("refusedBytes"))
                        + " of its traffic were not carried.");
        JsonNode spent = body.path("spent");
        String trouble = spent.path("trouble").asText();
        page.line(
                "There this node is served "
                        + Shown.text(spent.path("service"))
                        + ": "
                        + (trouble.isEmpty() ? Shown.text(spent.path("reason")) : trouble)
                        + ".");
        for (JsonNode note : body.path("notes")) {
            page.line(
                    Instant.ofEpochSecond(note.path("atSeconds").asLong())
                            + "  "
                            + note.path("words").asText());
        }
    }
}
