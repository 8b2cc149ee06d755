/**
 * Floor 6: what outlives a power cut. Knows files, not what is in them.
 *
 * <p>Start with {@link net.skycoin.skywire.store.AtomicFile}: a small file of which a reader sees,
 * whatever happened in the middle of a write, one whole generation or the one before.
 */
@NullMarked
package net.skycoin.skywire.store;

import org.jspecify.annotations.NullMarked;
