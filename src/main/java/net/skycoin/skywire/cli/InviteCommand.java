package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.node.Config;
import net.skycoin.skywire.node.ExitCode;
import net.skycoin.skywire.node.ExitException;
import net.skycoin.skywire.wire.Invite;
import picocli.CommandLine.Command;

/** Makes the line that another node joins with. */
@Command(
        name = "invite",
        description = {
            "Prints one line with which another node can dial this one (skywire join LINE).",
            "It has the addresses under \"advertise\" and the exits; it has no secret."
        })
final class InviteCommand extends BodyCommand {
    @Override
    JsonNode body() throws ExitException {
        Config config = skywire().configFile().load();
        if (config.advertise().isEmpty()) {
            throw new ExitException(
                    ExitCode.CONFIGURATION,
                    "Others cannot know where to dial this node: list its addresses under"
                            + " \"advertise\" in "
                            + skywire().configFile().path()
                            + ".");
        }
        try (PrivateKey identity = skywire().identityFile().load()) {
            String line = invite(config, identity.publicKey()).emit();
            return JsonNodeFactory.instance.objectNode().put("invite", line);
        }
    }

    private static Invite invite(Config config, PublicKey key) {
        List<PublicKey> exits = new ArrayList<>();
        if (config.isExit()) {
            exits.add(key);
        }
        exits.addAll(config.vpn().exits());
        return new Invite(
                config.advertise().stream().map(at -> new Invite.Peer(key, at)).toList(),
                exits,
                null);
    }

    @Override
    void render(JsonNode body, Page page) {
        page.line(body.path("invite").asText());
    }
}
