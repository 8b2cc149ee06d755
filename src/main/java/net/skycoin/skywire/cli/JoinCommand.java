package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import net.skycoin.skywire.node.Config;
import net.skycoin.skywire.node.ConfigFile;
import net.skycoin.skywire.node.ExitCode;
import net.skycoin.skywire.node.ExitException;
import net.skycoin.skywire.wire.Invite;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Takes an invite into the configuration. */
@Command(name = "join", description = "Adds the peers and exits of an invite to config.json.")
final class JoinCommand extends BodyCommand {
    @Parameters(paramLabel = "LINE", description = "what \"skywire invite\" printed")
    private String line = "";

    @Override
    JsonNode body() throws ExitException {
        Invite invite = Invite.parse(line);
        if (invite == null) {
            throw new ExitException(
                    ExitCode.CONFIGURATION,
                    "This is no invite, or a character of it is wrong: it begins with skywire1 and"
                            + " is one line.");
        }
        ConfigFile file = skywire().configFile();
        Config before = file.load();
        Config after = before.joining(invite);
        file.write(after);
        return JsonNodeFactory.instance
                .objectNode()
                .put("peersAdded", after.peers().size() - before.peers().size())
                .put("exitsAdded", after.vpn().exits().size() - before.vpn().exits().size());
    }

    @Override
    void render(JsonNode body, Page page) {
        int peers = body.path("peersAdded").asInt();
        int exits = body.path("exitsAdded").asInt();
        if (peers + exits == 0) {
            page.line("Nothing new: all of the invite was configured already.");
        } else {
            page.line("Peers added: " + peers + ", exits added: " + exits + ".");
            page.line("The daemon knows after a restart: systemctl restart skywired");
        }
    }
}
