package net.skycoin.skywire.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The group of the commands about payments. */
@Command(
        name = "pay",
        description = "Shows and settles what neighbours pay each other for traffic.",
        subcommands = {
            PayStatusCommand.class,
            PayChannelsCommand.class,
            PayReceiptsCommand.class,
            PayRedeemCommand.class,
            PayWhyCommand.class,
            PayDepositCommand.class,
            PayWithdrawCommand.class
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PayCommand implements Runnable {
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
                spec.commandLine(), "Say what to do about payments.");
    }
}
