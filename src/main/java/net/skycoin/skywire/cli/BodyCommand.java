package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import net.skycoin.skywire.control.ControlClient;
import net.skycoin.skywire.node.ExitCode;
import net.skycoin.skywire.node.ExitException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command: it makes a body, then prints or renders it. */
@Command(abbreviateSynopsis = true)
@SuppressWarnings("NullAway.Init") // picocli sets the fields
abstract class BodyCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(names = "--json", description = "print the answer as JSON")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help and exit")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    final Skywire skywire() {
        return (Skywire) spec.root().userObject();
    }

    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    @Override
    public final Integer call() throws ExitException, ControlClient.UnreachableException {
        JsonNode body = body();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(body);
        } else {
            render(body, new Page(out));
        }
        out.flush();
        return exitCode(body).number();
    }

    /** What this command has to say. */
    abstract JsonNode body() throws ExitException, ControlClient.UnreachableException;

    /** The same for a person; a field that the body lacks is left out or shown as "-". */
    abstract void render(JsonNode body, Page page);

    /** How the command ends once its body is printed. */
    ExitCode exitCode(JsonNode body) {
        return ExitCode.FINE;
    }
}
