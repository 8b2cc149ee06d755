/**
 * Floor 3: what a node knows of the network. Signed descriptors and link states, their exchange
 * with the neighbours, and the map that they make up.
 *
 * <pre>
 *   OwnRecords  --signs-->  NetworkMap  --versions, records-->  MapExchange  --&gt; neighbours
 *                               ^------------verified records--------'
 * </pre>
 *
 * <p>Start with {@link net.skycoin.skywire.topology.NetworkMap}. Knows of a neighbour only that
 * messages can be sent to it ({@link net.skycoin.skywire.topology.MapPeer}); finds no paths. All
 * times are monotonic, ages accumulate hop by hop, and no wall clock is involved.
 */
@NullMarked
package net.skycoin.skywire.topology;

import org.jspecify.annotations.NullMarked;
