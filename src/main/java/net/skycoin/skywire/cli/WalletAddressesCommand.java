package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import net.skycoin.skywire.node.ExitCode;
import net.skycoin.skywire.node.ExitException;
import net.skycoin.skywire.sky.SecretText;
import net.skycoin.skywire.sky.Wallet;
import net.skycoin.skywire.sky.WalletAddress;
import net.skycoin.skywire.sky.WalletFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the addresses, and makes more. */
@Command(name = "addresses", description = "Shows the wallet's addresses.")
final class WalletAddressesCommand extends WalletBodyCommand {
    private static final int MOST_AT_ONCE = 1000;

    @Option(
            names = "--new",
            paramLabel = "N",
            arity = "0..1",
            fallbackValue = "1",
            description = "make N more addresses to receive at (default: 1)")
    private int more;

    @Override
    JsonNode body() throws ExitException {
        WalletFile file = load();
        Wallet locked = file.locked();
        if (more == 0) {
            return describe(locked);
        }
        if (more < 0 || more > MOST_AT_ONCE) {
            throw new ExitException(
                    ExitCode.CONFIGURATION,
                    "--new " + more + " is wrong: allowed is 1 to " + MOST_AT_ONCE + ".");
        }
        if (locked.kind() == Wallet.Kind.WATCH) {
            throw new ExitException(
                    ExitCode.CONFIGURATION, "The wallet only watches: it makes no addresses.");
        }
        try (SecretText passphrase = passphrase();
                Wallet wallet = store().unlock(file, passphrase)) {
            for (int i = 0; i < more; i++) {
                wallet.extend(WalletAddress.Chain.RECEIVE);
            }
            store().save(wallet, passphrase);
            return describe(wallet);
        }
    }

    @Override
    void render(JsonNode body, Page page) {
        renderAddresses(body, page);
    }
}
