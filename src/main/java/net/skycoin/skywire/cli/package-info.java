/**
 * Floor 8: the {@code skywire} command. Each command makes a JSON body, the daemon's answer or its
 * own, and either prints it as it is ({@code --json}) or renders it for a person.
 *
 * <p>Start with {@link net.skycoin.skywire.cli.Skywire} and {@link
 * net.skycoin.skywire.cli.BodyCommand}. Uses the configuration and identity files of {@code node},
 * and the daemon only through its control API.
 */
@NullMarked
package net.skycoin.skywire.cli;

import org.jspecify.annotations.NullMarked;
