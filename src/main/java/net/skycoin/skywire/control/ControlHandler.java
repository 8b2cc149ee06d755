package net.skycoin.skywire.control;

import java.util.concurrent.CompletionStage;

/** Answers the requests of one route. */
@FunctionalInterface
public interface ControlHandler {
    /**
     * Called on the control server's thread, which it must not block: what takes time or belongs to
     * another thread is handed there, and the stage completed from it.
     */
    CompletionStage<ControlReply> handle(ControlRequest request);
}
