package net.skycoin.skywire.circuit;

/**
 * What passed a circuit at this node so far; forward is away from the initiator. Bytes are those of
 * whole cells.
 */
public record CircuitTraffic(
        long cellsForward, long bytesForward, long cellsBackward, long bytesBackward) {}
