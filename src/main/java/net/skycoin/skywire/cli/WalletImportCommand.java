package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.skycoin.skywire.chain.LedgerEntry;
import net.skycoin.skywire.chain.NodeException;
import net.skycoin.skywire.chain.SkycoinNodes;
import net.skycoin.skywire.chain.SkycoinWalletFile;
import net.skycoin.skywire.node.ExitCode;
import net.skycoin.skywire.node.ExitException;
import net.skycoin.skywire.sky.Bip39;
import net.skycoin.skywire.sky.SecretText;
import net.skycoin.skywire.sky.SkyAddress;
import net.skycoin.skywire.sky.TransactionOutput;
import net.skycoin.skywire.sky.Wallet;
import net.skycoin.skywire.sky.WalletAddress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a wallet out of what there is of one. */
@Command(
        name = "import",
        description = {
            "Makes a wallet out of a file of Skycoin's own programs (.wlt), of a seed, or of"
                    + " addresses to watch. A wallet is never overwritten."
        })
final class WalletImportCommand extends WalletNodeCommand {
    private static final int MOST_SCANNED = 1000;

    @ArgGroup(multiplicity = "1")
    private Source source = new Source();

    /** One of these. */
    static final class Source {
        @Parameters(paramLabel = "FILE", description = "a wallet file of Skycoin's programs")
        private @Nullable Path file;

        @Option(names = "--seed", description = "ask for the words of a seed")
        @SuppressWarnings("UnusedVariable") // what the others leave
        private boolean ask;

        @Option(
                names = "--seed-file",
                paramLabel = "FILE",
                description = "the words of a seed are the first line of FILE")
        private @Nullable Path seedFile;

        @Option(
                names = "--watch",
                paramLabel = "ADDRESS",
                split = ",",
                description = "an address to watch without being able to spend; repeatable")
        private List<String> watch = new ArrayList<>();
    }

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            defaultValue = "bip44",
            description = "of a seed: bip44 or deterministic (default: bip44)")
    private String type = "bip44";

    @Option(names = "--label", paramLabel = "TEXT", description = "what you call it")
    private String label = "";

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "the password of an encrypted FILE is the first line of this one")
    private @Nullable Path passwordFile;

    @Option(
            names = "--seed-passphrase-file",
            paramLabel = "FILE",
            description = "BIP39's passphrase of the seed, where it has one")
    private @Nullable Path seedPassphraseFile;

    @Option(
            names = "--scan",
            paramLabel = "N",
            description = "ask the nodes which of the next N addresses were used, and have those")
    private int scan;

    @Override
    JsonNode body() throws ExitException {
        if (scan < 0 || scan > MOST_SCANNED) {
            throw new ExitException(
                    ExitCode.CONFIGURATION,
                    "--scan " + scan + " is wrong: allowed is 0 to " + MOST_SCANNED + ".");
        }
        try (Wallet wallet = wallet()) {
            if (scan > 0 && wallet.canSign()) {
                try (Wallet scanned = scanned(wallet)) {
                    return stored(scanned);
                }
            }
            return stored(wallet);
        }
    }

    private JsonNode stored(Wallet wallet) throws ExitException {
        if (!wallet.canSign()) {
            store().create(wallet, SecretText.ofBytes(new byte[0]));
            return describe(wallet);
        }
        try (SecretText passphrase = newPassphrase()) {
            store().create(wallet, passphrase);
            return describe(wallet);
        }
    }

    private Wallet wallet() throws ExitException {
        if (source.file != null) {
            return fromFile(source.file);
        }
        return source.watch.isEmpty() ? fromSeed() : watching();
    }

    private Wallet watching() throws ExitException {
        List<SkyAddress> addresses = new ArrayList<>();
        for (String text : source.watch) {
            SkyAddress address = SkyAddress.parse(text);
            if (address == null) {
                throw new ExitException(
                        ExitCode.CONFIGURATION, "\"" + text + "\" is no address of Skycoin.");
            }
            addresses.add(address);
        }
        return Wallet.watching(label, addresses);
    }

    private Wallet fromFile(Path file) throws ExitException {
        try {
            SkycoinWalletFile parsed = SkycoinWalletFile.parse(Files.readAllBytes(file));
            if (!parsed.isEncrypted()) {
                return parsed.open(SecretText.ofBytes(new byte[0]));
            }
            try (SecretText password =
                    Terminal.secret("The password of " + file, passwordFile, "--password-file")) {
                return parsed.open(password);
            }
        } catch (SkycoinWalletFile.UnusableException e) {
            throw new ExitException(ExitCode.CONFIGURATION, file + " " + e.getMessage());
        } catch (IOException e) {
            throw new ExitException(
                    ExitCode.CONFIGURATION,
                    file + " cannot be read (" + e.getClass().getSimpleName() + ").");
        }
    }

    private Wallet fromSeed() throws ExitException {
        Wallet.Kind kind = WalletCreateCommand.kind(type);
        SecretText words = Terminal.secret("The seed", source.seedFile, "--seed-file");
        String fault =
                words.isEmpty()
                        ? "is empty."
                        : kind == Wallet.Kind.BIP44 ? Bip39.fault(words) : null;
        if (fault != null) {
            words.close();
            throw new ExitException(ExitCode.CONFIGURATION, "The seed " + fault);
        }
        SecretText passphrase =
                seedPassphraseFile == null
                        ? SecretText.ofBytes(new byte[0])
                        : Terminal.secret("The seed's passphrase", seedPassphraseFile, "");
        return Wallet.create(kind, label, new Wallet.Seed(words, passphrase));
    }

    /** The same wallet with as many addresses as the chain knows of. */
    private Wallet scanned(Wallet wallet) throws ExitException {
        int receive = count(wallet, WalletAddress.Chain.RECEIVE);
        int change = count(wallet, WalletAddress.Chain.CHANGE);
        boolean twoChains = wallet.kind() == Wallet.Kind.BIP44;
        for (int i = 0; i < scan; i++) {
            wallet.extend(WalletAddress.Chain.RECEIVE);
            if (twoChains) {
                wallet.extend(WalletAddress.Chain.CHANGE);
            }
        }
        Set<SkyAddress> used = used(wallet);
        for (WalletAddress address : wallet.addresses()) {
            if (!used.contains(address.address())) {
                continue;
            }
            if (address.chain() == WalletAddress.Chain.RECEIVE) {
                receive = Math.max(receive, address.index() + 1);
            } else {
                change = Math.max(change, address.index() + 1);
            }
        }
        Wallet.Seed seed = wallet.seed();
        Wallet result =
                Wallet.create(
                        wallet.kind(),
                        wallet.label(),
                        new Wallet.Seed(seed.words().copy(), seed.passphrase().copy()));
        while (count(result, WalletAddress.Chain.RECEIVE) < receive) {
            result.extend(WalletAddress.Chain.RECEIVE);
        }
        while (count(result, WalletAddress.Chain.CHANGE) < change) {
            result.extend(WalletAddress.Chain.CHANGE);
        }
        return result;
    }

    private static int count(Wallet wallet, WalletAddress.Chain chain) {
        return Math.toIntExact(
                wallet.addresses().stream().filter(address -> address.chain() == chain).count());
    }

    private Set<SkyAddress> used(Wallet wallet) throws ExitException {
        Set<SkyAddress> used = new HashSet<>();
        try (SkycoinNodes nodes = nodes()) {
            List<SkyAddress> addresses =
                    wallet.addresses().stream().map(WalletAddress::address).toList();
            for (LedgerEntry entry : nodes.transactions(addresses)) {
                entry.transaction().outputs().stream()
                        .map(TransactionOutput::address)
                        .forEach(used::add);
            }
            return used;
        } catch (NodeException e) {
            throw unreachable(e);
        }
    }

    @Override
    void render(JsonNode body, Page page) {
        page.line("Wallet   " + body.path("path").asText());
        renderAddresses(body, page);
    }
}
