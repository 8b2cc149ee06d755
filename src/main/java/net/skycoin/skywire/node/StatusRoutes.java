package net.skycoin.skywire.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import net.skycoin.skywire.circuit.CircuitSnapshot;
import net.skycoin.skywire.clock.SystemClock;
import net.skycoin.skywire.control.ControlReply;
import net.skycoin.skywire.control.ControlRequest;
import net.skycoin.skywire.control.ControlRoutes;
import net.skycoin.skywire.control.Problem;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.crypto.Secp256k1;
import net.skycoin.skywire.identity.NodeAddress;
import net.skycoin.skywire.identity.NodeName;
import net.skycoin.skywire.link.Link;
import net.skycoin.skywire.link.LinkHistory;
import net.skycoin.skywire.link.LinkStatistics;
import net.skycoin.skywire.link.LinksStatistics;
import net.skycoin.skywire.route.Route;
import net.skycoin.skywire.route.RouteAnswer;
import net.skycoin.skywire.topology.Edge;
import net.skycoin.skywire.vpn.Mesh;
import net.skycoin.skywire.vpn.Uplink;
import net.skycoin.skywire.wire.Lease;
import net.skycoin.skywire.wire.NodeDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * The control API's views of a running node, {@code GET /v1/...}; their shapes are in {@code
 * operations.md}. Each is made on the engine's thread, from one moment of its state.
 */
final class StatusRoutes {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final double NS_PER_MS = 1e6;

    private final Config config;
    private final EngineLoop loop;
    private final Engine engine;
    private final List<Daemon.Listening> listening;
    private final long startedAtNs;

    StatusRoutes(Config config, EngineLoop loop, Engine engine, List<Daemon.Listening> listening) {
        this.config = config;
        this.loop = loop;
        this.engine = engine;
        this.listening = List.copyOf(listening);
        this.startedAtNs = SystemClock.monotonicNs();
    }

    ControlRoutes routes() {
        return new ControlRoutes()
                .get("/v1/status", _ -> answer(this::status))
                .get("/v1/peers", _ -> answer(this::peers))
                .get("/v1/links", _ -> answer(this::links))
                .get("/v1/links/history", this::history)
                .get("/v1/circuits", _ -> answer(this::circuits))
                .get("/v1/bond", _ -> bond())
                .get("/v1/route", this::route)
                .get("/v1/topology", _ -> answer(this::topology));
    }

    private CompletionStage<ControlReply> answer(Supplier<JsonNode> view) {
        return loop.ask(view).thenApply(ControlReply::ok);
    }

    private JsonNode status() {
        ObjectNode body = JSON.objectNode();
        PublicKey key = engine.map().ownKey();
        body.put("key", key.toString());
        body.put("address", NodeAddress.of(key).toString());
        ArrayNode roles = body.putArray("roles");
        config.roles().forEach(role -> roles.add(role.text()));
        body.put("version", Version.TEXT);
        body.put("uptimeSeconds", (SystemClock.monotonicNs() - startedAtNs) / 1_000_000_000);
        ArrayNode listen = body.putArray("listen");
        listening.forEach(at -> listen.add(at.toString()));
        body.put("links", engine.links().links().size());
        body.put("knownNodes", engine.map().descriptors().size());
        body.put("curve", Secp256k1.instance().provider());
        Uplink uplink = engine.uplink();
        if (uplink != null) {
            Lease lease = uplink.lease();
            body.put("protected", lease != null);
            body.put("trouble", uplink.trouble());
            body.put("exit", uplink.exit().toString());
            body.set("lease", lease == null ? JSON.nullNode() : lease(lease, uplink.mtu()));
        }
        if (uplink == null && config.isRouter()) {
            body.put("protected", false);
            body.put(
                    "trouble",
                    "no exit is configured: join with an invite line, or name one under vpn.exits");
        }
        if (engine.exitLeases() != null) {
            body.put("leases", engine.exitLeases().count());
        }
        OptionalLong time = engine.time().unixMs();
        if (time.isPresent()) {
            body.put("time", Instant.ofEpochMilli(time.getAsLong()).toString());
        } else {
            body.putNull("time");
        }
        body.put("timeVoices", engine.time().voices());
        Mesh mesh = engine.mesh();
        if (mesh != null) {
            ObjectNode traffic = body.putObject("mesh");
            traffic.put("name", NodeName.of(key));
            traffic.put("throwAway", mesh.throwAway().toString());
            traffic.put("calls", mesh.calls());
            traffic.put("callers", mesh.callers());
            traffic.put("refused", mesh.refused());
            traffic.put("rejected", mesh.rejected());
        }
        body.set("linkCounters", linkCounters(engine.links().statistics()));
        return body;
    }

    /** What {@link LinksStatistics} explains, under the same names. */
    private static ObjectNode linkCounters(LinksStatistics counters) {
        ObjectNode body = JSON.objectNode();
        body.put("malformedPackets", counters.malformedPackets());
        body.put("unknownIndex", counters.unknownIndex());
        body.put("replayed", counters.replayed());
        body.put("forged", counters.forged());
        body.put("expired", counters.expired());
        body.put("malformedControl", counters.malformedControl());
        body.put("protocolBroken", counters.protocolBroken());
        body.put("initsSent", counters.initsSent());
        body.put("initsReceived", counters.initsReceived());
        body.put("wrongMac1", counters.wrongMac1());
        body.put("cookiesSent", counters.cookiesSent());
        body.put("sourceLimited", counters.sourceLimited());
        body.put("handshakesForged", counters.handshakesForged());
        body.put("notAllowed", counters.notAllowed());
        body.put("overLimit", counters.overLimit());
        body.put("halfOpenDropped", counters.halfOpenDropped());
        body.put("roamed", counters.roamed());
        body.put("cellsDropped", counters.cellsDropped());
        body.put("linksUp", counters.linksUp());
        body.put("linksDown", counters.linksDown());
        return body;
    }

    private static ObjectNode lease(Lease lease, int mtu) {
        ObjectNode body = JSON.objectNode();
        body.put("ipv4", text(lease.ipv4()));
        body.put("ipv6", text(lease.ipv6()));
        body.put("mtu", mtu);
        ArrayNode resolvers = body.putArray("resolvers");
        lease.resolvers().forEach(resolver -> resolvers.add(resolver.getHostAddress()));
        return body;
    }

    private JsonNode peers() {
        ArrayNode body = JSON.arrayNode();
        for (Config.Peer peer : config.peers()) {
            Link best = engine.links().best(peer.key());
            ObjectNode entry = body.addObject();
            entry.put("key", peer.key().toString());
            entry.put("endpoint", peer.address().transport() + ":" + text(peer.address().socket()));
            entry.put("configured", true);
            entry.put("state", best == null ? "dialling" : "linked");
        }
        for (Link link : engine.links().links()) {
            if (config.peers().stream().noneMatch(peer -> peer.key().equals(link.key()))) {
                ObjectNode entry = body.addObject();
                entry.put("key", link.key().toString());
                entry.put(
                        "endpoint",
                        link.endpoint().transport() + ":" + text(link.endpoint().address()));
                entry.put("configured", false);
                entry.put("state", "linked");
            }
        }
        return body;
    }

    private JsonNode links() {
        ArrayNode body = JSON.arrayNode();
        for (Link link : engine.links().links()) {
            LinkStatistics statistics = link.statistics();
            ObjectNode entry = body.addObject();
            entry.put("peer", link.key().toString());
            entry.put(
                    "endpoint",
                    link.endpoint().transport() + ":" + text(link.endpoint().address()));
            entry.put("state", link.silent() ? "silent" : "up");
            entry.put("postQuantum", link.postQuantum());
            entry.put("rttMs", statistics.rttNs() / NS_PER_MS);
            entry.put("oneWayOutMs", statistics.delayOutNs() / NS_PER_MS);
            entry.put("oneWayInMs", statistics.delayInNs() / NS_PER_MS);
            entry.put("lossOut", statistics.lossOut());
            entry.put("lossIn", statistics.lossIn());
            entry.put("rateOutBps", Math.round(statistics.rateOut()));
            entry.put("rateInBps", Math.round(statistics.rateIn()));
            entry.put("bytesOut", statistics.bytesOut());
            entry.put("bytesIn", statistics.bytesIn());
            entry.put("cellsDropped", statistics.cellsDropped());
            entry.put("mtu", statistics.largestDatagram());
            entry.put("roamed", statistics.roamed());
            entry.put("ageSeconds", statistics.upForNs() / 1_000_000_000);
        }
        return body;
    }

    private CompletionStage<ControlReply> history(ControlRequest request) {
        String text = request.parameter("scale");
        List<LinkHistory.Scale> scales =
                Arrays.stream(LinkHistory.Scale.values())
                        .filter(scale -> text == null || text(scale).equals(text))
                        .toList();
        return scales.isEmpty()
                ? refuse("/v1/links/history", "scale", text, "second, minute, hour or day")
                : answer(() -> history(scales));
    }

    private static String text(LinkHistory.Scale scale) {
        return scale.name().toLowerCase(Locale.ROOT);
    }

    private JsonNode history(List<LinkHistory.Scale> scales) {
        long nowNs = SystemClock.monotonicNs();
        ArrayNode body = JSON.arrayNode();
        engine.links()
                .histories()
                .forEach(
                        (id, history) -> {
                            ObjectNode entry = body.addObject();
                            entry.put("peer", id.peer().toString());
                            entry.put("transport", id.transport());
                            for (LinkHistory.Scale scale : scales) {
                                ArrayNode slots = entry.putArray(text(scale));
                                history.slots(scale, nowNs)
                                        .forEach(slot -> slots.add(slot(slot, scale, nowNs)));
                            }
                        });
        return body;
    }

    private static ObjectNode slot(LinkHistory.Slot slot, LinkHistory.Scale scale, long nowNs) {
        ObjectNode entry = JSON.objectNode();
        long endsNs = Math.min(nowNs, slot.beganNs() + scale.lengthNs());
        entry.put("secondsAgo", (nowNs - endsNs) / 1_000_000_000);
        entry.put("seconds", slot.seconds());
        entry.put("rttMs", known(slot.rttNs()));
        entry.put("oneWayOutMs", known(slot.delayOutNs()));
        entry.put("oneWayInMs", known(slot.delayInNs()));
        entry.put("lossOut", slot.lossOut());
        entry.put("lossIn", slot.lossIn());
        entry.put("rateOutBps", Math.round(slot.rateOut()));
        entry.put("rateInBps", Math.round(slot.rateIn()));
        entry.put("topRateOutBps", Math.round(slot.topRateOut()));
        entry.put("topRateInBps", Math.round(slot.topRateIn()));
        return entry;
    }

    private static @Nullable Double known(long delayNs) {
        return delayNs < 0 ? null : delayNs / NS_PER_MS;
    }

    private CompletionStage<ControlReply> bond() {
        Uplink uplink = engine.uplink();
        return uplink == null
                ? refuse("/v1/bond", "roles", null, "router: this node has no uplink")
                : answer(() -> BondView.of(uplink));
    }

    private JsonNode circuits() {
        CircuitSnapshot snapshot = engine.circuits().describe();
        Map<Long, Uplink.Member> members = new LinkedHashMap<>();
        if (engine.uplink() != null) {
            engine.uplink().members().forEach(member -> members.put(member.circuit().id(), member));
        }
        ObjectNode body = JSON.objectNode();
        ArrayNode outbound = body.putArray("outbound");
        for (CircuitSnapshot.Outbound circuit : snapshot.outbound()) {
            outbound.add(outbound(circuit, members.get(circuit.id())));
        }
        ArrayNode relayed = body.putArray("relayed");
        for (CircuitSnapshot.Relayed circuit : snapshot.relayed()) {
            ObjectNode entry = relayed.addObject();
            entry.put("previous", circuit.previous().toString());
            entry.put("next", circuit.next().toString());
            entry.put(
                    "cells", circuit.traffic().cellsForward() + circuit.traffic().cellsBackward());
            entry.put(
                    "bytes", circuit.traffic().bytesForward() + circuit.traffic().bytesBackward());
            entry.put("ageSeconds", circuit.ageNs() / 1_000_000_000);
        }
        ArrayNode inbound = body.putArray("inbound");
        for (CircuitSnapshot.Inbound circuit : snapshot.inbound()) {
            ObjectNode entry = inbound.addObject();
            entry.put("previous", circuit.previous().toString());
            entry.put(
                    "cells", circuit.traffic().cellsForward() + circuit.traffic().cellsBackward());
            entry.put(
                    "bytes", circuit.traffic().bytesForward() + circuit.traffic().bytesBackward());
            entry.put("ageSeconds", circuit.ageNs() / 1_000_000_000);
        }
        return body;
    }

    private static ObjectNode outbound(
            CircuitSnapshot.Outbound circuit, Uplink.@Nullable Member member) {
        ObjectNode entry = JSON.objectNode();
        entry.put("id", circuit.id());
        ArrayNode path = entry.putArray("path");
        circuit.path().forEach(key -> path.add(key.toString()));
        entry.put("exit", circuit.path().getLast().toString());
        entry.put("state", member == null ? "closing" : member.stage());
        entry.put("role", member != null && member.active() ? "active" : "standby");
        entry.put("ageSeconds", circuit.ageNs() / 1_000_000_000);
        entry.put("rttMs", member == null ? 0 : member.rttNs() / NS_PER_MS);
        entry.put("bytesOut", circuit.traffic().bytesForward());
        entry.put("bytesIn", circuit.traffic().bytesBackward());
        return entry;
    }

    private CompletionStage<ControlReply> route(ControlRequest request) {
        PublicKey target =
                PublicKey.parseHex(request.parameter("to") == null ? "" : request.parameter("to"));
        if (target == null) {
            return refuse(
                    "/v1/route", "to", request.parameter("to"), "a node's key, 66 hex digits");
        }
        RouteQuery query = RouteQuery.read(request, engine.planner().settings());
        RouteQuery.Fault fault = query.fault();
        if (fault != null) {
            return refuse("/v1/route", fault.name(), fault.value(), fault.allowed());
        }
        return answer(() -> routes(target, query));
    }

    private static CompletionStage<ControlReply> refuse(
            String path, String name, @Nullable String value, String allowed) {
        return CompletableFuture.completedFuture(
                ControlReply.badRequest(
                        new Problem(Problem.INVALID, path + "?" + name, value, allowed)));
    }

    private JsonNode routes(PublicKey target, RouteQuery query) {
        RouteAnswer answer = engine.planner().routes(target, query.settings(), query.count());
        ObjectNode body = JSON.objectNode();
        ArrayNode routes = body.putArray("routes");
        for (Route route : answer.routes()) {
            ObjectNode entry = routes.addObject();
            ArrayNode path = entry.putArray("path");
            route.relays().forEach(key -> path.add(key.toString()));
            path.add(route.target().toString());
            entry.put("delayMs", route.delayNs() / NS_PER_MS);
            long capacity = route.capacityBitsPerSecond();
            entry.put("capacityBps", capacity < 0 ? null : capacity);
            entry.put("priceNanoSkyPerMib", route.price().value());
            entry.put("mtu", route.largestDatagram());
        }
        if (answer.reason() != null) {
            body.put("reason", answer.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        return body;
    }

    private JsonNode topology() {
        ObjectNode body = JSON.objectNode();
        ArrayNode nodes = body.putArray("nodes");
        for (NodeDescriptor descriptor : engine.map().descriptors()) {
            ObjectNode node = nodes.addObject();
            node.put("key", descriptor.key().toString());
            ArrayNode roles = node.putArray("roles");
            descriptor
                    .content()
                    .roles()
                    .forEach(role -> roles.add(role.name().toLowerCase(Locale.ROOT)));
            node.put("country", descriptor.content().country());
            ArrayNode links = node.putArray("links");
            for (Edge edge : engine.map().edges(descriptor.key())) {
                ObjectNode link = links.addObject();
                link.put("to", edge.to().toString());
                link.put("delayMs", edge.delayNs() < 0 ? null : edge.delayNs() / NS_PER_MS);
                long capacity = edge.capacityBitsPerSecond();
                link.put("capacityBps", capacity < 0 ? null : capacity);
                link.put("mtu", edge.largestDatagram());
            }
        }
        return body;
    }

    private static @Nullable String text(@Nullable InetAddress address) {
        return address == null ? null : address.getHostAddress();
    }

    static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
