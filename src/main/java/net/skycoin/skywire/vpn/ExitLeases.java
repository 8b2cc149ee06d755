package net.skycoin.skywire.vpn;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import net.skycoin.skywire.bond.Bond;
import net.skycoin.skywire.bond.BondListener;
import net.skycoin.skywire.bond.ParcelPool;
import net.skycoin.skywire.bond.Path;
import net.skycoin.skywire.bytes.Hex;
import net.skycoin.skywire.circuit.Circuit;
import net.skycoin.skywire.circuit.InboundCircuit;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.Sha256;
import net.skycoin.skywire.wire.Cell;
import net.skycoin.skywire.wire.CircuitMessage;
import net.skycoin.skywire.wire.FailureCode;
import net.skycoin.skywire.wire.Feedback;
import net.skycoin.skywire.wire.IpPacket;
import net.skycoin.skywire.wire.Lease;
import net.skycoin.skywire.wire.LeaseRefused;
import net.skycoin.skywire.wire.LeaseRequest;
import org.jspecify.annotations.Nullable;

/**
 * The leases of an exit. A lease belongs to the random token that its holder shows inside a
 * circuit; every circuit that shows the token joins the lease's bond, and the lease is kept for a
 * while without any, so that a client's connections survive the death of its paths. Whose token it
 * is, nobody here knows.
 *
 * <p>Owned by the engine's thread.
 */
public final class ExitLeases {
    /** An address range to lease from. */
    public record Prefix(InetAddress address, int length) {}

    /** What the configuration says; {@code ipv6} is null where the exit carries none. */
    public record Settings(Prefix ipv4, @Nullable Prefix ipv6, List<InetAddress> resolvers) {
        public Settings {
            resolvers = List.copyOf(resolvers);
        }
    }

    /** What the leases tell the exit; called on the engine's thread. */
    public interface Listener {
        /** From now on packets to this lease must not exceed {@code mtu} bytes. */
        void leaseSized(Lease lease, int mtu);

        /**
         * A packet of a lease arrived, its source checked; the range is valid during the call.
         *
         * @param flags 0 or {@link Cell#PARTIAL_CHECKSUM}
         */
        void packetArrived(byte[] array, int offset, int length, int flags);
    }

    private static final int MAX_LEASES = 4096;
    private static final int MAX_CIRCUITS_PER_LEASE = 64;

    /** Packets of all leases that wait or may have to be sent again: 32 MiB. */
    private static final int PARCELS = 16_384;

    private static final int KEPT_SECONDS = 120;
    private static final long SECOND_NS = 1_000_000_000;

    private final Settings settings;
    private final RandomGenerator random;
    private final Timers timers;
    private final Listener listener;
    private final AddressPool<Holding> ipv4;
    private final @Nullable AddressPool<Holding> ipv6;
    private final ParcelPool parcels = new ParcelPool(PARCELS);
    private final Map<String, Holding> byToken = new LinkedHashMap<>();
    private final Map<InboundCircuit, Attachment> attachments = new LinkedHashMap<>();
    private long rejectedPackets;
    private long unleasedPackets;

    private record Attachment(Holding holding, Path path) {}

    public ExitLeases(Settings settings, RandomGenerator random, Timers timers, Listener listener) {
        this.settings = settings;
        this.random = random;
        this.timers = timers;
        this.listener = listener;
        this.ipv4 = pool(settings.ipv4());
        this.ipv6 = settings.ipv6() == null ? null : pool(settings.ipv6());
    }

    private AddressPool<Holding> pool(Prefix prefix) {
        return new AddressPool<>(prefix.address().getAddress(), prefix.length(), random);
    }

    /** Leases that are out. */
    public int count() {
        return byToken.size();
    }

    /** The exit's own addresses on its device, IPv4 first. */
    public List<InetAddress> ownAddresses() {
        return ipv6 == null
                ? List.of(ipv4.ownAddress())
                : List.of(ipv4.ownAddress(), ipv6.ownAddress());
    }

    /**
     * Packets from circuits whose source was not the lease's address, or that came before a lease.
     */
    public long rejectedPackets() {
        return rejectedPackets;
    }

    /** Packets from the internet to an address that nobody holds. */
    public long unleasedPackets() {
        return unleasedPackets;
    }

    /** A cell arrived on a circuit that ends here. */
    public void received(
            InboundCircuit circuit,
            int flow,
            int flowSequence,
            int cellClass,
            int flags,
            byte[] array,
            int offset,
            int length) {
        if (cellClass == Cell.CLASS_DATA) {
            dataReceived(circuit, flow, flowSequence, flags, array, offset, length);
        } else {
            controlReceived(circuit, flags, array, offset, length);
        }
    }

    private void dataReceived(
            InboundCircuit circuit,
            int flow,
            int flowSequence,
            int flags,
            byte[] array,
            int offset,
            int length) {
        Attachment attachment = attachments.get(circuit);
        if (attachment == null) {
            rejectedPackets++;
        } else {
            attachment.holding.bond.dataArrived(
                    attachment.path,
                    circuit.receivedSequence(),
                    flow,
                    flowSequence,
                    flags,
                    array,
                    offset,
                    length);
        }
    }

    private void controlReceived(
            InboundCircuit circuit, int flags, byte[] array, int offset, int length) {
        CircuitMessage message = CircuitMessage.parse(array, offset, length);
        if (message instanceof LeaseRequest request) {
            attach(circuit, request);
        }
        Attachment attachment = attachments.get(circuit);
        if (attachment == null) {
            rejectedPackets++;
            return;
        }
        attachment.holding.bond.controlArrived(attachment.path, circuit.receivedSequence(), flags);
        if (message instanceof Feedback feedback) {
            attachment.holding.bond.feedbackArrived(attachment.path, feedback);
        } else if (Circuit.isRekey(array, offset, length)) {
            byte[] answer = circuit.takeRekey(array, offset, length);
            if (answer != null) {
                attachment.holding.bond.sendControl(attachment.path, answer);
            }
        }
    }

    /** A circuit that ended here is gone. */
    public void closed(InboundCircuit circuit) {
        detach(circuit);
    }

    /**
     * Sends a packet that came out of {@code skyx0} to the lease that it is addressed to; the bytes
     * are copied.
     *
     * @param flags 0 or {@link Cell#PARTIAL_CHECKSUM}
     */
    public void send(byte[] array, int offset, int length, int flags) {
        Holding holding =
                IpPacket.isWellFormed(array, offset, length) ? receiverOf(array, offset) : null;
        if (holding == null) {
            unleasedPackets++;
        } else {
            holding.bond.send(array, offset, length, flags);
        }
    }

    private @Nullable Holding receiverOf(byte[] array, int offset) {
        AddressPool<Holding> pool = IpPacket.version(array, offset) == 4 ? ipv4 : ipv6;
        return pool == null
                ? null
                : pool.holderOf(array, IpPacket.destinationOffset(array, offset));
    }

    private void attach(InboundCircuit circuit, LeaseRequest request) {
        Attachment present = attachments.get(circuit);
        Holding holding = present != null ? present.holding : holding(request);
        if (holding == null || holding.circuits.size() >= MAX_CIRCUITS_PER_LEASE) {
            circuit.send(new LeaseRefused(FailureCode.LIMIT_REACHED));
            return;
        }
        circuit.lowerInnerMtu(request.mtu());
        if (present == null) {
            present =
                    new Attachment(holding, holding.bond.add(new CircuitCarrier(circuit), circuit));
            attachments.put(circuit, present);
            holding.joined(circuit);
        }
        holding.bond.sendControl(present.path, holding.lease(circuit.innerMtu()).emit());
    }

    private @Nullable Holding holding(LeaseRequest request) {
        String tokenHash = Hex.encode(Sha256.hash(request.token()));
        Holding known = byToken.get(tokenHash);
        if (known != null || byToken.size() >= MAX_LEASES) {
            return known;
        }
        Holding holding = new Holding(tokenHash, request.wants());
        if (!holding.complete()) {
            holding.end();
            return null;
        }
        byToken.put(tokenHash, holding);
        return holding;
    }

    private void detach(InboundCircuit circuit) {
        Attachment attachment = attachments.remove(circuit);
        if (attachment != null) {
            attachment.holding.bond.remove(attachment.path);
            attachment.holding.left(circuit);
        }
    }

    /** One lease, its bond and its circuits. */
    private final class Holding implements BondListener {
        private final String tokenHash;
        private final int wants;
        private final @Nullable Inet4Address ipv4Address;
        private final @Nullable Inet6Address ipv6Address;
        private final LeasedAddresses addresses;
        private final Bond bond;
        private final List<InboundCircuit> circuits = new ArrayList<>();
        private int mtu;
        private Timers.@Nullable Timer expiry;

        Holding(String tokenHash, int wants) {
            this.tokenHash = tokenHash;
            this.wants = wants;
            this.bond = new Bond(false, Bond.Policy.SUM, random, timers, parcels, this);
            this.ipv4Address =
                    (wants & LeaseRequest.WANTS_IPV4) == 0 ? null : (Inet4Address) ipv4.lend(this);
            this.ipv6Address =
                    (wants & LeaseRequest.WANTS_IPV6) == 0 || ipv6 == null
                            ? null
                            : (Inet6Address) ipv6.lend(this);
            this.addresses = new LeasedAddresses(lease(0));
        }

        /** Whether the pools had all that was wanted of them. */
        boolean complete() {
            return (ipv4Address != null || (wants & LeaseRequest.WANTS_IPV4) == 0)
                    && (ipv4Address != null || ipv6Address != null);
        }

        Lease lease(int circuitMtu) {
            return new Lease(
                    ipv4Address, ipv6Address, circuitMtu, KEPT_SECONDS, settings.resolvers());
        }

        void joined(InboundCircuit circuit) {
            circuits.add(circuit);
            if (expiry != null) {
                expiry.cancel();
            }
            resize();
        }

        void left(InboundCircuit circuit) {
            circuits.remove(circuit);
            resize();
            if (circuits.isEmpty()) {
                expiry = timers.after(KEPT_SECONDS * SECOND_NS, this::end);
            }
        }

        private void resize() {
            int least = circuits.stream().mapToInt(InboundCircuit::innerMtu).min().orElse(mtu);
            if (least != mtu) {
                mtu = least;
                listener.leaseSized(lease(mtu), mtu);
            }
        }

        void end() {
            bond.close();
            byToken.remove(tokenHash);
            if (ipv4Address != null) {
                ipv4.giveBack(ipv4Address);
            }
            if (ipv6Address != null && ipv6 != null) {
                ipv6.giveBack(ipv6Address);
            }
        }

        @Override
        public void packetArrived(byte[] array, int offset, int length, int flags) {
            if (addresses.isSourceOf(array, offset, length)) {
                listener.packetArrived(array, offset, length, flags);
            } else {
                rejectedPackets++;
            }
        }

        @Override
        public void pathDied(Path path) {
            InboundCircuit circuit = (InboundCircuit) path.owner();
            detach(circuit);
            circuit.close();
        }
    }
}
