package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.skycoin.skywire.control.Problem;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.identity.NodeAddress;
import net.skycoin.skywire.node.Config;
import net.skycoin.skywire.node.ConfigFile;
import net.skycoin.skywire.node.ConfigSchema;
import net.skycoin.skywire.node.ExitCode;
import net.skycoin.skywire.node.ExitException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes a configuration and, where there is none, an identity. */
@Command(
        name = "init",
        description = {
            "Writes config.json, with the defaults where no option says otherwise, and makes an"
                    + " identity if there is none. An identity is never replaced."
        })
final class InitCommand extends BodyCommand {
    @Option(
            names = "--role",
            split = ",",
            paramLabel = "ROLE",
            description = "relay, router or exit; several with commas (default: relay)")
    private List<String> roles = new ArrayList<>();

    @Option(
            names = "--listen",
            paramLabel = "TRANSPORT:ADDR:PORT",
            description =
                    "where to accept links by udp, tcp or tls; repeatable (default: udp:0.0.0.0:7373)")
    private List<String> listen = new ArrayList<>();

    @Option(
            names = "--advertise",
            paramLabel = "TRANSPORT:ADDR:PORT",
            description = "where others reach this node; repeatable")
    private List<String> advertise = new ArrayList<>();

    @Option(
            names = "--peer",
            paramLabel = "KEY@TRANSPORT:ADDR:PORT",
            description = "a node to dial; repeatable")
    private List<String> peers = new ArrayList<>();

    @Option(names = "--exit", paramLabel = "KEY", description = "an exit to use; repeatable")
    private List<String> exits = new ArrayList<>();

    @Option(
            names = "--relays",
            paramLabel = "N",
            description = "relays between this node and the exit, 0 to 7 (default: 2)")
    private @Nullable Integer relays;

    @Option(names = "--lan", paramLabel = "IF", description = "a router's LAN; repeatable")
    private List<String> lan = new ArrayList<>();

    @Option(names = "--guests", paramLabel = "IF", description = "a network apart; repeatable")
    private List<String> guests = new ArrayList<>();

    @Option(names = "--uplink", paramLabel = "IF", description = "a router's uplink; repeatable")
    private List<String> uplink = new ArrayList<>();

    @Option(
            names = "--exit-interface",
            paramLabel = "IF",
            description = "an exit's way to the internet; repeatable")
    private List<String> exitInterfaces = new ArrayList<>();

    @Option(
            names = "--resolver",
            paramLabel = "ADDR",
            description = "a DNS resolver for an exit's clients; repeatable")
    private List<String> resolvers = new ArrayList<>();

    @Option(names = "--force", description = "replace a config.json that is already there")
    private boolean force;

    @Override
    JsonNode body() throws ExitException {
        Config config = config();
        ConfigFile file = skywire().configFile();
        if (!force && file.exists()) {
            throw new ExitException(
                    ExitCode.CONFIGURATION,
                    "There is a "
                            + file.path()
                            + " already: edit it, or replace it with --force (the old one is kept"
                            + " as config.json.previous).");
        }
        makeDataDirectory();
        try (PrivateKey key = skywire().identityFile().loadOrCreate(new SecureRandom())) {
            file.write(config);
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("key", key.publicKey().toString())
                    .put("address", NodeAddress.of(key.publicKey()).toString())
                    .put("config", file.path().toString())
                    .put("identity", skywire().identityFile().path().toString());
        }
    }

    private Config config() throws ExitException {
        List<Problem> problems = new ArrayList<>();
        Config config = ConfigSchema.read(document(), problems);
        if (!problems.isEmpty()) {
            throw new ExitException(
                    ExitCode.CONFIGURATION,
                    problems.stream()
                            .map(problem -> "with these options " + problem.sentence())
                            .collect(Collectors.joining("\n")));
        }
        return config;
    }

    /** The configuration that the options say; the schema checks and completes it. */
    private ObjectNode document() throws ExitException {
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("version", Config.VERSION);
        texts(document, "roles", roles);
        places(document, "listen", "--listen", listen);
        places(document, "advertise", "--advertise", advertise);
        ArrayNode dialled = document.putArray("peers");
        for (String peer : peers) {
            dialled.add(PeerText.peer("--peer", peer));
        }
        ObjectNode vpn = document.putObject("vpn");
        texts(vpn, "exits", exits);
        if (relays != null) {
            vpn.put("relays", relays);
        }
        texts(vpn.putObject("lan"), "interfaces", lan);
        texts(vpn.putObject("guests"), "interfaces", guests);
        texts(vpn.putObject("uplink"), "interfaces", uplink);
        ObjectNode exit = document.putObject("exit");
        texts(exit, "interfaces", exitInterfaces);
        texts(exit, "resolvers", resolvers);
        return document;
    }

    private static void texts(ObjectNode target, String name, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode list = target.putArray(name);
            values.forEach(list::add);
        }
    }

    private static void places(ObjectNode target, String name, String option, List<String> values)
            throws ExitException {
        if (!values.isEmpty()) {
            ArrayNode list = target.putArray(name);
            for (String value : values) {
                list.add(PeerText.place(option, value));
            }
        }
    }

    private void makeDataDirectory() throws ExitException {
        Path directory = skywire().dataDirectory();
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new ExitException(
                    ExitCode.ENVIRONMENT,
                    directory
                            + " cannot be made: use sudo, or another directory with --data ("
                            + e.getClass().getSimpleName()
                            + ").");
        }
    }

    @Override
    void render(JsonNode body, Page page) {
        page.line("Wrote " + body.path("config").asText());
        page.line("Key   " + body.path("key").asText());
    }
}
