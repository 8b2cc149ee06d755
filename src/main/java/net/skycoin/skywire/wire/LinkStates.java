package net.skycoin.skywire.wire;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.crypto.Signatures;
import org.jspecify.annotations.Nullable;

/** Map record of kind 2: the neighbours of a node and, coarsely, how well it reaches them. */
public final class LinkStates extends MapRecord {
    /** Most neighbours in one record: our choice, as many as a node has links by default. */
    public static final int MAX_NEIGHBOURS = 256;

    private static final int NEIGHBOUR_LENGTH = PublicKey.LENGTH + 1 + 1 + 2 + 8;
    private static final int MIN_LENGTH = RecordHeader.LENGTH + 2 + Signatures.LENGTH;

    /** Longest record. */
    public static final int MAX_LENGTH = MIN_LENGTH + (MAX_NEIGHBOURS * NEIGHBOUR_LENGTH);

    /**
     * One neighbour, as the publisher sees it.
     *
     * @param delayCode one way, from the publisher to the neighbour, on the {@link CoarseScale}
     * @param capacityCode in the same direction, on the {@link CoarseScale}
     * @param largestDatagram bytes, 0-65,535
     * @param price of one MiB that the publisher carries to the neighbour
     */
    public record Neighbour(
            PublicKey key, int delayCode, int capacityCode, int largestDatagram, NanoSky price) {
        public Neighbour {
            if (!isByte(delayCode) || !isByte(capacityCode)) {
                throw new IllegalArgumentException("not a code of the coarse scale");
            }
            if (largestDatagram < 0 || largestDatagram > 0xffff) {
                throw new IllegalArgumentException("datagram of " + largestDatagram + " bytes");
            }
        }

        private static boolean isByte(int code) {
            return code >= 0 && code <= 0xff;
        }

        /** One-way delay in nanoseconds; -1 when unknown. */
        public long delayNs() {
            return CoarseScale.delayNs(delayCode);
        }

        /** Capacity in bits per second; -1 when unknown. */
        public long capacityBitsPerSecond() {
            return CoarseScale.capacityBitsPerSecond(capacityCode);
        }

        private static @Nullable Neighbour read(ByteReader reader) {
            PublicKey key = PublicKey.parse(reader.bytes(PublicKey.LENGTH));
            int delayCode = reader.u8();
            int capacityCode = reader.u8();
            int largestDatagram = reader.u16();
            long price = reader.i64();
            return key == null || price < 0
                    ? null
                    : new Neighbour(
                            key, delayCode, capacityCode, largestDatagram, new NanoSky(price));
        }

        private void emit(ByteWriter writer) {
            writer.bytes(key.toBytes()).u8(delayCode).u8(capacityCode);
            writer.u16(largestDatagram).i64(price.value());
        }
    }

    private final List<Neighbour> neighbours;

    private LinkStates(RecordHeader header, List<Neighbour> neighbours, byte[] encoded) {
        super(header, encoded);
        this.neighbours = neighbours;
    }

    /** Makes and signs the link states of {@code identity}. */
    public static LinkStates sign(
            RecordVersion version,
            long lifetimeSeconds,
            List<Neighbour> neighbours,
            PrivateKey identity) {
        if (neighbours.size() > MAX_NEIGHBOURS) {
            throw new IllegalArgumentException(neighbours.size() + " neighbours are too many");
        }
        RecordHeader header = new RecordHeader(identity.publicKey(), version, lifetimeSeconds);
        ByteWriter writer = new ByteWriter(MIN_LENGTH + (neighbours.size() * NEIGHBOUR_LENGTH));
        header.emit(writer);
        writer.u16(neighbours.size());
        for (Neighbour neighbour : neighbours) {
            neighbour.emit(writer);
        }
        writer.bytes(Signatures.sign("link-states", writer.toByteArray(), identity));
        return new LinkStates(header, List.copyOf(neighbours), writer.toByteArray());
    }

    /**
     * The link states in {@code encoded}; null when malformed, which a neighbour that is listed
     * twice, or the publisher itself, is too.
     */
    public static @Nullable LinkStates parse(byte[] encoded) {
        if (encoded.length < MIN_LENGTH || encoded.length > MAX_LENGTH) {
            return null;
        }
        ByteReader reader = new ByteReader(encoded, 0, encoded.length - Signatures.LENGTH);
        RecordHeader header = RecordHeader.read(reader);
        // The length is compared first: no key is decompressed for a count that cannot be right.
        if (header == null || reader.u16() * NEIGHBOUR_LENGTH != reader.remaining()) {
            return null;
        }
        List<Neighbour> neighbours = new ArrayList<>();
        Set<PublicKey> listed = new HashSet<>();
        listed.add(header.key());
        while (reader.remaining() > 0) {
            Neighbour neighbour = Neighbour.read(reader);
            if (neighbour == null || !listed.add(neighbour.key)) {
                return null;
            }
            neighbours.add(neighbour);
        }
        return reader.finished()
                ? new LinkStates(header, List.copyOf(neighbours), encoded.clone())
                : null;
    }

    @Override
    public RecordKind kind() {
        return RecordKind.LINK_STATES;
    }

    @Override
    String signatureType() {
        return "link-states";
    }

    public List<Neighbour> neighbours() {
        return neighbours;
    }

    /** What the publisher says of its link to {@code key}; null when it lists none. */
    public @Nullable Neighbour neighbour(PublicKey key) {
        for (Neighbour neighbour : neighbours) {
            if (neighbour.key.equals(key)) {
                return neighbour;
            }
        }
        return null;
    }
}
