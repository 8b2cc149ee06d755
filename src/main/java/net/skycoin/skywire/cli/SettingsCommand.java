package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import net.skycoin.skywire.node.ExitException;
import net.skycoin.skywire.node.SettingsStep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What an appliance does with the settings on its boot partition. */
@Command(
        name = "settings",
        description = {
            "Applies skywire.toml to this machine, as the appliance does at a start: identity,"
                    + " config.json, the system's files. Settings with a problem change nothing;"
                    + " the report and standard error say what is wrong. Ends with 0 then too.",
            "A passphrase is replaced by \"(applied)\" in the file."
        })
final class SettingsCommand extends BodyCommand {
    @Option(
            names = "--file",
            paramLabel = "FILE",
            defaultValue = "/boot/firmware/skywire.toml",
            description = "the settings (default: ${DEFAULT-VALUE})")
    private Path file = Path.of("");

    @Option(
            names = "--report",
            paramLabel = "FILE",
            defaultValue = "/boot/firmware/skywire-report.txt",
            description = "what became of them (default: ${DEFAULT-VALUE})")
    private Path report = Path.of("");

    @Option(
            names = "--system",
            paramLabel = "DIR",
            defaultValue = "/var/lib/skywire/system",
            description = "the system's files (default: ${DEFAULT-VALUE})")
    private Path system = Path.of("");

    @Option(
            names = "--hotspot",
            paramLabel = "TEMPLATE",
            defaultValue = "/usr/lib/skywire/hostapd/hostapd.conf",
            description = "of hostapd's configuration (default: ${DEFAULT-VALUE})")
    private Path hotspot = Path.of("");

    @Override
    JsonNode body() throws ExitException {
        SettingsStep.Outcome outcome =
                new SettingsStep(
                                new SettingsStep.Places(
                                        file, report, skywire().dataDirectory(), system, hotspot))
                        .run(SettingsStep.uptime());
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("applied", outcome.applied());
        body.put("key", outcome.key() == null ? null : outcome.key().toString());
        ArrayNode problems = body.putArray("problems");
        for (String problem : outcome.problems()) {
            problems.add(problem);
            err().println("skywire: " + problem);
        }
        return body;
    }

    @Override
    void render(JsonNode body, Page page) {
        page.line(
                body.path("applied").asBoolean()
                        ? "Applied " + file
                        : "Nothing of it was applied.");
        page.line("Report  " + report);
    }
}
