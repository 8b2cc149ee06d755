package net.skycoin.skywire.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.skycoin.skywire.bytes.BigEndian;
import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.crypto.Signatures;
import org.jspecify.annotations.Nullable;

/** Map record of kind 1: what a node is, and the key that onions to it are made with. */
public final class NodeDescriptor extends MapRecord {
    /** Longest descriptor; one fits into the end slot of a circuit reply. */
    public static final int MAX_LENGTH = 480;

    private static final int MIN_LENGTH =
            RecordHeader.MIN_LENGTH + PublicKey.LENGTH + 4 + 1 + Signatures.LENGTH;

    private static final int TLV_EXIT_POLICY = 1;
    private static final int TLV_COUNTRY = 3;
    private static final int TLV_PRICE = 5;
    private static final int TLV_ADDRESS = 7;

    /**
     * What a descriptor says.
     *
     * @param capabilities bits as in a link's handshake
     * @param country two letters of ISO 3166-1, upper case; null when not said
     * @param price of one MiB that is carried
     * @param addresses where the node can be dialled, the preferred one first
     */
    public record Content(
            PublicKey onionKey,
            int capabilities,
            Set<Role> roles,
            ExitPolicy exitPolicy,
            @Nullable String country,
            NanoSky price,
            List<TransportAddress> addresses) {
        public Content {
            if (country != null && !isCountry(country)) {
                throw new IllegalArgumentException("not a country: " + country);
            }
            EnumSet<Role> ordered = EnumSet.noneOf(Role.class);
            ordered.addAll(roles);
            roles = Collections.unmodifiableSet(ordered);
            addresses = List.copyOf(addresses);
        }

        /** Whether a descriptor with this content keeps to {@link #MAX_LENGTH}. */
        public boolean fits() {
            int length = MIN_LENGTH - RecordHeader.MIN_LENGTH + RecordHeader.MAX_LENGTH;
            for (Tlv extension : extensions()) {
                length += extension.length();
            }
            return length <= MAX_LENGTH;
        }

        private List<Tlv> extensions() {
            List<Tlv> extensions = new ArrayList<>();
            if (!exitPolicy.equals(ExitPolicy.NONE)) {
                extensions.add(new Tlv(TLV_EXIT_POLICY, new byte[] {(byte) exitPolicy.toBits()}));
            }
            if (country != null) {
                byte[] letters = country.getBytes(StandardCharsets.US_ASCII);
                extensions.add(new Tlv(TLV_COUNTRY, letters));
            }
            if (price.value() != 0) {
                byte[] value = new byte[8];
                BigEndian.putLong(value, 0, price.value());
                extensions.add(new Tlv(TLV_PRICE, value));
            }
            for (TransportAddress address : addresses) {
                extensions.add(new Tlv(TLV_ADDRESS, address.emit()));
            }
            return extensions;
        }
    }

    private final Content content;

    private NodeDescriptor(RecordHeader header, Content content, byte[] encoded) {
        super(header, encoded);
        this.content = content;
    }

    /** Makes and signs the descriptor of {@code identity}; its content must fit. */
    public static NodeDescriptor sign(
            RecordVersion version, long lifetimeSeconds, Content content, PrivateKey identity) {
        if (!content.fits()) {
            throw new IllegalArgumentException("descriptor longer than " + MAX_LENGTH + " bytes");
        }
        RecordHeader header = new RecordHeader(identity.publicKey(), version, lifetimeSeconds);
        ByteWriter writer = new ByteWriter(MAX_LENGTH);
        header.emit(writer);
        writer.bytes(content.onionKey.toBytes());
        writer.i32(content.capabilities).u8(Role.toBits(content.roles));
        Tlv.emitAll(writer, content.extensions());
        writer.bytes(Signatures.sign("descriptor", writer.toByteArray(), identity));
        return new NodeDescriptor(header, content, writer.toByteArray());
    }

    /** The descriptor in {@code encoded}; null when malformed. */
    public static @Nullable NodeDescriptor parse(byte[] encoded) {
        if (encoded.length < MIN_LENGTH || encoded.length > MAX_LENGTH) {
            return null;
        }
        ByteReader reader = new ByteReader(encoded, 0, encoded.length - Signatures.LENGTH);
        RecordHeader header = RecordHeader.read(reader);
        if (header == null) {
            return null;
        }
        PublicKey onionKey = PublicKey.parse(reader.bytes(PublicKey.LENGTH));
        int capabilities = reader.i32();
        Set<Role> roles = Role.ofBits(reader.u8());
        Extensions extensions = new Extensions();
        extensions.read(reader);
        if (onionKey == null || !reader.finished()) {
            return null;
        }
        Content content =
                new Content(
                        onionKey,
                        capabilities,
                        roles,
                        extensions.exitPolicy,
                        extensions.country,
                        extensions.price,
                        extensions.addresses);
        return new NodeDescriptor(header, content, encoded.clone());
    }

    private static boolean isCountry(String text) {
        return text.length() == 2 && isCapital(text.charAt(0)) && isCapital(text.charAt(1));
    }

    private static boolean isCapital(char c) {
        return c >= 'A' && c <= 'Z';
    }

    /** What the TLVs of a descriptor say; each but the address occurs at most once. */
    private static final class Extensions {
        ExitPolicy exitPolicy = ExitPolicy.NONE;
        @Nullable String country;
        NanoSky price = NanoSky.ZERO;
        final List<TransportAddress> addresses = new ArrayList<>();

        void read(ByteReader reader) {
            boolean[] seen = new boolean[TLV_ADDRESS];
            for (Tlv extension :
                    Tlv.readAll(reader, TLV_EXIT_POLICY, TLV_COUNTRY, TLV_PRICE, TLV_ADDRESS)) {
                int type = extension.type();
                if (type != TLV_ADDRESS && seen[type]) {
                    reader.fail();
                } else if (type != TLV_ADDRESS) {
                    seen[type] = true;
                }
                if (!take(type, extension.value())) {
                    reader.fail();
                }
            }
        }

        private boolean take(int type, byte[] value) {
            return switch (type) {
                case TLV_EXIT_POLICY -> takeExitPolicy(value);
                case TLV_COUNTRY -> takeCountry(value);
                case TLV_PRICE -> takePrice(value);
                default -> takeAddress(value);
            };
        }

        private boolean takeExitPolicy(byte[] value) {
            if (value.length != 1) {
                return false;
            }
            exitPolicy = ExitPolicy.ofBits(value[0]);
            return true;
        }

        private boolean takeCountry(byte[] value) {
            country = new String(value, StandardCharsets.US_ASCII);
            return isCountry(country);
        }

        private boolean takePrice(byte[] value) {
            if (value.length != 8 || value[0] < 0) {
                return false;
            }
            price = new NanoSky(BigEndian.getLong(value, 0));
            return true;
        }

        private boolean takeAddress(byte[] value) {
            TransportAddress address = TransportAddress.readRest(new ByteReader(value));
            if (address == null) {
                return false;
            }
            addresses.add(address);
            return true;
        }
    }

    @Override
    public RecordKind kind() {
        return RecordKind.DESCRIPTOR;
    }

    @Override
    String signatureType() {
        return "descriptor";
    }

    public Content content() {
        return content;
    }

    public PublicKey onionKey() {
        return content.onionKey;
    }

    public boolean has(Role role) {
        return content.roles.contains(role);
    }
}
