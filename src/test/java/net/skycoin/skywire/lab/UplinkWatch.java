package net.skycoin.skywire.lab;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.skycoin.skywire.lab.AddressPlan.Port;
import net.skycoin.skywire.transport.BeaconSocket;

/**
 * Captures what a router sends on each of its uplinks (all that leaves there, whatever address it
 * claims to come from), without a gap from one {@link #leaks} to the next, and knows what may be
 * there: the daemon's datagrams to its neighbours, ARP and neighbour discovery, DHCP.
 */
public final class UplinkWatch implements AutoCloseable {
    private static final int LINK_PORT = 7373;
    private static final int TLS_PORT = 443;
    private static final int HOP_BY_HOP = 0;
    private static final int ETHERNET_IPV6 = 14 + 40;

    /** RFC 4861: router solicitation, neighbour solicitation and advertisement. */
    private static final Set<Integer> DISCOVERY = Set.of(133, 135, 136);

    /** RFC 3810 and RFC 2710: which multicast groups neighbour discovery listens to. */
    private static final Set<Integer> LISTENER_REPORTS = Set.of(131, 132, 143);

    private final LabNode router;
    private final List<Port> uplinks;
    private final Set<InetAddress> neighbours = new HashSet<>();
    private final ByteRuns marker;
    private List<Capture> captures;
    private long framesSeen;

    /**
     * @param marker a text of the traffic that must not be seen
     */
    public UplinkWatch(LabNode router, List<Port> uplinks, String marker) {
        this.router = router;
        this.uplinks = List.copyOf(uplinks);
        this.marker = ByteRuns.of(marker.getBytes(US_ASCII));
        captures = start();
    }

    /** From now on the daemon may send to this address. */
    public void allow(String neighbour) {
        neighbours.add(InetAddress.ofLiteral(neighbour));
    }

    private List<Capture> start() {
        List<Capture> started = new ArrayList<>();
        for (Port uplink : uplinks) {
            started.add(router.capture(uplink.name(), "outbound"));
        }
        return started;
    }

    /** What left since the last call, or the beginning, and should not have. */
    public List<String> leaks() {
        List<Capture> ended = captures;
        captures = start();
        List<String> leaks = new ArrayList<>();
        framesSeen = 0;
        for (Capture capture : ended) {
            var recording = capture.stop();
            framesSeen += recording.frames().size();
            for (Frame frame : recording.frames()) {
                if (!allowed(frame) || marker.findIn(frame.bytes(), 0) >= 0) {
                    leaks.add(recording.name() + ": " + frame);
                }
            }
        }
        return leaks;
    }

    /** How many frames the last {@link #leaks} looked at. */
    public long framesSeen() {
        return framesSeen;
    }

    private boolean allowed(Frame frame) {
        if (frame.etherType() == Frame.ARP) {
            return true;
        }
        return switch (frame.protocol()) {
            case Frame.ICMPV6 -> DISCOVERY.contains(byteAt(frame, ETHERNET_IPV6));
            case HOP_BY_HOP ->
                    byteAt(frame, ETHERNET_IPV6) == Frame.ICMPV6
                            && LISTENER_REPORTS.contains(byteAt(frame, ETHERNET_IPV6 + 8));
            case Frame.UDP -> toNeighbour(frame) || dhcp(frame) || beacon(frame);
            case Frame.TCP -> dialledNeighbour(frame);
            default -> false;
        };
    }

    private static int byteAt(Frame frame, int offset) {
        return offset < frame.bytes().length ? frame.bytes()[offset] & 0xff : -1;
    }

    private boolean toNeighbour(Frame frame) {
        return frame.sourcePort() == LINK_PORT
                && frame.destinationPort() == LINK_PORT
                && neighbours.contains(frame.destination());
    }

    /** By tcp or tls; the own port is any. */
    private boolean dialledNeighbour(Frame frame) {
        boolean linkPort =
                frame.destinationPort() == LINK_PORT || frame.destinationPort() == TLS_PORT;
        return linkPort && neighbours.contains(frame.destination());
    }

    private static boolean beacon(Frame frame) {
        return frame.destinationPort() == BeaconSocket.PORT
                && InetAddress.ofLiteral(BeaconSocket.GROUP).equals(frame.destination());
    }

    private static boolean dhcp(Frame frame) {
        return (frame.sourcePort() == 68 && frame.destinationPort() == 67)
                || (frame.sourcePort() == 546 && frame.destinationPort() == 547);
    }

    @Override
    public void close() {
        captures.forEach(Capture::close);
    }
}
