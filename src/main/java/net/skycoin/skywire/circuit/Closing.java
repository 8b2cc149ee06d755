package net.skycoin.skywire.circuit;

import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.FailureCode;
import org.jspecify.annotations.Nullable;

/**
 * Why an open circuit ended.
 *
 * @param code the reason
 * @param reporter the hop that gave it, authenticated; null when it is this node's own finding
 * @param bytesForward what the reporter counted away from the initiator; zero without reporter
 * @param bytesBackward what the reporter counted towards the initiator
 */
public record Closing(
        FailureCode code, @Nullable PublicKey reporter, long bytesForward, long bytesBackward) {

    /** What this node found out by itself. */
    static Closing own(FailureCode code) {
        return new Closing(code, null, 0, 0);
    }
}
