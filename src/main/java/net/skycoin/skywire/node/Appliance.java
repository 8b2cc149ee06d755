package net.skycoin.skywire.node;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The machine that the SD-card image makes of a board: which interface is what, its configuration
 * when nobody said anything, and what the owner's settings change in a configuration.
 */
final class Appliance {
    /** The bridge of all ports that serve the LAN. */
    static final String LAN = "lan0";

    /** The first radio: the hotspot's, or else a station's. */
    static final String FIRST_RADIO = "wlan0";

    /** A second radio, or a second interface of the only one: a station beside a hotspot. */
    static final String SECOND_RADIO = "wlan1";

    /**
     * Ports whose role may change; each counts as an uplink while it is not a member of the LAN.
     */
    static final List<String> PORTS = List.of("eth0", "eth1", "usb0");

    /** A router that knows nobody yet. */
    static final Config DEFAULT = routerByDefault();

    private static final IpPrefix OTHER_GUESTS =
            new IpPrefix(InetAddress.ofLiteral("192.168.75.1"), 24);

    private Appliance() {}

    private static Config routerByDefault() {
        Config.Vpn vpn = Config.DEFAULT.vpn();
        List<String> uplinks = new ArrayList<>(PORTS);
        uplinks.add(SECOND_RADIO);
        return withVpn(
                Config.DEFAULT,
                EnumSet.of(Config.Role.ROUTER),
                Config.DEFAULT.link(),
                new Config.Vpn(
                        vpn.exits(),
                        vpn.relays(),
                        vpn.policy(),
                        vpn.paths(),
                        vpn.spread(),
                        vpn.exclude(),
                        vpn.require(),
                        vpn.countries(),
                        new Config.Lan(List.of(LAN), vpn.lan().ipv4()),
                        new Config.Lan(List.of(FIRST_RADIO), vpn.guests().ipv4()),
                        List.copyOf(uplinks)));
    }

    /** Every port finds its role by itself. */
    static Map<String, Settings.PortRole> portsByDefault() {
        Map<String, Settings.PortRole> ports = new LinkedHashMap<>();
        PORTS.forEach(name -> ports.put(name, Settings.PortRole.AUTO));
        return ports;
    }

    /** The radio that is an uplink's, should one be wanted. */
    static String station(Settings.Wifi wifi) {
        return wifi.hotspot() ? SECOND_RADIO : FIRST_RADIO;
    }

    /** The configuration with what the settings say; what they do not mention stays. */
    static Config apply(Settings settings, Config before) {
        Config.Vpn vpn = before.vpn();
        IpPrefix lan = settings.lan() == null ? vpn.lan().ipv4() : settings.lan();
        Config after =
                withVpn(
                        before,
                        settings.roles() == null ? before.roles() : settings.roles(),
                        settings.uploadKbit() == null
                                ? before.link()
                                : before.link().withUpload(settings.uploadKbit()),
                        new Config.Vpn(
                                settings.exits().isEmpty() ? vpn.exits() : settings.exits(),
                                vpn.relays(),
                                vpn.policy(),
                                vpn.paths(),
                                vpn.spread(),
                                vpn.exclude(),
                                vpn.require(),
                                vpn.countries(),
                                new Config.Lan(vpn.lan().interfaces(), lan),
                                guests(settings.wifi(), vpn.guests(), lan),
                                uplinks(settings.wifi(), vpn.uplink())));
        return settings.join() == null ? after : after.joining(settings.join());
    }

    private static Config.Lan guests(Settings.Wifi wifi, Config.Lan before, IpPrefix lan) {
        List<String> interfaces = set(before.interfaces(), FIRST_RADIO, wifi.hotspot());
        return new Config.Lan(
                interfaces, before.ipv4().overlaps(lan) ? OTHER_GUESTS : before.ipv4());
    }

    /** The first radio is an uplink's when it is not the guests'. */
    private static List<String> uplinks(Settings.Wifi wifi, List<String> before) {
        return set(before, FIRST_RADIO, !wifi.hotspot());
    }

    private static List<String> set(Collection<String> names, String name, boolean member) {
        Set<String> all = new LinkedHashSet<>(names);
        if (member) {
            all.add(name);
        } else {
            all.remove(name);
        }
        return List.copyOf(all);
    }

    /** An exit leaves by the same ports, unless somebody said otherwise. */
    private static Config withVpn(
            Config config, Set<Config.Role> roles, Config.Links link, Config.Vpn vpn) {
        Config.Exit exit = config.exit();
        boolean nowhere = roles.contains(Config.Role.EXIT) && exit.interfaces().isEmpty();
        return new Config(
                roles,
                config.listen(),
                config.advertise(),
                config.peers(),
                link,
                config.tls(),
                config.mesh(),
                config.discovery(),
                vpn,
                nowhere
                        ? new Config.Exit(
                                vpn.uplink(),
                                exit.ipv4(),
                                exit.ipv6(),
                                exit.resolvers(),
                                exit.allow())
                        : exit,
                config.control(),
                config.chain(),
                config.pay(),
                config.hub());
    }
}
