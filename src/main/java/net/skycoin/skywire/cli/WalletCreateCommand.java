package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.util.Arrays;
import net.skycoin.skywire.node.ExitCode;
import net.skycoin.skywire.node.ExitException;
import net.skycoin.skywire.sky.Bip39;
import net.skycoin.skywire.sky.SecretText;
import net.skycoin.skywire.sky.Wallet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a wallet with a fresh seed. */
@Command(
        name = "create",
        description = {
            "Makes a wallet and shows its seed, once: whoever has those words has the coins, and"
                    + " without them a lost device is lost money. The file is encrypted with the"
                    + " passphrase. A wallet is never overwritten."
        })
final class WalletCreateCommand extends WalletBodyCommand {
    @Option(
            names = "--type",
            paramLabel = "TYPE",
            defaultValue = "bip44",
            description = "bip44, or deterministic for Skycoin's older programs (default: bip44)")
    private String type = "bip44";

    @Option(names = "--label", paramLabel = "TEXT", description = "what you call it")
    private String label = "";

    @Option(
            names = "--words",
            paramLabel = "N",
            defaultValue = "12",
            description = "12, 15, 18, 21 or 24 words of seed (default: 12)")
    private int words = 12;

    static Wallet.Kind kind(String word) throws ExitException {
        for (Wallet.Kind kind : Wallet.Kind.values()) {
            if (kind.word().equals(word) && kind != Wallet.Kind.WATCH) {
                return kind;
            }
        }
        throw new ExitException(
                ExitCode.CONFIGURATION,
                "--type " + word + " is wrong: allowed is bip44 or deterministic.");
    }

    @Override
    JsonNode body() throws ExitException {
        Wallet.Kind kind = kind(type);
        if (words < 12 || words > 24 || words % 3 != 0) {
            throw new ExitException(
                    ExitCode.CONFIGURATION,
                    "--words " + words + " is wrong: allowed is 12, 15, 18, 21 or 24.");
        }
        byte[] entropy = new byte[words / 3 * 4];
        new SecureRandom().nextBytes(entropy);
        SecretText seed = Bip39.mnemonic(entropy);
        Arrays.fill(entropy, (byte) 0);
        try (SecretText passphrase = newPassphrase();
                Wallet wallet =
                        Wallet.create(
                                kind,
                                label,
                                new Wallet.Seed(seed, SecretText.ofBytes(new byte[0])))) {
            store().create(wallet, passphrase);
            ObjectNode body = describe(wallet);
            return body.put("seed", seed.reveal());
        }
    }

    @Override
    void render(JsonNode body, Page page) {
        page.line("Wallet   " + body.path("path").asText());
        page.line("Address  " + body.path("addresses").path(0).path("address").asText());
        page.line("");
        page.line("The seed, shown this once. Write it on paper, in this order:");
        page.line("");
        page.line("  " + body.path("seed").asText());
    }
}
