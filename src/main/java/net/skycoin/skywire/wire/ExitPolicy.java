package net.skycoin.skywire.wire;

/** Which packets an exit lets out. */
public record ExitPolicy(boolean ipv4, boolean ipv6) {
    public static final ExitPolicy NONE = new ExitPolicy(false, false);

    private static final int IPV4 = 1;
    private static final int IPV6 = 2;

    static ExitPolicy ofBits(int bits) {
        return new ExitPolicy((bits & IPV4) != 0, (bits & IPV6) != 0);
    }

    int toBits() {
        return (ipv4 ? IPV4 : 0) | (ipv6 ? IPV6 : 0);
    }
}
