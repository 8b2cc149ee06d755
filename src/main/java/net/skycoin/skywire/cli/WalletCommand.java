package net.skycoin.skywire.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The group of the commands about SKY. */
@Command(
        name = "wallet",
        description = "Holds SKY, shows it, sends it.",
        subcommands = {
            WalletCreateCommand.class,
            WalletImportCommand.class,
            WalletExportCommand.class,
            WalletAddressesCommand.class,
            WalletBalanceCommand.class,
            WalletHistoryCommand.class,
            WalletSendCommand.class,
            WalletVerifyCommand.class
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class WalletCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help and exit")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "Say what to do with the wallet.");
    }
}
