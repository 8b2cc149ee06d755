/**
 * Floor 4: what two neighbours owe each other for carrying traffic, and the rules of a hub that
 * settles it. Amounts are exact. Knows links as {@link net.skycoin.skywire.link.Neighbour}, no
 * circuit, no file and no socket: records go out by {@link net.skycoin.skywire.pay.PayStore},
 * questions to hubs by {@link net.skycoin.skywire.pay.HubGate}.
 *
 * <p>Start with {@link net.skycoin.skywire.pay.Payments}, all accounts of a node. {@code Line} is
 * the account with one neighbour: {@code Payee} is paid, with {@link
 * net.skycoin.skywire.pay.CreditWindow} as its patience and {@link
 * net.skycoin.skywire.pay.PayChainChecker} as its proof; {@code Payer} pays, with {@link
 * net.skycoin.skywire.pay.PayChain}. What each cell touches are the meters and tolls. {@link
 * net.skycoin.skywire.pay.HubBooks} are the rules of a hub over a {@link
 * net.skycoin.skywire.pay.HubStore}.
 */
@NullMarked
package net.skycoin.skywire.pay;

import org.jspecify.annotations.NullMarked;
