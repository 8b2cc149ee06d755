package net.skycoin.skywire.bench;

import java.io.IOException;
import java.math.BigInteger;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.XECPrivateKey;
import java.security.interfaces.XECPublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.skycoin.skywire.lab.AddressPlan;
import net.skycoin.skywire.lab.Command;
import net.skycoin.skywire.lab.Lab;
import net.skycoin.skywire.lab.LabFailure;
import net.skycoin.skywire.lab.LabNode;

/**
 * A wireguard-go tunnel between router and exit of a lab without daemons; both forward and
 * translate as ours do. Told its keys by the socket of WireGuard's cross-platform interface, so
 * that no other program is needed.
 */
final class WireguardGo implements AutoCloseable {
    private static final Path SOCKETS = Path.of("/var/run/wireguard");
    private static final int PORT = 51_820;
    private static final int MTU = 1420;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The first release with segmentation offload for TUN and UDP. */
    private static final String FIRST_WITH_OFFLOAD = "0.0.20230223";

    private final List<Process> processes = new ArrayList<>();
    private final Map<String, Long> pids = new LinkedHashMap<>();

    private record Keys(String secret, String open) {}

    static WireguardGo start(Path program, Lab lab) {
        WireguardGo tunnel = new WireguardGo();
        try {
            tunnel.build(program, lab);
            return tunnel;
        } catch (IOException | RuntimeException e) {
            tunnel.close();
            throw new LabFailure("wireguard-go does not start: " + e.getMessage(), e);
        }
    }

    /** As it says itself. */
    static String version(Path program) {
        String said = Command.run(PATIENCE, List.of(program.toString(), "--version")).output();
        var match = java.util.regex.Pattern.compile("v?(\\d+\\.\\d+\\.\\d+)").matcher(said);
        return match.find() ? match.group(1) : "unknown";
    }

    static boolean offloads(String version) {
        return version.matches("\\d+\\.\\d+\\.\\d{8}")
                && version.compareTo(FIRST_WITH_OFFLOAD) >= 0;
    }

    private void build(Path program, Lab lab) throws IOException {
        LabNode router = lab.node("router");
        LabNode exit = lab.node("exit");
        String tag = lab.id();
        Keys routerKeys = keys();
        Keys exitKeys = keys();
        String there = address(exit, "router");
        String here = address(router, "exit");
        run(program, router, "wgr" + tag);
        run(program, exit, "wge" + tag);
        tell("wgr" + tag, routerKeys, exitKeys, there);
        tell("wge" + tag, exitKeys, routerKeys, here);
        configure(router, "wgr" + tag, "10.99.0.1/24");
        configure(exit, "wge" + tag, "10.99.0.2/24");
        router.run("ip", "route", "replace", AddressPlan.WEB_IPV4, "via", "10.99.0.2");
        router.run("sh", "-c", "nft -f - <<'END'\n" + translation("wgr" + tag) + "END\n");
    }

    private static String address(LabNode node, String towards) {
        return Objects.requireNonNull(node.portTo(towards).ipv4(), "the lab has IPv4");
    }

    private static String translation(String device) {
        return """
               table inet bench {
                 chain source {
                   type nat hook postrouting priority srcnat
                   oifname "DEVICE" masquerade
                 }
                 chain clamp {
                   type filter hook forward priority mangle
                   oifname "DEVICE" tcp flags syn tcp option maxseg size set rt mtu
                   iifname "DEVICE" tcp flags syn tcp option maxseg size set rt mtu
                 }
               }
               """
                .replace("DEVICE", device);
    }

    private void run(Path program, LabNode node, String device) throws IOException {
        List<String> command = node.enterNetwork(List.of(program.toString(), "-f", device));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LOG_LEVEL", "error");
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        processes.add(process);
        pids.put(node.name(), process.pid());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(SOCKETS.resolve(device + ".sock"))) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IOException("no socket of " + device);
            }
            Pauses.ofMillis(20);
        }
    }

    private static void tell(String device, Keys own, Keys peer, String endpoint)
            throws IOException {
        String text =
                """
                set=1
                private_key=%s
                listen_port=%d
                replace_peers=true
                public_key=%s
                endpoint=%s:%d
                allowed_ip=0.0.0.0/0

                """
                        .formatted(own.secret(), PORT, peer.open(), endpoint, PORT);
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(SOCKETS.resolve(device + ".sock")));
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(256);
            channel.read(answer);
            String said = new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
            if (!said.contains("errno=0")) {
                throw new IOException("refused: " + said.strip());
            }
        }
    }

    private static void configure(LabNode node, String device, String address) {
        node.run("ip", "address", "add", address, "dev", device);
        node.run("ip", "link", "set", device, "mtu", Integer.toString(MTU), "up");
    }

    private static Keys keys() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("X25519").generateKeyPair();
            byte[] secret = ((XECPrivateKey) pair.getPrivate()).getScalar().orElseThrow();
            BigInteger u = ((XECPublicKey) pair.getPublic()).getU();
            byte[] open = new byte[32];
            for (int i = 0; i < open.length; i++) {
                open[i] = u.shiftRight(8 * i).byteValue();
            }
            return new Keys(HexFormat.of().formatHex(secret), HexFormat.of().formatHex(open));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has X25519", e);
        }
    }

    Map<String, Long> pids() {
        return pids;
    }

    @Override
    public void close() {
        processes.forEach(Process::destroy);
    }
}
