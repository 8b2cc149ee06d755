/**
 * Floor 4: what two neighbours owe each other for carrying traffic: prices, hash chains whose
 * preimages are the money, credit. Knows no ledger, no hub and no file; amounts are exact.
 *
 * <p>Start with {@link net.skycoin.skywire.pay.CreditWindow}, the payee's patience with one payer;
 * {@link net.skycoin.skywire.pay.PayChain} and {@link net.skycoin.skywire.pay.PayChainChecker} are
 * the two ends of a chain, {@link net.skycoin.skywire.pay.Price} what a MiB costs.
 */
@NullMarked
package net.skycoin.skywire.pay;

import org.jspecify.annotations.NullMarked;
