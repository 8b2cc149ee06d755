package net.skycoin.skywire.circuit;

import net.skycoin.skywire.wire.FailureCode;
import net.skycoin.skywire.wire.HopStatus;

/**
 * Cells and their bytes that passed one circuit at this node. Forward is away from the initiator.
 */
final class TrafficCounter {
    private long cellsForward;
    private long bytesForward;
    private long cellsBackward;
    private long bytesBackward;

    void forward(int bytes) {
        cellsForward++;
        bytesForward += bytes;
    }

    void backward(int bytes) {
        cellsBackward++;
        bytesBackward += bytes;
    }

    long cellsForward() {
        return cellsForward;
    }

    long cellsBackward() {
        return cellsBackward;
    }

    long bytesBackward() {
        return bytesBackward;
    }

    CircuitTraffic snapshot() {
        return new CircuitTraffic(cellsForward, bytesForward, cellsBackward, bytesBackward);
    }

    HopStatus status(FailureCode code) {
        return new HopStatus(code, bytesForward, bytesBackward);
    }
}
