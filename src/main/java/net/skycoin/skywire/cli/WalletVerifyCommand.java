package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import net.skycoin.skywire.bytes.Hex;
import net.skycoin.skywire.chain.NodeException;
import net.skycoin.skywire.chain.SkycoinNodes;
import net.skycoin.skywire.node.ExitCode;
import net.skycoin.skywire.node.ExitException;
import net.skycoin.skywire.sky.Transaction;
import net.skycoin.skywire.sky.TransactionRule;
import net.skycoin.skywire.sky.TransactionVerifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Judges a transaction. */
@Command(
        name = "verify",
        description = {
            "Judges a signed transaction: by its own rules, and by what the nodes say about what it"
                    + " spends. Sends nothing. Ends with 2 when it is refused."
        })
final class WalletVerifyCommand extends WalletNodeCommand {
    @Parameters(paramLabel = "TRANSACTION", description = "its bytes in hex, or a file with them")
    private String transaction = "";

    @Option(names = "--offline", description = "only what the transaction alone tells")
    private boolean offline;

    @Override
    JsonNode body() throws ExitException {
        byte[] raw = Hex.decode(transaction.strip());
        if (raw == null) {
            raw = Hex.decode(Terminal.text(Path.of(transaction)).strip());
        }
        if (raw == null) {
            throw new ExitException(
                    ExitCode.CONFIGURATION,
                    "The transaction must be given in hex, or as a file with hex in it.");
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        TransactionRule broken =
                switch (Transaction.parse(raw)) {
                    case Transaction.Parsed.Refused refused -> refused.rule();
                    case Transaction.Parsed.Whole whole -> {
                        body.put("txid", whole.transaction().id().toString());
                        yield TransactionVerifier.structure(whole.transaction());
                    }
                };
        body.put("valid", broken == null);
        if (broken != null) {
            return body.put("rule", broken.name()).put("words", broken.words());
        }
        if (!offline) {
            ask(raw, body);
        }
        return body;
    }

    private void ask(byte[] raw, ObjectNode body) throws ExitException {
        try (SkycoinNodes nodes = nodes()) {
            ObjectNode said = body.putObject("nodes");
            long against = 0;
            var answers = nodes.verify(raw);
            for (var answer : answers.entrySet()) {
                String words = answer.getValue();
                against += words.isEmpty() ? 0 : 1;
                said.put(answer.getKey().toString(), words.isEmpty() ? "valid" : words);
            }
            body.put("valid", 2 * against < answers.size());
        } catch (NodeException e) {
            throw unreachable(e);
        }
    }

    @Override
    void render(JsonNode body, Page page) {
        if (body.has("rule")) {
            page.line("The transaction is refused: " + body.path("words").asText() + ".");
            return;
        }
        page.line(
                body.path("valid").asBoolean()
                        ? "The transaction keeps the rules"
                                + (offline ? " that it alone decides." : ".")
                        : "The transaction is refused:");
        body.path("nodes")
                .properties()
                .forEach(node -> page.line(node.getKey() + "  " + node.getValue().asText()));
    }

    @Override
    ExitCode exitCode(JsonNode body) {
        return body.path("valid").asBoolean() ? ExitCode.FINE : ExitCode.CONFIGURATION;
    }
}
