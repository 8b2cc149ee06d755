/**
 * What the product promises, shown on real daemons in labs of real network namespaces. Needs root;
 * every figure is printed. The labs are of {@link net.skycoin.skywire.lab}.
 */
@NullMarked
package net.skycoin.skywire.acceptance;

import org.jspecify.annotations.NullMarked;
