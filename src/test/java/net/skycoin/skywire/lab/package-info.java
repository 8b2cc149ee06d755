/**
 * The lab: real daemons in network namespaces of one machine, joined by wires whose rate, delay,
 * loss and queue can be set while they run. Test scope only; needs root.
 *
 * <pre>
 *   Topology (a JSON file) -> Lab.up ->  one namespace per node  (Namespace: network + mounts)
 *                                        one process for wires   (WireProcess, in skl&lt;id&gt;-wire)
 *                                        one Supervisor          (in the place of systemd)
 *                                        a Board in the place of an emulated router (scripts/emulate)
 *   Lab.node(..).exec   Lab.daemon(..).kill9   Lab.wire(..).cut   Lab.capture   Lab.download
 * </pre>
 *
 * <p>Everything that a lab makes is written down under {@code /run/skywire-lab/<id>} before it is
 * made, so that what a killed lab leaves behind is found and removed by the next one ({@link
 * LabState}). Start reading at {@link Lab}; the file format is {@link Topology}, the addresses are
 * {@link AddressPlan}. The package uses of the product only what a node's files need: keys and the
 * identity file.
 */
@NullMarked
package net.skycoin.skywire.lab;

import org.jspecify.annotations.NullMarked;
