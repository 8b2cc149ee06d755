package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import net.skycoin.skywire.control.ControlClient;
import net.skycoin.skywire.control.ControlReply;
import net.skycoin.skywire.control.ControlSocket;
import net.skycoin.skywire.node.ExitException;

/** A command whose body is the daemon's answer to a POST on {@code control.sock}. */
abstract class DaemonPostCommand extends BodyCommand {
    /** A hub may be far away. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    abstract String uri();

    /** What is sent. */
    abstract JsonNode question() throws ExitException;

    @Override
    final JsonNode body() throws ExitException, ControlClient.UnreachableException {
        ControlSocket socket = ControlSocket.control(skywire().runDirectory(), null);
        ControlReply reply = new ControlClient(socket.path(), LIMIT).post(uri(), question());
        return DaemonCommand.bodyOf(reply);
    }
}
