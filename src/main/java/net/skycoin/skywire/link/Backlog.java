package net.skycoin.skywire.link;

import net.skycoin.skywire.bytes.PacketBatch;
import org.jspecify.annotations.Nullable;

/**
 * Packets of one link that are sealed and that a blocked transport did not take: at most one batch,
 * since nothing more is sealed until they are gone.
 */
final class Backlog {
    private @Nullable PacketBatch rest;

    boolean isEmpty() {
        return rest == null;
    }

    /** Copies the packets of {@code batch} from {@code first} on; only when empty. */
    void keep(PacketBatch batch, int first) {
        PacketBatch copy = new PacketBatch();
        for (int i = first; i < batch.count(); i++) {
            copy.append(batch.array(), batch.offset(i), batch.length(i));
        }
        rest = copy;
    }

    /** Tries again; empty afterwards if the transport took all. */
    void drain(Endpoint to, DatagramSender sender) {
        PacketBatch batch = rest;
        if (batch == null) {
            return;
        }
        int taken = sender.send(to, batch);
        if (taken == batch.count()) {
            rest = null;
        } else if (taken > 0) {
            keep(batch, taken);
        }
    }
}
