package net.skycoin.skywire.node;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import net.skycoin.skywire.bond.Bond;
import net.skycoin.skywire.bytes.PacketBatch;
import net.skycoin.skywire.bytes.PacketPool;
import net.skycoin.skywire.circuit.CircuitSettings;
import net.skycoin.skywire.control.ControlRoutes;
import net.skycoin.skywire.control.ControlServer;
import net.skycoin.skywire.control.ControlSocket;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.Secp256k1;
import net.skycoin.skywire.host.AddressMonitor;
import net.skycoin.skywire.host.Environment;
import net.skycoin.skywire.host.ExitNetwork;
import net.skycoin.skywire.host.HostCommands;
import net.skycoin.skywire.host.HostException;
import net.skycoin.skywire.host.KillSwitch;
import net.skycoin.skywire.host.LanService;
import net.skycoin.skywire.host.MachineClock;
import net.skycoin.skywire.host.MeshNetwork;
import net.skycoin.skywire.host.Processor;
import net.skycoin.skywire.host.Resolvers;
import net.skycoin.skywire.host.RouterNetwork;
import net.skycoin.skywire.host.ServedNetwork;
import net.skycoin.skywire.identity.LanPrefix;
import net.skycoin.skywire.link.Discovery;
import net.skycoin.skywire.link.Endpoint;
import net.skycoin.skywire.link.LinkSettings;
import net.skycoin.skywire.pay.Payments;
import net.skycoin.skywire.route.RouteLimits;
import net.skycoin.skywire.topology.PublicationSettings;
import net.skycoin.skywire.transport.BeaconSocket;
import net.skycoin.skywire.transport.TlsSettings;
import net.skycoin.skywire.transport.Transport;
import net.skycoin.skywire.transport.TransportException;
import net.skycoin.skywire.transport.TransportProvider;
import net.skycoin.skywire.transport.TransportSettings;
import net.skycoin.skywire.transport.Transports;
import net.skycoin.skywire.transport.UdpTransport;
import net.skycoin.skywire.tun.TunException;
import net.skycoin.skywire.vpn.DevicePackets;
import net.skycoin.skywire.vpn.ExitLeases;
import net.skycoin.skywire.vpn.ExitRole;
import net.skycoin.skywire.vpn.Mesh;
import net.skycoin.skywire.vpn.MeshRole;
import net.skycoin.skywire.vpn.NameServer;
import net.skycoin.skywire.vpn.RouterRole;
import net.skycoin.skywire.vpn.Uplink;
import net.skycoin.skywire.wire.Beacon;
import net.skycoin.skywire.wire.ExitPolicy;
import net.skycoin.skywire.wire.HandshakePayload;
import net.skycoin.skywire.wire.LeaseRequest;
import net.skycoin.skywire.wire.Purpose;
import net.skycoin.skywire.wire.Role;
import net.skycoin.skywire.wire.TransportAddress;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/**
 * A running node: the engine on its loop, joined to sockets, devices, commands and the control API
 * according to the configuration. Made, started and closed by the main thread.
 */
final class Daemon implements AutoCloseable {
    /** Where the daemon keeps its things. */
    record Directories(Path data, Path run) {}

    /** A socket that takes links, or that they are dialled from. */
    record Listening(String transport, InetSocketAddress address) {
        @Override
        public String toString() {
            return transport + ":" + StatusRoutes.text(address);
        }
    }

    /** Packets in queues at once, 2 KiB each. */
    private static final int PACKETS = 8192;

    private static final long STOP_SECONDS = 5;
    private static final long CLOCK_SECONDS = 30;
    private static final long HUB_RETRY_MS = 500;

    private final Config config;
    private final Directories directories;
    private final PrivateKey identity;
    private final SecureRandom random = new SecureRandom();
    private final HostCommands commands = new HostCommands();
    private final KillSwitch killSwitch = new KillSwitch(commands);
    private final IoEventLoopGroup loopGroup =
            new MultiThreadIoEventLoopGroup(
                    1, Thread.ofPlatform().name("engine").factory(), EpollIoHandler.newFactory());
    private final ScheduledExecutorService hostThread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("host").daemon().factory());
    private final EngineLoop loop;
    private final Transports transports = new Transports();
    private final List<Listening> listening = new ArrayList<>();
    private @Nullable RouterRole router;
    private @Nullable ExitRole exit;
    private @Nullable MeshRole mesh;
    private @Nullable NameServer names;
    private @Nullable BeaconSocket beacons;
    private @Nullable PayRole pay;
    private @Nullable HubRole hub;
    private @Nullable Engine engine;
    private @Nullable ControlServer control;
    private @Nullable AddressMonitor addresses;

    Daemon(Config config, Directories directories, PrivateKey identity) {
        this.config = config;
        this.directories = directories;
        this.identity = identity;
        this.loop = new EngineLoop(loopGroup.next());
    }

    /** Starts everything or throws; what was started before is then closed by {@link #close}. */
    void start(long bootCounter) throws ExitException {
        checkEnvironment();
        if (!Secp256k1.instance().constantTime()) {
            Logger.warn("Curve arithmetic by {}", Secp256k1.instance().provider());
        }
        try {
            prepareDirectories();
            openTransports();
            prepareRoles();
            preparePayments();
            startEngine(bootCounter);
            openDevices();
            serveNames();
            watchClock();
            watchAddresses();
            watchHubs();
            openControl();
        } catch (TransportException e) {
            ExitCode code =
                    e.reason() == TransportException.Reason.IN_USE
                            ? ExitCode.IN_USE
                            : ExitCode.ENVIRONMENT;
            throw new ExitException(code, e.getMessage());
        } catch (HostException e) {
            throw new ExitException(ExitCode.ENVIRONMENT, e.getMessage());
        } catch (IOException e) {
            ExitCode code = e instanceof BindException ? ExitCode.IN_USE : ExitCode.ENVIRONMENT;
            throw new ExitException(code, Objects.requireNonNullElse(e.getMessage(), e.toString()));
        }
    }

    /** Grows while the data plane makes progress; from any thread. */
    long beats() {
        return loop.beats();
    }

    /** One line for the service manager. */
    String summary() {
        return "node "
                + identity.publicKey().toString().substring(0, 16)
                + " listens on "
                + listening;
    }

    private void checkEnvironment() throws ExitException {
        List<Environment.Problem> problems =
                new Environment(commands)
                        .check(config.isRouter(), config.isExit() || config.isInMesh());
        if (!problems.isEmpty()) {
            throw new ExitException(
                    ExitCode.ENVIRONMENT,
                    String.join(
                            "\n", problems.stream().map(Environment.Problem::sentence).toList()));
        }
    }

    private void prepareDirectories() throws ExitException {
        try {
            Files.createDirectories(directories.run());
        } catch (IOException e) {
            throw new ExitException(
                    ExitCode.ENVIRONMENT,
                    directories.run()
                            + " cannot be made: make it, owned by the daemon's user, or choose another with --run.");
        }
    }

    private void openTransports() throws ExitException, TransportException {
        TransportSettings settings = TransportSettings.standard();
        // The kill switch lets marked packets out on the uplinks only: also those of a mere relay.
        if (!config.vpn().uplink().isEmpty()) {
            settings = settings.withMark(RouterNetwork.MARK);
        }
        settings = settings.withTls(tlsSettings());
        for (Config.Listen listen : config.listen()) {
            Transport transport = transport(listen.transport(), settings);
            listening.add(new Listening(transport.name(), transport.listen(listen.address())));
        }
        prepareDiscovery(settings);
        // Who listens nowhere dials all the same.
        for (Config.Peer peer : config.peers()) {
            TransportAddress at = peer.address();
            Transport transport = transport(at.transport(), settings);
            InetSocketAddress opened = transport.prepareToDial(at.socket().getAddress());
            if (opened != null) {
                listening.add(new Listening(transport.name(), opened));
            }
        }
    }

    /** Neighbours on local networks speak IPv6 to each other, whatever else is listened on. */
    private void prepareDiscovery(TransportSettings settings) throws ExitException {
        try {
            if (!config.discovery().interfaces().isEmpty()) {
                openDiscovery(settings);
            }
        } catch (TransportException e) {
            // A machine without IPv6, say: the links that are configured need none of this.
            Logger.warn("Neighbours on local networks are not looked for: {}", e.getMessage());
        }
    }

    private void openDiscovery(TransportSettings settings)
            throws ExitException, TransportException {
        Transport udp = transport(UdpTransport.NAME, settings);
        InetSocketAddress opened = udp.prepareToDial(InetAddress.ofLiteral("::"));
        if (opened != null) {
            listening.add(new Listening(udp.name(), opened));
        }
        beacons =
                BeaconSocket.open(
                        loop.executor(),
                        settings,
                        this::isLocalNetwork,
                        hostThread,
                        (from, bytes) -> loop.round(e -> heard(e, from, bytes)));
    }

    private static void heard(Engine engine, InetAddress from, byte[] bytes) {
        Discovery discovery = engine.discovery();
        if (discovery != null) {
            discovery.received(from, bytes);
        }
    }

    private boolean isLocalNetwork(NetworkInterface one) {
        String name = one.getName();
        List<String> wanted = config.discovery().interfaces();
        boolean ours =
                Set.of(RouterRole.DEVICE, ExitRole.DEVICE).contains(name)
                        || config.vpn().lan().interfaces().contains(name)
                        || config.vpn().guests().interfaces().contains(name);
        return wanted.contains(name) || (wanted.contains(Config.Discovery.ALL) && !ours);
    }

    /** Where a neighbour on a local network can dial this node. */
    private List<Beacon.Place> places() {
        return listening.stream()
                .filter(at -> at.address().getAddress() instanceof Inet6Address)
                .map(at -> new Beacon.Place(at.transport(), at.address().getPort()))
                .toList();
    }

    private TlsSettings tlsSettings() {
        Config.Tls tls = config.tls();
        return new TlsSettings(
                Optional.ofNullable(tls.certificate()),
                Optional.ofNullable(tls.key()),
                Objects.requireNonNullElse(tls.serverName(), ""),
                Optional.ofNullable(tls.page()));
    }

    /** The transport of this name, made when it is asked for first. */
    private Transport transport(String name, TransportSettings settings) throws ExitException {
        Transport present = loop.transports().get(name);
        if (present != null) {
            return present;
        }
        TransportProvider provider =
                transports
                        .named(name)
                        .orElseThrow(
                                () ->
                                        new ExitException(
                                                ExitCode.CONFIGURATION,
                                                "There is no transport "
                                                        + name
                                                        + "; known are "
                                                        + transports.names()
                                                        + "."));
        Transport made = provider.open(loop.executor(), settings, loop.handler(name));
        loop.add(made);
        return made;
    }

    private List<String> linkPorts(boolean udp) {
        return listening.stream()
                .filter(at -> at.transport().equals(UdpTransport.NAME) == udp)
                .map(at -> Integer.toString(at.address().getPort()))
                .distinct()
                .toList();
    }

    private void prepareRoles() throws HostException, IOException {
        if (config.isRouter()) {
            router =
                    new RouterRole(
                            new RouterRole.Settings(
                                    config.vpn().uplink(),
                                    lanService(config, identity, directories.run())),
                            killSwitch,
                            new RouterNetwork(commands, RouterRole.DEVICE),
                            new Resolvers(directories.data(), directories.run()),
                            hostThread,
                            loop.executor(),
                            devicePackets(Engine::fromRouterDevice));
            loop.atRoundEnd(router::flush);
            router.prepare();
        }
        if (config.isExit()) {
            exit =
                    new ExitRole(
                            exitSettings(),
                            killSwitch,
                            new ExitNetwork(commands, ExitRole.DEVICE),
                            hostThread,
                            loop.executor(),
                            devicePackets(Engine::fromExitDevice));
            loop.atRoundEnd(exit::flush);
            exit.prepare();
        }
        if (config.isInMesh()) {
            mesh =
                    new MeshRole(
                            new MeshRole.Settings(
                                    config.callablePorts(),
                                    config.mesh().udp(),
                                    config.mesh().caller() == Config.Caller.OWN),
                            killSwitch,
                            new MeshNetwork(
                                    commands,
                                    RouterRole.DEVICE,
                                    config.isRouter()
                                            ? Integer.toString(RouterNetwork.TABLE)
                                            : "main"),
                            hostThread,
                            loop.executor(),
                            devicePackets(Engine::fromRouterDevice),
                            router);
            loop.atRoundEnd(mesh::flush);
            mesh.prepare();
        }
        if (config.isRouter() || config.isExit()) {
            killSwitch.replace(
                    Map.of(
                            KillSwitch.NamedSet.LINK_PORTS,
                            linkPorts(true),
                            KillSwitch.NamedSet.LINK_TCP_PORTS,
                            linkPorts(false)));
        }
    }

    /** Runs a task as a round of the engine, from any thread. */
    private void onEngine(Runnable task) {
        loop.executor().execute(() -> loop.round(_ -> task.run()));
    }

    private void preparePayments() throws ExitException, IOException {
        if (config.isHub()) {
            hub = new HubRole(config, directories.data(), identity);
            hub.open();
        }
        if (config.pay().isOn()) {
            pay = PayRole.open(config.pay(), directories.data(), random, this::onEngine);
        }
    }

    private void watchHubs() {
        if (pay != null) {
            pay.watch(hostThread, this::onEngine);
        }
        if (hub != null) {
            listenAsHub(hub);
        }
    }

    /** The node's address in the mesh may take a moment to be there. */
    private void listenAsHub(HubRole role) {
        var _ =
                hostThread.schedule(
                        () -> {
                            try {
                                if (!role.listen()) {
                                    listenAsHub(role);
                                }
                            } catch (IOException e) {
                                Logger.error("The hub cannot be reached: {}", e.getMessage());
                            }
                        },
                        HUB_RETRY_MS,
                        TimeUnit.MILLISECONDS);
    }

    private DevicePackets devicePackets(BiConsumer<Engine, PacketBatch> input) {
        return new DevicePackets() {
            @Override
            public void packets(PacketBatch batch) {
                loop.input(engine -> input.accept(engine, batch));
            }

            @Override
            public void roundDone() {
                loop.roundDone();
            }
        };
    }

    /** What dnsmasq does for a router with this configuration and identity. */
    static LanService lanService(Config config, PrivateKey identity, Path runDirectory) {
        Config.Vpn vpn = config.vpn();
        return new LanService(
                served(vpn.lan(), LanPrefix.routerAddress(identity)),
                served(vpn.guests(), LanPrefix.guestsAddress(identity)),
                runDirectory.resolve("dhcp.leases"),
                config.mesh().dnsPort());
    }

    private static ServedNetwork served(Config.Lan lan, Inet6Address ipv6) {
        return new ServedNetwork(
                lan.interfaces(), (Inet4Address) lan.ipv4().address(), lan.ipv4().length(), ipv6);
    }

    private ExitRole.Settings exitSettings() {
        Config.Exit settings = config.exit();
        return new ExitRole.Settings(
                settings.interfaces(),
                settings.ipv4().toString(),
                settings.ipv6() == null ? null : settings.ipv6().toString(),
                settings.allow().stream().filter(IpPrefix::isIpv4).map(IpPrefix::toString).toList(),
                settings.allow().stream()
                        .filter(prefix -> !prefix.isIpv4())
                        .map(IpPrefix::toString)
                        .toList());
    }

    private void startEngine(long bootCounter) throws ExitException {
        Engine fresh =
                onLoop(
                        () ->
                                new Engine(
                                        engineSettings(bootCounter),
                                        identity,
                                        random,
                                        loop.timers(),
                                        PacketPool.of(PACKETS),
                                        loop,
                                        router,
                                        exit));
        engine = fresh;
        onLoop(
                () -> {
                    if (mesh != null) {
                        fresh.joinMesh(mesh);
                    }
                    if (pay != null) {
                        pay.join(fresh);
                    }
                    BeaconSocket socket = beacons;
                    if (socket != null) {
                        fresh.discover(places(), socket::send);
                    }
                    loop.run(fresh);
                    return fresh;
                });
    }

    private void openDevices() throws ExitException {
        onLoop(
                () -> {
                    if (router != null) {
                        router.open();
                    }
                    if (exit != null) {
                        exit.open();
                    }
                    if (mesh != null) {
                        mesh.open();
                    }
                    return this;
                });
    }

    /** The machine's own clock is one more voice, while it is known to be right. */
    private void watchClock() {
        MachineClock clock = new MachineClock();
        var _ =
                hostThread.scheduleWithFixedDelay(
                        () -> {
                            OptionalLong unixMs = clock.unixMs();
                            loop.executor()
                                    .execute(() -> loop.round(e -> e.time().ownClock(unixMs)));
                        },
                        0,
                        CLOCK_SECONDS,
                        TimeUnit.SECONDS);
    }

    private void serveNames() throws IOException {
        Mesh traffic = engine().mesh();
        if (traffic != null) {
            names =
                    NameServer.open(
                            loop.executor(),
                            config.mesh().dnsPort(),
                            key -> traffic.names().remember(key));
        }
    }

    /** A new address may lead to peers that were out of reach. */
    private void watchAddresses() {
        addresses =
                new AddressMonitor(
                        Set.of(RouterRole.DEVICE, ExitRole.DEVICE),
                        () -> loop.executor().execute(() -> loop.round(e -> e.links().redial())));
    }

    private void openControl() throws IOException {
        ControlRoutes routes = new StatusRoutes(config, loop, engine(), listening).routes();
        Payments payments = engine().payments();
        if (pay != null && payments != null) {
            routes = new PayRoutes(pay, loop, payments).add(routes);
        } else {
            routes.absent("/v1/pay", "without pay.hubs this node pays nobody, and nobody pays it");
        }
        if (hub != null) {
            routes = new HubRoutes(hub).add(routes);
        } else {
            routes.absent("/v1/hub", "this node has not the role \"hub\"");
        }
        ControlServer server = new ControlServer(routes);
        control = server;
        server.listen(ControlSocket.control(directories.run(), config.control().adminGroup()));
        server.listen(ControlSocket.status(directories.run(), config.control().readGroup()));
    }

    private Engine engine() {
        if (engine == null) {
            throw new IllegalStateException("the engine was not started");
        }
        return engine;
    }

    /** Runs a step of the start on the engine's thread and waits for it. */
    private <T> T onLoop(Callable<T> step) throws ExitException {
        try {
            return loop.executor().submit(step).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TunException failure) {
                throw new ExitException(ExitCode.ENVIRONMENT, failure.getMessage());
            }
            throw new IllegalStateException("the engine failed to start", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting", e);
        }
    }

    private Engine.Settings engineSettings(long bootCounter) {
        int capabilities =
                HandshakePayload.CAN_KEM | (Processor.hasAes() ? HandshakePayload.CAN_AES : 0);
        return new Engine.Settings(
                LinkSettings.DEFAULT
                        .withAllow(config.link().allow())
                        .withMaximumLinks(config.link().maximum())
                        .withUpload(1000L * config.link().uploadKbit()),
                CircuitSettings.of(config.roles().contains(Config.Role.RELAY), purposes()),
                publication(capabilities),
                new PathSettings(
                        config.vpn().relays(),
                        config.vpn().policy(),
                        new RouteLimits(
                                config.vpn().exclude(),
                                config.vpn().require(),
                                config.vpn().countries().only(),
                                config.vpn().countries().exclude(),
                                config.vpn().countries().prefer())),
                capabilities,
                bootCounter,
                config.peers().stream()
                        .map(
                                peer ->
                                        new Engine.Peer(
                                                peer.key(),
                                                new Endpoint(
                                                        peer.address().transport(),
                                                        peer.address().socket())))
                        .toList(),
                config.isRouter() && !config.vpn().exits().isEmpty()
                        ? new Uplink.Settings(
                                config.vpn().exits(),
                                LeaseRequest.WANTS_IPV4 | LeaseRequest.WANTS_IPV6,
                                config.vpn().paths() == Config.Vpn.AUTO
                                        ? Uplink.MAX_PATHS
                                        : config.vpn().paths(),
                                config.vpn().spread() == Config.Spread.REDUNDANT
                                        ? Bond.Policy.REDUNDANT
                                        : Bond.Policy.SUM)
                        : null,
                config.isExit() ? leaseSettings() : null);
    }

    /** What others may end circuits here for. */
    private Set<Purpose> purposes() {
        Set<Purpose> purposes = EnumSet.noneOf(Purpose.class);
        if (config.isExit()) {
            purposes.add(Purpose.EXIT);
        }
        if (config.isCallable()) {
            purposes.add(Purpose.MESH);
        }
        return purposes;
    }

    private PublicationSettings publication(int capabilities) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        if (config.roles().contains(Config.Role.RELAY)) {
            roles.add(Role.RELAY);
        }
        if (config.isExit()) {
            roles.add(Role.EXIT);
        }
        if (config.isHub()) {
            roles.add(Role.HUB);
        }
        return new PublicationSettings(
                !roles.isEmpty() || config.isCallable(),
                PublicationSettings.DEFAULT_LIFETIME_SECONDS,
                capabilities,
                roles,
                new ExitPolicy(config.isExit(), config.isExit() && config.exit().ipv6() != null),
                null,
                config.pay().price().perMebibyte(),
                config.advertise());
    }

    private ExitLeases.Settings leaseSettings() {
        Config.Exit settings = config.exit();
        return new ExitLeases.Settings(
                new ExitLeases.Prefix(settings.ipv4().address(), settings.ipv4().length()),
                settings.ipv6() == null
                        ? null
                        : new ExitLeases.Prefix(
                                settings.ipv6().address(), settings.ipv6().length()),
                settings.resolvers());
    }

    private void closeMoney() {
        try {
            if (pay != null) {
                pay.close();
            }
            if (hub != null) {
                hub.close();
            }
        } catch (IOException e) {
            Logger.error("The stores of payments did not close cleanly: {}", e.getMessage());
        }
    }

    /**
     * Stops in the opposite order of the start; the kill switch and the routes' last resort stay.
     */
    @Override
    public void close() {
        if (control != null) {
            control.close();
        }
        if (addresses != null) {
            addresses.close();
        }
        if (names != null) {
            names.close();
        }
        if (beacons != null) {
            beacons.close();
        }
        try {
            loop.executor()
                    .submit(
                            () -> {
                                if (router != null) {
                                    router.close();
                                }
                                if (exit != null) {
                                    exit.close();
                                }
                                if (mesh != null) {
                                    mesh.close();
                                }
                                loop.close();
                            })
                    .get(STOP_SECONDS, TimeUnit.SECONDS);
            loop.closeTransports();
            closeMoney();
            hostThread.shutdown();
            if (!hostThread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                Logger.warn("A command to the system did not end in time");
            }
        } catch (ExecutionException | TimeoutException e) {
            Logger.error(e, "The engine did not stop cleanly");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        var _ = loopGroup.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS);
        identity.close();
    }
}
