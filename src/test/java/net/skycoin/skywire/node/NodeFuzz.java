package net.skycoin.skywire.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.skycoin.skywire.control.Problem;
import net.skycoin.skywire.control.StrictJson;
import net.skycoin.skywire.fuzz.FuzzTarget;
import net.skycoin.skywire.fuzz.FuzzTargets;

/** Files that people write. */
public final class NodeFuzz implements FuzzTargets {
    private static final String SETTINGS =
            """
            hostname = "box"
            role = ["router"]
            [wifi]
            ssid = "x"
            uplink_ssid = "y"
            uplink_passphrase = "secretsecret"
            country = "CH"
            [ports]
            eth0 = "lan"
            """;

    @Override
    public List<FuzzTarget> targets() {
        return List.of(
                FuzzTarget.of(
                        "node.config",
                        NodeFuzz::config,
                        StrictJson.print(ConfigSchema.write(Config.DEFAULT)),
                        utf8(
                                "{\"version\":1,\"roles\":[\"router\"],\"vpn\":{\"exits\":[],"
                                        + "\"relays\":2,\"policy\":\"latency\"}}")),
                FuzzTarget.of("node.settings", NodeFuzz::settings, utf8(SETTINGS)),
                FuzzTarget.roundTrip(
                        "node.ip-prefix",
                        input -> IpPrefix.parse(new String(input, StandardCharsets.UTF_8)),
                        prefix -> utf8(prefix.toString()),
                        utf8("192.168.73.1/24"),
                        utf8("fc53:1::/64")));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void config(byte[] input) {
        List<Problem> problems = new ArrayList<>();
        try {
            ConfigSchema.read(StrictJson.parse(input), problems);
            problems.forEach(Problem::sentence);
        } catch (StrictJson.SyntaxException _) {
            // Said to the operator.
        }
    }

    private static void settings(byte[] input) {
        JsonNode document = SettingsFile.parse("", input).document();
        if (document != null) {
            List<Problem> problems = new ArrayList<>();
            SettingsSchema.read(document, problems);
            problems.forEach(Problem::sentence);
        }
    }
}
