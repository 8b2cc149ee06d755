/**
 * {@code scripts/bench}: what the data plane does on this machine, beside wireguard-go and plain
 * forwarding in the same run. Absolute figures of a shared machine mean little; ratios of rounds
 * that alternate, and processor seconds per GB, mean something.
 *
 * <p>Start with {@link net.skycoin.skywire.bench.BenchCommand}; what its keys mean stands in {@code
 * src/docs/performance.md}.
 */
@NullMarked
package net.skycoin.skywire.bench;

import org.jspecify.annotations.NullMarked;
