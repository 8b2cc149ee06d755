package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import net.skycoin.skywire.control.ControlClient;
import net.skycoin.skywire.control.ControlReply;
import net.skycoin.skywire.control.ControlSocket;
import net.skycoin.skywire.control.Problem;
import net.skycoin.skywire.node.ExitCode;
import net.skycoin.skywire.node.ExitException;

/** A command whose body is the daemon's answer to a GET on {@code status.sock}. */
abstract class DaemonCommand extends BodyCommand {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** Path and query. */
    abstract String uri();

    @Override
    final JsonNode body() throws ExitException, ControlClient.UnreachableException {
        ControlSocket socket = ControlSocket.status(skywire().runDirectory(), null);
        return bodyOf(new ControlClient(socket.path(), LIMIT).get(uri()));
    }

    /** What a good answer says; a bad one is an error. */
    static JsonNode bodyOf(ControlReply reply) throws ExitException {
        if (reply.status() == 200) {
            return reply.body();
        }
        Problem problem = Problem.fromJson(reply.body());
        throw new ExitException(
                exitCode(reply.status()),
                "The daemon refused: "
                        + (problem == null ? "status " + reply.status() : problem.sentence()));
    }

    private static ExitCode exitCode(int status) {
        return switch (status / 100 * 100) {
            case 400 -> ExitCode.CONFIGURATION;
            default -> status == 503 || status == 504 ? ExitCode.UNREACHABLE : ExitCode.FAULT;
        };
    }
}
