package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import net.skycoin.skywire.node.ExitCode;
import net.skycoin.skywire.node.Preflight;
import picocli.CommandLine.Command;

/** Would the daemon start? */
@Command(
        name = "check",
        description = "Checks configuration, identity and what the machine lacks; changes nothing.")
final class CheckCommand extends BodyCommand {
    private ExitCode exit = ExitCode.FINE;

    @Override
    JsonNode body() {
        Preflight.Report report = Preflight.check(skywire().dataDirectory());
        exit = report.exit();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("ok", report.findings().isEmpty());
        ArrayNode problems = body.putArray("problems");
        for (Preflight.Finding finding : report.findings()) {
            problems.add(finding.problem().toJson().put("sentence", finding.sentence()));
        }
        ArrayNode notes = body.putArray("notes");
        report.notes().forEach(notes::add);
        return body;
    }

    @Override
    void render(JsonNode body, Page page) {
        for (JsonNode problem : body.path("problems")) {
            page.line("problem  " + problem.path("sentence").asText());
        }
        for (JsonNode note : body.path("notes")) {
            page.line("note     " + note.asText());
        }
        if (body.path("ok").asBoolean()) {
            page.line("ok       The daemon can start.");
        }
    }

    @Override
    ExitCode exitCode(JsonNode body) {
        return exit;
    }
}
