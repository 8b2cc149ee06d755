package net.skycoin.skywire.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import net.skycoin.skywire.control.ControlClient;
import net.skycoin.skywire.node.ConfigFile;
import net.skycoin.skywire.node.ExitCode;
import net.skycoin.skywire.node.ExitException;
import net.skycoin.skywire.node.IdentityFile;
import net.skycoin.skywire.node.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command-line client's main class. */
@Command(
        name = "skywire",
        description = "Asks and sets up a node of the Skywire mesh.",
        mixinStandardHelpOptions = true,
        versionProvider = Skywire.VersionLine.class,
        subcommands = {
            StatusCommand.class,
            PeersCommand.class,
            LinksCommand.class,
            CircuitsCommand.class,
            BondCommand.class,
            RouteCommand.class,
            TopologyCommand.class,
            InitCommand.class,
            CheckCommand.class,
            KeygenCommand.class,
            InviteCommand.class,
            JoinCommand.class,
            SettingsCommand.class,
            WalletCommand.class,
            PayCommand.class,
            HubCommand.class
        },
        footer = {
            "",
            "Exit codes: 0 fine, 1 fault of the program, 2 configuration or usage, 3 identity or",
            "wallet, 4 something is missing on the machine, 5 address in use, 6 daemon or Skycoin's",
            "nodes not reachable."
        })
public final class Skywire {
    private static final int USAGE_WIDTH = 100;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "/var/lib/skywire",
            scope = ScopeType.INHERIT,
            description = "configuration, identity and state (default: ${DEFAULT-VALUE})")
    private Path data = Path.of("/var/lib/skywire");

    @Option(
            names = "--run",
            paramLabel = "DIR",
            defaultValue = "/run/skywire",
            scope = ScopeType.INHERIT,
            description = "the daemon's sockets (default: ${DEFAULT-VALUE})")
    private Path run = Path.of("/run/skywire");

    /** For {@code --version}. */
    static final class VersionLine implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"skywire " + Version.TEXT};
        }
    }

    public static void main(String[] arguments) {
        System.exit(
                execute(
                        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                        arguments));
    }

    /** Runs one command; its exit code. */
    static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        return new CommandLine(new Skywire())
                .setOut(out)
                .setErr(err)
                .setUsageHelpWidth(USAGE_WIDTH)
                .setParameterExceptionHandler(Skywire::refuse)
                .setExecutionExceptionHandler(Skywire::fail)
                .execute(arguments);
    }

    private static int refuse(CommandLine.ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("skywire: " + e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
        err.println("See: " + command.getCommandSpec().qualifiedName() + " --help");
        return ExitCode.CONFIGURATION.number();
    }

    private static int fail(Exception e, CommandLine command, CommandLine.ParseResult result) {
        String words;
        ExitCode code;
        switch (e) {
            case ExitException exit -> {
                words = exit.getMessage();
                code = exit.code();
            }
            case ControlClient.UnreachableException unreachable -> {
                words = String.valueOf(unreachable.getMessage());
                code = ExitCode.UNREACHABLE;
            }
            default -> {
                words = "unexpected fault, please report it: " + e;
                code = ExitCode.FAULT;
            }
        }
        words.lines().forEach(line -> command.getErr().println("skywire: " + line));
        return code.number();
    }

    Path dataDirectory() {
        return data;
    }

    Path runDirectory() {
        return run;
    }

    ConfigFile configFile() {
        return new ConfigFile(data);
    }

    IdentityFile identityFile() {
        return new IdentityFile(data);
    }
}
