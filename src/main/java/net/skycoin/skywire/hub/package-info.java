/**
 * Floor 7: the hub role, which settles what neighbours pay each other, and the way to a hub for
 * those who have an account there. Joins {@code pay}'s books to a database, {@code chain} and
 * sockets.
 *
 * <p>Start with {@link net.skycoin.skywire.hub.HubService}, which does requests in batches, each
 * batch one transaction: {@link net.skycoin.skywire.hub.HubServer} brings them from the mesh,
 * {@link net.skycoin.skywire.hub.HubDesk} watches deposits and sends withdrawals, {@link
 * net.skycoin.skywire.hub.HubDatabase} is SQLite or PostgreSQL. {@link
 * net.skycoin.skywire.hub.HubClient} is the other side: a node's accounts.
 */
@NullMarked
package net.skycoin.skywire.hub;

import org.jspecify.annotations.NullMarked;
