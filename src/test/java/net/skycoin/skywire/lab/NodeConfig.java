package net.skycoin.skywire.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.skycoin.skywire.lab.AddressPlan.Port;
import net.skycoin.skywire.lab.Topology.Kind;
import net.skycoin.skywire.lab.Topology.Node;

/**
 * A daemon's config.json as follows from the topology: listen and advertise on the wires'
 * addresses, dial the second node of each wire, and what router and exit need; then the node's own
 * fields over it.
 */
final class NodeConfig {
    static final int PORT = 7373;

    /** Where tls is listened on, as a web server would. */
    private static final int TLS_PORT = 443;

    /** What {@link Lab} puts into every daemon's data directory. */
    static final String CERTIFICATE_FILE = "tls-certificate.pem";

    static final String KEY_FILE = "tls-key.pem";

    private static final String TLS_CERTIFICATE = "/var/lib/skywire/" + CERTIFICATE_FILE;
    private static final String TLS_KEY = "/var/lib/skywire/" + KEY_FILE;

    private static final String KEY_REFERENCE = "key:";
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final Topology topology;
    private final AddressPlan plan;
    private final Map<String, String> keys;

    /**
     * @param keys public key in hex of each node that has one
     */
    NodeConfig(Topology topology, AddressPlan plan, Map<String, String> keys) {
        this.topology = topology;
        this.plan = plan;
        this.keys = keys;
    }

    String json(Node node) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put("version", 1);
        config.putArray("roles").add(node.kind().name().toLowerCase(Locale.ROOT));
        List<Port> ports = plan.mesh(node.name());
        listen(config.putArray("listen"), ports);
        ArrayNode advertise = config.putArray("advertise");
        if (node.kind() != Kind.ROUTER) {
            ports.forEach(port -> transports(port).forEach(t -> advertise.add(endpoint(port, t))));
        }
        if (ports.stream().anyMatch(port -> transports(port).contains("tls"))) {
            config.putObject("tls")
                    .put("certificate", TLS_CERTIFICATE)
                    .put("key", TLS_KEY)
                    .put("serverName", "www.example.org");
        }
        // Every link is one of the topology's, unless a node says otherwise.
        config.putObject("discovery").putArray("interfaces");
        ArrayNode peers = config.putArray("peers");
        for (Port port : ports) {
            if (port.first()) {
                Port peer = plan.peer(port);
                for (String transport : transports(port)) {
                    ObjectNode entry = peers.addObject().put("key", key(peer.node().name()));
                    entry.setAll(endpoint(peer, transport));
                }
            }
        }
        if (node.kind() == Kind.ROUTER) {
            router(config.putObject("vpn"), node.name());
        } else if (node.kind() == Kind.EXIT) {
            exit(config.putObject("exit"), node.name());
        }
        if (node.config() != null) {
            merge(config, (ObjectNode) resolve(node.config()));
        }
        return config.toPrettyString() + "\n";
    }

    /** Only the families in use: 0.0.0.0 and :: side by side ask more of a socket. */
    private static void listen(ArrayNode listen, List<Port> ports) {
        for (String transport : List.of("udp", "tcp", "tls")) {
            List<Port> using =
                    ports.stream().filter(port -> transports(port).contains(transport)).toList();
            if (using.stream().anyMatch(port -> port.ipv4() != null)) {
                listen.add(endpoint("0.0.0.0", transport));
            }
            if (using.stream().anyMatch(port -> port.ipv4() == null)) {
                listen.add(endpoint("::", transport));
            }
        }
    }

    private static List<String> transports(Port port) {
        return port.wire().transports();
    }

    private static ObjectNode endpoint(Port port, String transport) {
        String address = port.ipv4() != null ? port.ipv4() : port.ipv6();
        if (address == null) {
            throw new IllegalArgumentException(port.name() + " has no address");
        }
        return endpoint(address, transport);
    }

    private static ObjectNode endpoint(String address, String transport) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("transport", transport)
                .put("address", address)
                .put("port", transport.equals("tls") ? TLS_PORT : PORT);
    }

    private void router(ObjectNode vpn, String name) {
        ArrayNode exits = vpn.putArray("exits");
        topology.nodes(Kind.EXIT).forEach(exit -> exits.add(key(exit.name())));
        vpn.put("relays", 2);
        List<Port> laptops = plan.towards(name, Kind.LAPTOP);
        ObjectNode lanConfig = vpn.putObject("lan");
        int ofOwner = Math.min(1, laptops.size());
        interfaces(lanConfig, laptops.subList(0, ofOwner));
        interfaces(vpn.putObject("guests"), laptops.subList(ofOwner, laptops.size()));
        lanConfig.put("ipv4", AddressPlan.LAN_IPV4 + "/24");
        interfaces(vpn.putObject("uplink"), plan.mesh(name));
    }

    private void exit(ObjectNode exit, String name) {
        List<Port> internet = plan.towards(name, Kind.SERVER);
        interfaces(exit, internet);
        exit.put("ipv4", "100.64.0.0/16");
        boolean ipv4 = internet.stream().anyMatch(port -> port.ipv4() != null);
        if (internet.stream().anyMatch(port -> port.ipv6() != null)) {
            exit.put("ipv6", "fc53:1::/64");
        }
        exit.putArray("resolvers").add(ipv4 ? AddressPlan.DNS_IPV4 : AddressPlan.DNS_IPV6);
    }

    private static void interfaces(ObjectNode target, List<Port> ports) {
        ArrayNode names = target.putArray("interfaces");
        ports.forEach(port -> names.add(port.name()));
    }

    private String key(String node) {
        String key = keys.get(node);
        if (key == null) {
            throw new IllegalArgumentException("the node " + node + " has no key");
        }
        return key;
    }

    /** A copy with every {@code "key:NODE"} replaced. */
    private JsonNode resolve(JsonNode tree) {
        if (tree.isTextual() && tree.textValue().startsWith(KEY_REFERENCE)) {
            return TextNode.valueOf(key(tree.textValue().substring(KEY_REFERENCE.length())));
        }
        if (tree.isArray()) {
            ArrayNode array = MAPPER.createArrayNode();
            tree.forEach(element -> array.add(resolve(element)));
            return array;
        }
        if (tree.isObject()) {
            ObjectNode object = MAPPER.createObjectNode();
            tree.properties()
                    .forEach(field -> object.set(field.getKey(), resolve(field.getValue())));
            return object;
        }
        return tree;
    }

    /** Objects field by field, anything else replaced; null removes. */
    private static void merge(ObjectNode target, ObjectNode changes) {
        changes.properties()
                .forEach(
                        field -> {
                            String name = field.getKey();
                            JsonNode change = field.getValue();
                            if (change.isNull()) {
                                target.remove(name);
                            } else if (change instanceof ObjectNode object
                                    && target.get(name) instanceof ObjectNode old) {
                                merge(old, object);
                            } else {
                                target.set(name, change);
                            }
                        });
    }
}
