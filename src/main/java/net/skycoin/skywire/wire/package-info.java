/**
 * Floor 1: every message of the protocol ({@code src/docs/protocol.md}), one type each, with {@code
 * parse} and {@code emit} and no I/O. A parser answers null for anything malformed. What a message
 * means, and when it is sent, is decided above.
 */
@NullMarked
package net.skycoin.skywire.wire;

import org.jspecify.annotations.NullMarked;
