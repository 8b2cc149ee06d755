/**
 * Floor 2: the Skycoin ledger's formats, byte for byte: addresses, transactions, coin hours, block
 * headers, the keys of a wallet and the wallet's own file. Knows no node, no file system and no
 * time of day; money is an exact integer in a type of its own, and arithmetic that would leave its
 * range throws.
 *
 * <p>Start with {@link net.skycoin.skywire.sky.Transaction} and {@link
 * net.skycoin.skywire.sky.TransactionRule}, which lists in order why a transaction is refused; then
 * {@link net.skycoin.skywire.sky.Payment}, which makes one, and {@link
 * net.skycoin.skywire.sky.Wallet}, which signs it.
 */
@NullMarked
package net.skycoin.skywire.sky;

import org.jspecify.annotations.NullMarked;
