package net.skycoin.skywire.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The commands for who runs a hub. */
@Command(
        name = "hub",
        description = "Shows the books of a hub to its operator.",
        subcommands = {
            HubSolvencyCommand.class,
            HubAccountsCommand.class,
            HubStatementCommand.class,
            HubWithdrawalsCommand.class
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class HubCommand implements Runnable {
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
                spec.commandLine(), "Say what to show of the hub.");
    }
}
