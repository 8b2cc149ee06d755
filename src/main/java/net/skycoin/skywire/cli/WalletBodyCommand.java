package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import net.skycoin.skywire.node.ExitException;
import net.skycoin.skywire.node.WalletStore;
import net.skycoin.skywire.sky.SecretText;
import net.skycoin.skywire.sky.Wallet;
import net.skycoin.skywire.sky.WalletAddress;
import net.skycoin.skywire.sky.WalletFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command about one wallet. */
abstract class WalletBodyCommand extends BodyCommand {
    static final String PASSPHRASE = "--passphrase-file";

    @Option(
            names = "--wallet",
            paramLabel = "NAME",
            defaultValue = "default",
            description = "which wallet of the data directory (default: ${DEFAULT-VALUE})")
    private String name = "default";

    @Option(
            names = PASSPHRASE,
            paramLabel = "FILE",
            description = "the wallet's passphrase is the first line of FILE; else it is asked for")
    private @Nullable Path passphraseFile;

    final WalletStore store() throws ExitException {
        return WalletStore.of(skywire().dataDirectory(), name);
    }

    /** The wallet's file. */
    final WalletFile load() throws ExitException {
        return store().load(sentence -> err().println("skywire: " + sentence));
    }

    /** The passphrase of a wallet that is there; the caller closes it. */
    final SecretText passphrase() throws ExitException {
        return Terminal.secret("The passphrase of wallet " + name, passphraseFile, PASSPHRASE);
    }

    /** The passphrase of a wallet to be made; the caller closes it. */
    final SecretText newPassphrase() throws ExitException {
        return Terminal.newSecret(
                "A passphrase for the new wallet " + name, passphraseFile, PASSPHRASE);
    }

    final ObjectNode describe(Wallet wallet) throws ExitException {
        ObjectNode body =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("wallet", name)
                        .put("type", wallet.kind().word())
                        .put("label", wallet.label())
                        .put("path", store().path().toString());
        ArrayNode list = body.putArray("addresses");
        for (WalletAddress address : wallet.addresses()) {
            list.addObject()
                    .put("address", address.address().toString())
                    .put(
                            "chain",
                            address.chain() == WalletAddress.Chain.RECEIVE ? "receive" : "change")
                    .put("index", address.index());
        }
        return body;
    }

    static void renderAddresses(JsonNode body, Page page) {
        Page.Table table = page.table("address", "chain", ">index");
        for (JsonNode address : body.path("addresses")) {
            table.row(
                    address.path("address").asText(),
                    address.path("chain").asText(),
                    address.path("index").asText());
        }
        table.print("It has no addresses.");
    }
}
