package net.skycoin.skywire.node;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An IP address and the length of its network's prefix, as {@code 192.168.73.1/24} or {@code
 * fc53:1::/64}.
 */
public record IpPrefix(InetAddress address, int length) {
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,3}");

    /** The prefix in a text; null when it is none. */
    public static @Nullable IpPrefix parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !LENGTH.matcher(text.substring(slash + 1)).matches()) {
            return null;
        }
        InetAddress address = parseAddress(text.substring(0, slash));
        int length = Integer.parseInt(text.substring(slash + 1));
        return address == null || length > bits(address) ? null : new IpPrefix(address, length);
    }

    /** An IP literal, never looked up: four decimal numbers, or IPv6; null when it is neither. */
    public static @Nullable InetAddress parseAddress(String text) {
        if (!IPV4.matcher(text).matches() && !text.contains(":")) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    public boolean isIpv4() {
        return bits(address) == Integer.SIZE;
    }

    /** Whether no bit behind the prefix is set. */
    public boolean isNetwork() {
        return number(address).getLowestSetBit() < 0
                || number(address).getLowestSetBit() >= bits(address) - length;
    }

    /** Whether all of {@code other} is in this network. */
    public boolean contains(IpPrefix other) {
        return length <= other.length && sharesNetwork(other, length);
    }

    /** Whether the two networks have an address in common. */
    public boolean overlaps(IpPrefix other) {
        return sharesNetwork(other, Math.min(length, other.length));
    }

    private boolean sharesNetwork(IpPrefix other, int common) {
        int host = bits(address) - common;
        return isIpv4() == other.isIpv4()
                && number(address).shiftRight(host).equals(number(other.address).shiftRight(host));
    }

    private static BigInteger number(InetAddress address) {
        return new BigInteger(1, address.getAddress());
    }

    private static int bits(InetAddress address) {
        return address.getAddress().length * Byte.SIZE;
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + length;
    }
}
