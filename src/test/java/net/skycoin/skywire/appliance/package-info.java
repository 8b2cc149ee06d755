/**
 * What the appliance promises, shown on the very image that people flash: {@code scripts/emulate}
 * boots it in the place of a lab's router ({@link net.skycoin.skywire.lab.Board}), and everything
 * around it is the lab's. Needs root and, in the property {@code appliance.image}, the image;
 * {@code scripts/test --appliance} sees to both. Time limits are for a board; software emulation
 * gets three times as long, and every figure is printed beside both.
 */
@NullMarked
package net.skycoin.skywire.appliance;

import org.jspecify.annotations.NullMarked;
