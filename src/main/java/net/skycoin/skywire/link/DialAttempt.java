package net.skycoin.skywire.link;

import net.skycoin.skywire.noise.Handshake;

/**
 * An init on its way, sent again unchanged until its time is over.
 *
 * @param index by which the response finds back
 * @param init the packet, stamped anew at each sending
 * @param beganAtNs when it was sent first
 */
record DialAttempt(Dial dial, Handshake handshake, int index, byte[] init, long beganAtNs)
        implements Addressee {}
