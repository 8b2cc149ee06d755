/** The hub's books in SQLite and in a real PostgreSQL, its server and its clients. */
@NullMarked
package net.skycoin.skywire.hub;

import org.jspecify.annotations.NullMarked;
