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

    /** Short id, delay, capacity, datagram, price in its shortest and its longest form. */
    private static final int NEIGHBOUR_MIN = 8 + 1 + 1 + 2 + 1;

    private static final int NEIGHBOUR_MAX = NEIGHBOUR_MIN + 8;
    private static final int MIN_LENGTH = RecordHeader.MIN_LENGTH + 2 + Signatures.LENGTH;

    /** Longest record. */
    public static final int MAX_LENGTH =
            RecordHeader.MAX_LENGTH + 2 + (MAX_NEIGHBOURS * NEIGHBOUR_MAX) + Signatures.LENGTH;

    /**
     * One neighbour, as the publisher sees it.
     *
     * @param id the neighbour's {@link PublicKey#shortId}
     * @param delayCode one way, from the publisher to the neighbour, on the {@link CoarseScale}
     * @param capacityCode in the same direction, on the {@link CoarseScale}
     * @param largestDatagram bytes, 0-65,535
     * @param price of one MiB that the publisher carries to the neighbour
     */
    public record Neighbour(
            long id, int delayCode, int capacityCode, int largestDatagram, NanoSky price) {
        public Neighbour(
                PublicKey key,
                int delayCode,
                int capacityCode,
                int largestDatagram,
                NanoSky price) {
            this(key.shortId(), delayCode, capacityCode, largestDatagram, price);
        }

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

        /** Null when malformed or cut. */
        private static @Nullable Neighbour read(ByteReader reader) {
            long id = reader.i64();
            int delayCode = reader.u8();
            int capacityCode = reader.u8();
            int largestDatagram = reader.u16();
            long price = reader.varint();
            return reader.failed()
                    ? null
                    : new Neighbour(
                            id, delayCode, capacityCode, largestDatagram, new NanoSky(price));
        }

        private void emit(ByteWriter writer) {
            writer.i64(id).u8(delayCode).u8(capacityCode).u16(largestDatagram);
            writer.varint(price.value());
        }
    }

    private LinkStates(RecordHeader header, byte[] encoded) {
        super(header, encoded);
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
        ByteWriter writer = new ByteWriter(MIN_LENGTH + (neighbours.size() * NEIGHBOUR_MIN));
        header.emit(writer);
        writer.u16(neighbours.size());
        for (Neighbour neighbour : neighbours) {
            neighbour.emit(writer);
        }
        writer.bytes(Signatures.sign("link-states", writer.toByteArray(), identity));
        return new LinkStates(header, writer.toByteArray());
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
        int count = reader.u16();
        if (header == null || count > MAX_NEIGHBOURS) {
            return null;
        }
        Set<Long> listed = new HashSet<>();
        listed.add(header.key().shortId());
        for (int i = 0; i < count; i++) {
            Neighbour neighbour = Neighbour.read(reader);
            if (neighbour == null || !listed.add(neighbour.id)) {
                return null;
            }
        }
        return reader.finished() ? new LinkStates(header, encoded.clone()) : null;
    }

    @Override
    public RecordKind kind() {
        return RecordKind.LINK_STATES;
    }

    @Override
    String signatureType() {
        return "link-states";
    }

    /** Read anew from the bytes at each call: a map of thousands of nodes keeps no other form. */
    public List<Neighbour> neighbours() {
        ByteReader reader = body();
        List<Neighbour> neighbours = new ArrayList<>();
        for (Neighbour next = next(reader); next != null; next = next(reader)) {
            neighbours.add(next);
        }
        return neighbours;
    }

    /** What the publisher says of its link to {@code key}; null when it lists none. */
    public @Nullable Neighbour neighbour(PublicKey key) {
        ByteReader reader = body();
        for (Neighbour next = next(reader); next != null; next = next(reader)) {
            if (next.id == key.shortId()) {
                return next;
            }
        }
        return null;
    }

    /** Whether both list the same. */
    public boolean saysTheSameAs(LinkStates other) {
        return sameContent(other);
    }

    private ByteReader body() {
        ByteReader reader = contentReader();
        reader.skip(2);
        return reader;
    }

    private static @Nullable Neighbour next(ByteReader reader) {
        return reader.remaining() == 0 ? null : Neighbour.read(reader);
    }
}
