package net.skycoin.skywire.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.control.Problem;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.hub.HubDatabase;
import net.skycoin.skywire.node.Config.Role;
import net.skycoin.skywire.pay.Price;
import net.skycoin.skywire.route.RoutePolicy;
import net.skycoin.skywire.wire.TransportAddress;
import org.jspecify.annotations.Nullable;

/**
 * Version 1 of the configuration as JSON: which fields there are, what is allowed in each, what
 * they are when absent. Reading reports every problem at once; writing and reading again gives the
 * same configuration.
 */
public final class ConfigSchema {
    private static final Set<String> TRANSPORTS = Set.of("udp", "tcp", "tls");
    private static final int LARGEST_PORT = 65_535;
    private static final int MOST_RELAYS = 7;
    private static final int MOST_PATHS = 16;
    private static final int MOST_LINKS = 4_096;
    static final int MOST_KBIT = 100_000_000;

    private static final String KEY = "the 66 hex digits of a public key";
    private static final String ADDRESS = "an IP address";
    private static final String TRANSPORT = "\"udp\", \"tcp\" or \"tls\"";
    private static final String FILE =
            "the whole path of a file, such as \"/var/lib/skywire/tls.pem\"";
    private static final String HOST = "a host name such as \"www.example.org\"";
    private static final String NETWORK = "a network such as \"10.1.0.0/16\"";
    private static final String INTERFACE = "the name of a network interface";
    private static final String GROUP = "the name of a group of users";
    private static final String ROLE = "\"relay\", \"router\", \"exit\" or \"hub\"";
    private static final String WALLET = "the name of a wallet: letters, digits, - and _";
    private static final String DATABASE =
            "a PostgreSQL URL such as \"jdbc:postgresql://127.0.0.1/skywire?user=skywire\"";
    private static final String CALLER = "\"throw-away\" or \"own\"";
    private static final String SPREAD = "\"sum\" or \"redundant\"";
    private static final String POLICY =
            "\"latency\", \"throughput\", \"price\", \"place\" or \"fewest-hops\"";
    private static final String COUNTRY = "a country's two capital letters, such as \"CH\"";

    /** The kernel takes more (dev_valid_name), but nothing sensible. */
    private static final Pattern INTERFACE_NAME =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,14}");

    /** RFC 1123, section 2.1: letters, digits and hyphens in labels of at most 63. */
    private static final Pattern HOST_NAME =
            Pattern.compile(
                    "(?=.{1,253}$)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)*"
                            + "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");

    private static final int MOST_PRICE = 1_000_000_000;
    private static final int MOST_FREE_KBPS = 10_000_000;
    private static final String PRICE = "nanoSKY for a MiB, from 0 to " + MOST_PRICE;
    private static final Pattern WALLET_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

    private static final Pattern COUNTRY_CODE = Pattern.compile("[A-Z]{2}");

    /** As groupadd has it. */
    private static final Pattern GROUP_NAME = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");

    private ConfigSchema() {}

    /** The configuration in a document; of use only when no problem was added. */
    public static Config read(JsonNode document, List<Problem> problems) {
        ConfigFields fields = ConfigFields.of(document, problems);
        fields.require("version", "" + Config.VERSION);
        fields.number("version", Config.VERSION, Config.VERSION, Config.VERSION);
        Config otherwise = Config.DEFAULT;
        Config config =
                new Config(
                        roles(fields),
                        fields.objects("listen", otherwise.listen(), ConfigSchema::listen),
                        fields.objects("advertise", otherwise.advertise(), ConfigSchema::dialable),
                        fields.objects("peers", otherwise.peers(), ConfigSchema::peer),
                        links(fields.object("link")),
                        tls(fields.object("tls")),
                        mesh(fields.object("mesh")),
                        discovery(fields.object("discovery")),
                        vpn(fields.object("vpn")),
                        exit(fields.object("exit")),
                        control(fields.object("control")),
                        chain(fields.object("chain")),
                        pay(fields.object("pay")),
                        hub(fields.object("hub")));
        fields.end();
        if (problems.isEmpty()) {
            ConfigRules.check(config, problems);
        }
        return config;
    }

    private static Set<Role> roles(ConfigFields fields) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        roles.addAll(
                fields.texts(
                        "roles",
                        List.copyOf(Config.DEFAULT.roles()),
                        ROLE,
                        text -> oneOf(Role.values(), Role::text, text)));
        return roles;
    }

    private static Config.@Nullable Listen listen(ConfigFields fields) {
        String transport = transport(fields);
        InetSocketAddress address = socket(fields, 0);
        fields.end();
        return transport == null || address == null ? null : new Config.Listen(transport, address);
    }

    private static @Nullable TransportAddress dialable(ConfigFields fields) {
        TransportAddress address = address(fields);
        fields.end();
        return address;
    }

    private static Config.@Nullable Peer peer(ConfigFields fields) {
        PublicKey key = fields.requiredText("key", KEY, PublicKey::parseHex);
        TransportAddress address = address(fields);
        fields.end();
        return key == null || address == null ? null : new Config.Peer(key, address);
    }

    private static @Nullable TransportAddress address(ConfigFields fields) {
        String transport = transport(fields);
        InetSocketAddress socket = socket(fields, 1);
        return transport == null || socket == null ? null : new TransportAddress(transport, socket);
    }

    private static @Nullable String transport(ConfigFields fields) {
        return fields.requiredText(
                "transport", TRANSPORT, text -> TRANSPORTS.contains(text) ? text : null);
    }

    /** With a port of at least 1 it is to be dialled, so it must be one node's. */
    private static @Nullable InetSocketAddress socket(ConfigFields fields, int leastPort) {
        boolean dialled = leastPort > 0;
        InetAddress address =
                fields.requiredText(
                        "address",
                        dialled ? "the IP address of one node" : ADDRESS,
                        text -> dialled ? unicast(text) : IpPrefix.parseAddress(text));
        fields.require("port", "a number from " + leastPort + " to " + LARGEST_PORT);
        int port = fields.number("port", leastPort, leastPort, LARGEST_PORT);
        return address == null ? null : new InetSocketAddress(address, port);
    }

    private static @Nullable InetAddress unicast(String text) {
        InetAddress address = IpPrefix.parseAddress(text);
        return address == null || address.isAnyLocalAddress() || address.isMulticastAddress()
                ? null
                : address;
    }

    private static Config.Links links(ConfigFields fields) {
        Config.Links links =
                new Config.Links(
                        keySet(fields, "allow"),
                        fields.number("maximum", Config.DEFAULT.link().maximum(), 1, MOST_LINKS),
                        fields.number(
                                "uploadKbit", Config.DEFAULT.link().uploadKbit(), 0, MOST_KBIT));
        fields.end();
        return links;
    }

    private static Config.Tls tls(ConfigFields fields) {
        Config.Tls tls =
                new Config.Tls(
                        fields.optionalText("certificate", FILE, ConfigSchema::file),
                        fields.optionalText("key", FILE, ConfigSchema::file),
                        fields.optionalText("serverName", HOST, ConfigSchema::host),
                        fields.optionalText("page", FILE, ConfigSchema::file));
        fields.end();
        return tls;
    }

    private static Config.Discovery discovery(ConfigFields fields) {
        Config.Discovery discovery =
                new Config.Discovery(
                        fields.texts(
                                "interfaces",
                                Config.DEFAULT.discovery().interfaces(),
                                INTERFACE + ", or \"*\" for all",
                                text ->
                                        text.equals(Config.Discovery.ALL)
                                                        || INTERFACE_NAME.matcher(text).matches()
                                                ? text
                                                : null));
        fields.end();
        return discovery;
    }

    private static Config.Mesh mesh(ConfigFields fields) {
        Config.Mesh otherwise = Config.DEFAULT.mesh();
        Config.Mesh mesh =
                new Config.Mesh(
                        fields.numbers("tcp", otherwise.tcp(), 1, LARGEST_PORT),
                        fields.numbers("udp", otherwise.udp(), 1, LARGEST_PORT),
                        fields.flag("client", otherwise.client()),
                        fields.text(
                                "caller",
                                otherwise.caller(),
                                CALLER,
                                text -> oneOf(Config.Caller.values(), Config.Caller::text, text)),
                        fields.number("dnsPort", otherwise.dnsPort(), 1, LARGEST_PORT));
        fields.end();
        return mesh;
    }

    private static @Nullable Path file(String text) {
        return text.startsWith("/") && text.indexOf('\0') < 0 ? Path.of(text) : null;
    }

    private static @Nullable String host(String text) {
        return HOST_NAME.matcher(text).matches() ? text : null;
    }

    private static Config.Vpn vpn(ConfigFields fields) {
        Config.Vpn otherwise = Config.DEFAULT.vpn();
        Config.Vpn vpn =
                new Config.Vpn(
                        fields.texts("exits", otherwise.exits(), KEY, PublicKey::parseHex),
                        fields.number("relays", otherwise.relays(), 0, MOST_RELAYS),
                        fields.text("policy", otherwise.policy(), POLICY, RoutePolicy::of),
                        fields.numberOr(
                                "paths", "auto", otherwise.paths(), Config.Vpn.AUTO, 1, MOST_PATHS),
                        fields.text(
                                "spread",
                                otherwise.spread(),
                                SPREAD,
                                text -> oneOf(Config.Spread.values(), Config.Spread::text, text)),
                        keySet(fields, "exclude"),
                        keySet(fields, "require"),
                        countries(fields.object("countries")),
                        lan(fields.object("lan"), otherwise.lan()),
                        lan(fields.object("guests"), otherwise.guests()),
                        uplink(fields.object("uplink")));
        fields.end();
        return vpn;
    }

    private static Config.Countries countries(ConfigFields fields) {
        Config.Countries countries =
                new Config.Countries(
                        countrySet(fields, "only"),
                        countrySet(fields, "exclude"),
                        countrySet(fields, "prefer"));
        fields.end();
        return countries;
    }

    private static Set<String> countrySet(ConfigFields fields, String name) {
        return new LinkedHashSet<>(fields.texts(name, List.of(), COUNTRY, ConfigSchema::country));
    }

    /** A country's code; null when it does not look like one. */
    static @Nullable String country(String text) {
        return COUNTRY_CODE.matcher(text).matches() ? text : null;
    }

    private static Config.Lan lan(ConfigFields fields, Config.Lan otherwise) {
        Config.Lan lan =
                new Config.Lan(
                        interfaces(fields),
                        fields.text(
                                "ipv4",
                                otherwise.ipv4(),
                                "an IPv4 address with its prefix, such as \""
                                        + otherwise.ipv4()
                                        + "\"",
                                IpPrefix::parse));
        fields.end();
        return lan;
    }

    private static List<String> uplink(ConfigFields fields) {
        List<String> interfaces = interfaces(fields);
        fields.end();
        return interfaces;
    }

    private static Config.Exit exit(ConfigFields fields) {
        Config.Exit otherwise = Config.DEFAULT.exit();
        Config.Exit exit =
                new Config.Exit(
                        interfaces(fields),
                        fields.text("ipv4", otherwise.ipv4(), NETWORK, ConfigSchema::network),
                        fields.optionalText("ipv6", NETWORK, ConfigSchema::network),
                        fields.texts(
                                "resolvers", otherwise.resolvers(), ADDRESS, ConfigSchema::unicast),
                        fields.texts("allow", otherwise.allow(), NETWORK, ConfigSchema::network));
        fields.end();
        return exit;
    }

    private static @Nullable IpPrefix network(String text) {
        IpPrefix prefix = IpPrefix.parse(text);
        return prefix != null && prefix.isNetwork() ? prefix : null;
    }

    private static Config.Control control(ConfigFields fields) {
        Config.Control control =
                new Config.Control(
                        fields.optionalText("readGroup", GROUP, ConfigSchema::group),
                        fields.optionalText("adminGroup", GROUP, ConfigSchema::group));
        fields.end();
        return control;
    }

    private static Config.Chain chain(ConfigFields fields) {
        Config.Chain chain =
                new Config.Chain(fields.texts("nodes", List.of(), NodeUrl.ALLOWED, NodeUrl::parse));
        fields.end();
        return chain;
    }

    private static Config.Pay pay(ConfigFields fields) {
        Config.Pay otherwise = Config.DEFAULT.pay();
        Map<PublicKey, Price> prices = new LinkedHashMap<>();
        fields.objects("prices", List.of(), ConfigSchema::neighbourPrice)
                .forEach(each -> prices.put(each.getKey(), each.getValue()));
        Config.Pay pay =
                new Config.Pay(
                        price(fields, "price"),
                        prices,
                        fields.texts("hubs", List.of(), KEY, PublicKey::parseHex),
                        fields.number("freeKbps", otherwise.freeKbps(), 0, MOST_FREE_KBPS),
                        fields.number("most", otherwise.most(), 0, Integer.MAX_VALUE));
        fields.end();
        return pay;
    }

    private static Map.@Nullable Entry<PublicKey, Price> neighbourPrice(ConfigFields fields) {
        PublicKey key = fields.requiredText("key", KEY, PublicKey::parseHex);
        fields.require("price", PRICE);
        Price price = price(fields, "price");
        fields.end();
        return key == null ? null : Map.entry(key, price);
    }

    /** Any number is taken for the next price of the grid. */
    private static Price price(ConfigFields fields, String name) {
        return Price.atLeast(new NanoSky(fields.number(name, 0, 0, MOST_PRICE)));
    }

    private static Config.Hub hub(ConfigFields fields) {
        Config.Hub otherwise = Config.DEFAULT.hub();
        Config.Hub hub =
                new Config.Hub(
                        fields.optionalText(
                                "database",
                                DATABASE,
                                text -> HubDatabase.isPostgresql(text) ? text : null),
                        fields.optionalText("passwordFile", FILE, ConfigSchema::file),
                        fields.text(
                                "wallet",
                                otherwise.wallet(),
                                WALLET,
                                text -> WALLET_NAME.matcher(text).matches() ? text : null),
                        fields.optionalText("passphraseFile", FILE, ConfigSchema::file),
                        fields.number(
                                "requestsPerSecond", otherwise.requestsPerSecond(), 1, 100_000),
                        fields.number("chainSeconds", otherwise.chainSeconds(), 1, 3600));
        fields.end();
        return hub;
    }

    private static @Nullable String group(String text) {
        return GROUP_NAME.matcher(text).matches() ? text : null;
    }

    private static List<String> interfaces(ConfigFields fields) {
        return fields.texts(
                "interfaces",
                List.of(),
                INTERFACE,
                text -> INTERFACE_NAME.matcher(text).matches() ? text : null);
    }

    private static Set<PublicKey> keySet(ConfigFields fields, String name) {
        return new LinkedHashSet<>(fields.texts(name, List.of(), KEY, PublicKey::parseHex));
    }

    /** The one that has this name; null when none has. */
    static <T> @Nullable T oneOf(T[] values, Function<T, String> name, String text) {
        for (T value : values) {
            if (name.apply(value).equals(text)) {
                return value;
            }
        }
        return null;
    }

    /** The document of a configuration: what is always there, then what its roles need. */
    public static ObjectNode write(Config config) {
        ObjectNode document = object().put("version", Config.VERSION);
        texts(document, "roles", config.roles().stream().map(Role::text).toList());
        ArrayNode listen = document.putArray("listen");
        config.listen().forEach(at -> listen.add(socket(object(), at.transport(), at.address())));
        ArrayNode advertise = document.putArray("advertise");
        config.advertise().forEach(at -> advertise.add(address(object(), at)));
        ArrayNode peers = document.putArray("peers");
        for (Config.Peer peer : config.peers()) {
            peers.add(address(object().put("key", peer.key().toString()), peer.address()));
        }
        ObjectNode link = document.putObject("link");
        texts(link, "allow", config.link().allow())
                .put("maximum", config.link().maximum())
                .put("uploadKbit", config.link().uploadKbit());
        if (!config.tls().equals(Config.DEFAULT.tls())) {
            document.set("tls", tls(config.tls()));
        }
        if (!config.mesh().equals(Config.DEFAULT.mesh())) {
            document.set("mesh", mesh(config.mesh()));
        }
        if (!config.discovery().equals(Config.DEFAULT.discovery())) {
            texts(document.putObject("discovery"), "interfaces", config.discovery().interfaces());
        }
        if (config.isRouter() || !config.vpn().equals(Config.DEFAULT.vpn())) {
            document.set("vpn", vpn(config.vpn()));
        }
        if (config.isExit() || !config.exit().equals(Config.DEFAULT.exit())) {
            document.set("exit", exit(config.exit()));
        }
        if (!config.control().equals(Config.DEFAULT.control())) {
            document.set("control", control(config.control()));
        }
        if (!config.chain().nodes().isEmpty()) {
            texts(document.putObject("chain"), "nodes", config.chain().nodes());
        }
        if (!config.pay().equals(Config.DEFAULT.pay())) {
            document.set("pay", pay(config.pay()));
        }
        if (config.isHub() || !config.hub().equals(Config.DEFAULT.hub())) {
            document.set("hub", hub(config.hub()));
        }
        return document;
    }

    private static ObjectNode address(ObjectNode target, TransportAddress at) {
        return socket(target, at.transport(), at.socket());
    }

    private static ObjectNode socket(
            ObjectNode target, String transport, InetSocketAddress address) {
        return target.put("transport", transport)
                .put("address", address.getAddress().getHostAddress())
                .put("port", address.getPort());
    }

    private static ObjectNode tls(Config.Tls tls) {
        ObjectNode section = object();
        textIfAny(section, "certificate", tls.certificate());
        textIfAny(section, "key", tls.key());
        textIfAny(section, "serverName", tls.serverName());
        textIfAny(section, "page", tls.page());
        return section;
    }

    private static ObjectNode mesh(Config.Mesh mesh) {
        ObjectNode section = object();
        ArrayNode tcp = section.putArray("tcp");
        mesh.tcp().forEach(tcp::add);
        ArrayNode udp = section.putArray("udp");
        mesh.udp().forEach(udp::add);
        return section.put("client", mesh.client())
                .put("caller", mesh.caller().text())
                .put("dnsPort", mesh.dnsPort());
    }

    private static void textIfAny(ObjectNode target, String name, @Nullable Object value) {
        if (value != null) {
            target.put(name, value.toString());
        }
    }

    private static ObjectNode vpn(Config.Vpn vpn) {
        ObjectNode section = object();
        texts(section, "exits", vpn.exits());
        section.put("relays", vpn.relays()).put("policy", vpn.policy().text());
        if (vpn.paths() == Config.Vpn.AUTO) {
            section.put("paths", "auto");
        } else {
            section.put("paths", vpn.paths());
        }
        section.put("spread", vpn.spread().text());
        texts(section, "exclude", vpn.exclude());
        texts(section, "require", vpn.require());
        ObjectNode countries = section.putObject("countries");
        texts(countries, "only", vpn.countries().only());
        texts(countries, "exclude", vpn.countries().exclude());
        texts(countries, "prefer", vpn.countries().prefer());
        section.set("lan", lan(vpn.lan()));
        section.set("guests", lan(vpn.guests()));
        texts(section.putObject("uplink"), "interfaces", vpn.uplink());
        return section;
    }

    private static ObjectNode lan(Config.Lan lan) {
        return texts(object(), "interfaces", lan.interfaces()).put("ipv4", lan.ipv4().toString());
    }

    private static ObjectNode exit(Config.Exit exit) {
        ObjectNode section = object();
        texts(section, "interfaces", exit.interfaces()).put("ipv4", exit.ipv4().toString());
        if (exit.ipv6() != null) {
            section.put("ipv6", exit.ipv6().toString());
        }
        texts(
                section,
                "resolvers",
                exit.resolvers().stream().map(InetAddress::getHostAddress).toList());
        return texts(section, "allow", exit.allow());
    }

    private static ObjectNode control(Config.Control control) {
        ObjectNode section = object();
        if (control.readGroup() != null) {
            section.put("readGroup", control.readGroup());
        }
        if (control.adminGroup() != null) {
            section.put("adminGroup", control.adminGroup());
        }
        return section;
    }

    private static ObjectNode pay(Config.Pay pay) {
        ObjectNode section = object().put("price", pay.price().perMebibyte().value());
        ArrayNode prices = section.putArray("prices");
        pay.prices()
                .forEach(
                        (key, price) ->
                                prices.addObject()
                                        .put("key", key.toString())
                                        .put("price", price.perMebibyte().value()));
        return texts(section, "hubs", pay.hubs())
                .put("freeKbps", pay.freeKbps())
                .put("most", pay.most());
    }

    private static ObjectNode hub(Config.Hub hub) {
        ObjectNode section = object();
        textIfAny(section, "database", hub.database());
        textIfAny(section, "passwordFile", hub.passwordFile());
        section.put("wallet", hub.wallet());
        textIfAny(section, "passphraseFile", hub.passphraseFile());
        return section.put("requestsPerSecond", hub.requestsPerSecond())
                .put("chainSeconds", hub.chainSeconds());
    }

    private static ObjectNode texts(ObjectNode target, String name, Collection<?> values) {
        ArrayNode list = target.putArray(name);
        values.forEach(value -> list.add(value.toString()));
        return target;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
