@NullMarked
package net.skycoin.skywire;

import org.jspecify.annotations.NullMarked;
