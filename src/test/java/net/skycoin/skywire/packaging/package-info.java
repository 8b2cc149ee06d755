/** The Debian packages, in plain Debian roots. Needs root; start with {@code DebTest}. */
@NullMarked
package net.skycoin.skywire.packaging;

import org.jspecify.annotations.NullMarked;
