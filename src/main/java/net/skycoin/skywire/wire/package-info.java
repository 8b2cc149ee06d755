/**
 * Floor 1: the wire. One type per message, with {@code parse} and {@code emit}, and the constants
 * that belong to it; the bytes themselves are laid down in {@code src/docs/protocol.md}. Knows what
 * a message looks like and nothing of what it causes: no I/O, no clock, no state.
 *
 * <p>A parser answers null for anything malformed, never throws, and never keeps the array that it
 * was given. Start with {@link net.skycoin.skywire.wire.LinkHeader}.
 */
@NullMarked
package net.skycoin.skywire.wire;

import org.jspecify.annotations.NullMarked;
