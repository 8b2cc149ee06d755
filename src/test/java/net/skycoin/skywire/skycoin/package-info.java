/**
 * What stands for Skycoin in tests: its published data, and a strict node that shares no code with
 * the product (only the JDK, Bouncy Castle, Jackson and SQLite).
 */
package net.skycoin.skywire.skycoin;
