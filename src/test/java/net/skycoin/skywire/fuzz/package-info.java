/**
 * Fuzzing of everything that reads bytes which somebody else may have made. A target is a row in
 * the {@code *Fuzz} class of the package whose parser it is; such classes are found by their name.
 *
 * <p>{@code scripts/fuzz} lets Jazzer search; {@code FuzzReplayTest} only replays, as a unit test,
 * the targets' seeds and the findings of former times, which are the files of {@code
 * src/test/resources/fuzz/<target>}.
 */
@NullMarked
package net.skycoin.skywire.fuzz;

import org.jspecify.annotations.NullMarked;
