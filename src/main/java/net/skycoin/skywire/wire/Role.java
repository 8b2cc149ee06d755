package net.skycoin.skywire.wire;

import java.util.EnumSet;
import java.util.Set;

/** What a node does for others, as its descriptor says. */
public enum Role {
    /** Forwards circuits. */
    RELAY(0),
    /** Ends circuits and lets their packets out. */
    EXIT(1),
    /** Settles payments. */
    HUB(2),
    /** Serves the map. */
    DIRECTORY(3);

    private final int mask;

    Role(int bit) {
        mask = 1 << bit;
    }

    /** The roles whose bits are set; bits without a meaning yet are passed over. */
    static EnumSet<Role> ofBits(int bits) {
        EnumSet<Role> roles = EnumSet.noneOf(Role.class);
        for (Role role : values()) {
            if ((bits & role.mask) != 0) {
                roles.add(role);
            }
        }
        return roles;
    }

    static int toBits(Set<Role> roles) {
        int bits = 0;
        for (Role role : roles) {
            bits |= role.mask;
        }
        return bits;
    }
}
