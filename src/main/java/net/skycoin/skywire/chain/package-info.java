/**
 * Floor 6: the Skycoin network as seen through the REST API of its nodes, none of which is trusted.
 * Whatever can be computed again from an answer is (names of transactions and outputs); what cannot
 * is believed when more than half of the nodes that answer say it. Wall time decides nothing here:
 * the chain's own clock does.
 *
 * <p>Start with {@link net.skycoin.skywire.chain.WalletSync}, which brings a wallet's journal up to
 * date and makes payments that cannot be made twice; {@link net.skycoin.skywire.chain.SkycoinNodes}
 * asks several nodes at once, {@link net.skycoin.skywire.chain.SkycoinNode} one. {@link
 * net.skycoin.skywire.chain.SkycoinWalletFile} reads the files of Skycoin's own wallets.
 */
@NullMarked
package net.skycoin.skywire.chain;

import org.jspecify.annotations.NullMarked;
