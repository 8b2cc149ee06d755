package net.skycoin.skywire.node;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.hub.HubClient;
import net.skycoin.skywire.pay.Price;
import net.skycoin.skywire.route.RoutePolicy;
import net.skycoin.skywire.wire.Invite;
import net.skycoin.skywire.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * What {@code config.json} says, checked: whoever holds one need not check again. {@link
 * ConfigSchema} is its text form.
 *
 * @param listen where others may dial this node
 * @param advertise under which addresses others reach it, for invites and its descriptor
 * @param peers whom it dials
 */
public record Config(
        Set<Role> roles,
        List<Listen> listen,
        List<TransportAddress> advertise,
        List<Peer> peers,
        Links link,
        Tls tls,
        Mesh mesh,
        Discovery discovery,
        Vpn vpn,
        Exit exit,
        Control control,
        Chain chain,
        Pay pay,
        Hub hub) {
    /** The schema's version that this release reads and writes. */
    public static final int VERSION = 1;

    /** What an empty file would mean: a relay that anybody may link to. */
    public static final Config DEFAULT =
            new Config(
                    EnumSet.of(Role.RELAY),
                    List.of(new Listen("udp", new InetSocketAddress("0.0.0.0", 7373))),
                    List.of(),
                    List.of(),
                    Links.DEFAULT,
                    Tls.DEFAULT,
                    Mesh.DEFAULT,
                    Discovery.DEFAULT,
                    Vpn.DEFAULT,
                    Exit.DEFAULT,
                    new Control(null, null),
                    new Chain(List.of()),
                    Pay.DEFAULT,
                    Hub.DEFAULT);

    /** What a node does for others or for its owner. */
    public enum Role {
        RELAY,
        ROUTER,
        EXIT,
        HUB;

        /** As the configuration has it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Where to accept links.
     *
     * @param address to bind; port 0 lets the system choose
     */
    public record Listen(String transport, InetSocketAddress address) {}

    /** A node to dial, and where. */
    public record Peer(PublicKey key, TransportAddress address) {}

    /**
     * Who may link.
     *
     * @param allow the only ones who may; empty for anybody
     * @param maximum links at once
     * @param uploadKbit what all links together may send to other networks, 1,000 bits per second;
     *     0 for no limit
     */
    public record Links(Set<PublicKey> allow, int maximum, int uploadKbit) {
        static final Links DEFAULT = new Links(Set.of(), 256, 0);

        Links withUpload(int kbit) {
            return new Links(allow, maximum, kbit);
        }
    }

    /**
     * What this node looks like where it speaks TLS.
     *
     * @param certificate shown to who connects, PEM; null unless {@code tls} is listened on
     * @param key its secret key, PEM
     * @param serverName asked for when dialling; null for none
     * @param page HTML for web clients; null for a plain one
     */
    public record Tls(
            @Nullable Path certificate,
            @Nullable Path key,
            @Nullable String serverName,
            @Nullable Path page) {
        static final Tls DEFAULT = new Tls(null, null, null, null);
    }

    /**
     * How neighbours on local networks find each other.
     *
     * @param interfaces where beacons are sent and heard; {@link #ALL} for every local network but
     *     those that a router serves
     */
    public record Discovery(List<String> interfaces) {
        /** Stands for all interfaces. */
        public static final String ALL = "*";

        static final Discovery DEFAULT = new Discovery(List.of(ALL));
    }

    /** Under which key the machine's own programs call other nodes. */
    public enum Caller {
        THROW_AWAY,
        OWN;

        /** As the configuration has it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** How packets are spread over the paths. */
    public enum Spread {
        SUM,
        REDUNDANT;

        /** As the configuration has it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Traffic between nodes by key.
     *
     * @param tcp ports that others may call
     * @param udp ports that others may call
     * @param client whether this node calls others although it is no router
     * @param caller for programs that do not choose their address
     * @param dnsPort at 127.0.0.1, where names of nodes are answered
     */
    public record Mesh(
            List<Integer> tcp, List<Integer> udp, boolean client, Caller caller, int dnsPort) {
        static final Mesh DEFAULT = new Mesh(List.of(), List.of(), false, Caller.THROW_AWAY, 7353);

        /** Whether others may call. */
        public boolean isCallable() {
            return !tcp.isEmpty() || !udp.isEmpty();
        }
    }

    /** Whether this node takes part in traffic between nodes; hubs are reached by it. */
    public boolean isInMesh() {
        return isRouter() || mesh.client || isCallable() || pay.isOn();
    }

    /** Whether others may call. */
    public boolean isCallable() {
        return mesh.isCallable() || isHub();
    }

    /** Ports that others may call, the hub's among them. */
    public List<Integer> callablePorts() {
        Set<Integer> ports = new LinkedHashSet<>(mesh.tcp);
        if (isHub()) {
            ports.add(HubClient.PORT);
        }
        return List.copyOf(ports);
    }

    /**
     * Where relays may stand, as they say themselves: two capital letters each.
     *
     * @param only nowhere else; empty for anywhere
     * @param exclude not there
     * @param prefer what the policy place prefers
     */
    public record Countries(Set<String> only, Set<String> exclude, Set<String> prefer) {
        static final Countries DEFAULT = new Countries(Set.of(), Set.of(), Set.of());
    }

    /**
     * The router role.
     *
     * @param exits in order of preference
     * @param relays how many stand between this node and the exit
     * @param paths how many to use at once; {@link #AUTO}: as many as there are neighbours
     * @param exclude never on a path of ours
     * @param require relays that are on each path of ours
     * @param guests another network beside the LAN, for people whom the owner does not know
     * @param uplink interfaces by which the mesh is reached
     */
    public record Vpn(
            List<PublicKey> exits,
            int relays,
            RoutePolicy policy,
            int paths,
            Spread spread,
            Set<PublicKey> exclude,
            Set<PublicKey> require,
            Countries countries,
            Lan lan,
            Lan guests,
            List<String> uplink) {
        /** Of {@link #paths}. */
        static final int AUTO = 0;

        static final Vpn DEFAULT =
                new Vpn(
                        List.of(),
                        2,
                        RoutePolicy.LATENCY,
                        AUTO,
                        Spread.SUM,
                        Set.of(),
                        Set.of(),
                        Countries.DEFAULT,
                        Lan.at("192.168.73.1"),
                        Lan.at("192.168.74.1"),
                        List.of());
    }

    /**
     * A network that the router serves.
     *
     * @param ipv4 the router's own address in it
     */
    public record Lan(List<String> interfaces, IpPrefix ipv4) {
        /** On no interface yet. */
        static Lan at(String address) {
            return new Lan(List.of(), new IpPrefix(InetAddress.ofLiteral(address), 24));
        }
    }

    /**
     * The exit role.
     *
     * @param interfaces towards the ordinary internet
     * @param ipv4 pool of inner addresses
     * @param ipv6 pool of inner addresses; null when the exit carries no IPv6
     * @param resolvers told to those who take a lease
     * @param allow private networks that may be reached all the same
     */
    public record Exit(
            List<String> interfaces,
            IpPrefix ipv4,
            @Nullable IpPrefix ipv6,
            List<InetAddress> resolvers,
            List<IpPrefix> allow) {
        static final Exit DEFAULT =
                new Exit(
                        List.of(),
                        new IpPrefix(InetAddress.ofLiteral("100.64.0.0"), 16),
                        null,
                        List.of(),
                        List.of());
    }

    /**
     * The Skycoin network.
     *
     * @param nodes whom the wallet asks, by the REST API; what most of them say counts
     */
    public record Chain(List<URI> nodes) {}

    /**
     * What the node asks for, and where it has accounts to pay and be paid with.
     *
     * @param price nanoSKY that every neighbour is asked for a MiB
     * @param prices asked of single neighbours instead
     * @param hubs the preferred one first; without any nothing is paid or asked
     * @param freeKbps what a neighbour that does not pay may use, in kbit/s
     * @param most nanoSKY that this node's own circuits may cost for a MiB
     */
    public record Pay(
            Price price,
            Map<PublicKey, Price> prices,
            List<PublicKey> hubs,
            int freeKbps,
            int most) {
        static final Pay DEFAULT = new Pay(Price.FREE, Map.of(), List.of(), 128, 1_000_000_000);

        /** Whether there is any paying at all. */
        public boolean isOn() {
            return !hubs.isEmpty();
        }
    }

    /**
     * The hub role.
     *
     * @param database of PostgreSQL; null for an SQLite file in the data directory
     * @param passwordFile of that database; null when it asks for none
     * @param wallet that holds the deposits; made when there is none
     * @param passphraseFile that opens it; null for one in the data directory, made with the wallet
     * @param requestsPerSecond of one caller
     * @param chainSeconds between two looks at the chain
     */
    public record Hub(
            @Nullable String database,
            @Nullable Path passwordFile,
            String wallet,
            @Nullable Path passphraseFile,
            int requestsPerSecond,
            int chainSeconds) {
        static final Hub DEFAULT = new Hub(null, null, "hub", null, 20, 20);
    }

    /** The groups that the control sockets belong to; null leaves the daemon's own. */
    public record Control(@Nullable String readGroup, @Nullable String adminGroup) {}

    public boolean isRouter() {
        return roles.contains(Role.ROUTER);
    }

    public boolean isExit() {
        return roles.contains(Role.EXIT);
    }

    public boolean isHub() {
        return roles.contains(Role.HUB);
    }

    /** This configuration with the invite's peers and exits, each once and behind those it has. */
    public Config joining(Invite invite) {
        List<Peer> morePeers =
                invite.peers().stream().map(peer -> new Peer(peer.key(), peer.address())).toList();
        return new Config(
                roles,
                listen,
                advertise,
                union(peers, morePeers),
                link,
                tls,
                mesh,
                discovery,
                new Vpn(
                        union(vpn.exits, invite.exits()),
                        vpn.relays,
                        vpn.policy,
                        vpn.paths,
                        vpn.spread,
                        vpn.exclude,
                        vpn.require,
                        vpn.countries,
                        vpn.lan,
                        vpn.guests,
                        vpn.uplink),
                exit,
                control,
                chain,
                pay,
                hub);
    }

    private static <T> List<T> union(List<T> first, List<T> second) {
        Set<T> all = new LinkedHashSet<>(first);
        all.addAll(second);
        return new ArrayList<>(all);
    }
}
