package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.skycoin.skywire.chain.BlockHead;
import net.skycoin.skywire.chain.NodeException;
import net.skycoin.skywire.chain.SkycoinNode;
import net.skycoin.skywire.chain.SkycoinNodes;
import net.skycoin.skywire.clock.SystemClock;
import net.skycoin.skywire.node.ConfigFile;
import net.skycoin.skywire.node.ExitCode;
import net.skycoin.skywire.node.ExitException;
import net.skycoin.skywire.node.NodeUrl;
import net.skycoin.skywire.node.SqliteWalletJournal;
import net.skycoin.skywire.node.TunnelSource;
import picocli.CommandLine.Option;

/** A command that asks Skycoin's nodes. */
abstract class WalletNodeCommand extends WalletBodyCommand {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** More than a clock that was set once drifts, and than blocks are ahead of time. */
    private static final Duration WRONG_CLOCK = Duration.ofHours(2);

    @Option(
            names = "--node",
            paramLabel = "URL",
            description = {
                "a Skycoin node, such as http://198.51.100.7:6420; repeatable: what most of them say"
                        + " counts (default: chain.nodes of config.json)"
            })
    private List<String> urls = new ArrayList<>();

    @Option(
            names = "--direct",
            description =
                    "reach the nodes by whatever way this machine has, not only through the tunnel")
    private boolean direct;

    /** The nodes to ask; the caller closes them. */
    final SkycoinNodes nodes() throws ExitException {
        List<URI> chosen = new ArrayList<>();
        for (String url : urls) {
            URI parsed = NodeUrl.parse(url);
            if (parsed == null) {
                throw new ExitException(
                        ExitCode.CONFIGURATION,
                        "--node " + url + " is wrong: allowed is " + NodeUrl.ALLOWED + ".");
            }
            chosen.add(parsed);
        }
        ConfigFile config = skywire().configFile();
        if (chosen.isEmpty() && config.exists()) {
            chosen.addAll(config.load().chain().nodes());
        }
        if (chosen.isEmpty()) {
            throw new ExitException(
                    ExitCode.CONFIGURATION,
                    "No Skycoin node is known: give --node http://ADDRESS:6420, or set chain.nodes"
                            + " in "
                            + config.path()
                            + ".");
        }
        List<SkycoinNode> nodes = new ArrayList<>();
        for (URI url : chosen) {
            nodes.add(node(url));
        }
        return new SkycoinNodes(nodes);
    }

    private SkycoinNode node(URI url) throws ExitException {
        InetAddress from = TunnelSource.towards(url);
        if (from == null && !direct) {
            throw new ExitException(
                    ExitCode.UNREACHABLE,
                    "The way to the Skycoin node "
                            + url
                            + " does not lead through the tunnel, so it would learn where this"
                            + " wallet is: start the router role, or say --direct.");
        }
        return new SkycoinNode(url, from, LIMIT);
    }

    /** The wallet's journal; what had to be set aside is remarked. */
    final SqliteWalletJournal journal(List<String> remarks) throws ExitException {
        SqliteWalletJournal journal = store().journal();
        if (journal.sentence() != null) {
            remarks.add(journal.sentence());
        }
        return journal;
    }

    static ExitException unreachable(NodeException e) {
        return new ExitException(ExitCode.UNREACHABLE, e.getMessage());
    }

    static ExitException broken(IOException e) {
        return new ExitException(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()));
    }

    /** Says that the clock is wrong where it is: nothing depends on it, but people look at it. */
    static void remarkClock(BlockHead head, List<String> remarks) {
        Instant now = SystemClock.wallTime();
        Instant block = Instant.ofEpochSecond(head.time());
        if (now.isBefore(block.minus(WRONG_CLOCK))) {
            remarks.add(
                    "This machine's clock is wrong: it says "
                            + Instant.ofEpochSecond(now.getEpochSecond())
                            + ", and the chain's newest block is of "
                            + block
                            + "; amounts do not depend on it.");
        }
    }

    static void put(ObjectNode body, List<String> remarks) {
        ArrayNode list = body.putArray("remarks");
        remarks.forEach(list::add);
    }

    static void renderRemarks(JsonNode body, Page page) {
        body.path("remarks").forEach(remark -> page.line("Note: " + remark.asText()));
    }
}
