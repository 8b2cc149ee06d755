package net.skycoin.skywire.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.crypto.Signatures;
import org.jspecify.annotations.Nullable;

/**
 * What a node says on a local network, so that its neighbours can dial it: its key, and by which
 * transports and ports. The address is that which the beacon comes from.
 *
 * @param key of the node, which signs
 * @param places in order of preference
 */
public record Beacon(PublicKey key, List<Place> places) {
    /** Longest beacon in bytes. */
    public static final int MAX_LENGTH = 256;

    private static final int VERSION = 1;
    private static final int PLACE_TLV = 1;
    private static final int MIN_LENGTH = 1 + PublicKey.LENGTH + Signatures.LENGTH;
    private static final int MOST_PLACES = 4;
    private static final Pattern TRANSPORT = Pattern.compile("[a-z0-9-]{1,15}");

    /** A transport and its port. */
    public record Place(String transport, int port) {
        private static @Nullable Place parse(byte[] value) {
            if (value.length < 3) {
                return null;
            }
            ByteReader reader = new ByteReader(value);
            int port = reader.u16();
            String transport =
                    new String(reader.bytes(reader.remaining()), StandardCharsets.US_ASCII);
            return port == 0 || !TRANSPORT.matcher(transport).matches()
                    ? null
                    : new Place(transport, port);
        }

        private byte[] emit() {
            return new ByteWriter(17)
                    .u16(port)
                    .bytes(transport.getBytes(StandardCharsets.US_ASCII))
                    .toByteArray();
        }
    }

    public Beacon {
        places = List.copyOf(places.subList(0, Math.min(MOST_PLACES, places.size())));
    }

    /** The beacon of {@code identity}, signed, as bytes. */
    public static byte[] sign(List<Place> places, PrivateKey identity) {
        Beacon beacon = new Beacon(identity.publicKey(), places);
        ByteWriter writer = new ByteWriter(MAX_LENGTH).u8(VERSION).bytes(beacon.key.toBytes());
        for (Place place : beacon.places) {
            new Tlv(PLACE_TLV, place.emit()).emit(writer);
        }
        writer.bytes(Signatures.sign("beacon", writer.toByteArray(), identity));
        return writer.toByteArray();
    }

    /** The beacon in these bytes, not yet verified; null when malformed. */
    public static @Nullable Beacon parse(byte[] bytes) {
        if (bytes.length < MIN_LENGTH || bytes.length > MAX_LENGTH) {
            return null;
        }
        ByteReader reader = new ByteReader(bytes, 0, bytes.length - Signatures.LENGTH);
        int version = reader.u8();
        byte[] keyBytes = reader.bytes(PublicKey.LENGTH);
        List<Place> places = new ArrayList<>();
        for (Tlv extension : Tlv.readAll(reader, PLACE_TLV)) {
            Place place = Place.parse(extension.value());
            if (place == null || places.size() == MOST_PLACES) {
                return null;
            }
            places.add(place);
        }
        PublicKey key = reader.finished() && version == VERSION ? PublicKey.parse(keyBytes) : null;
        return key == null || places.isEmpty() ? null : new Beacon(key, places);
    }

    /** Whether these bytes, which {@link #parse} took, are signed by their key. */
    public boolean isSigned(byte[] bytes) {
        int body = bytes.length - Signatures.LENGTH;
        return Signatures.verify(
                "beacon",
                Arrays.copyOf(bytes, body),
                Arrays.copyOfRange(bytes, body, bytes.length),
                key);
    }
}
