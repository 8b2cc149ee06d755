package net.skycoin.skywire.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import net.skycoin.skywire.bytes.Base32;
import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.crypto.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * One line of text that tells a new node whom to dial and where to leave the mesh: {@code skywire1}
 * and base32 of version 1, TLVs, and the first four bytes of their SHA-256. Holds no secret.
 *
 * @param exits in order of preference
 * @param hub where bandwidth payments are settled; null when not said
 */
public record Invite(List<Peer> peers, List<PublicKey> exits, @Nullable PublicKey hub) {
    /** Longest text that is looked at. */
    public static final int MAX_TEXT_LENGTH = 8192;

    private static final String PREFIX = "skywire1";
    private static final int VERSION = 1;
    private static final int CHECKSUM_LENGTH = 4;
    private static final int TLV_PEER = 1;
    private static final int TLV_EXIT = 3;
    private static final int TLV_HUB = 5;

    /** A node and where to dial it. */
    public record Peer(PublicKey key, TransportAddress address) {
        private static @Nullable Peer parse(byte[] value) {
            ByteReader reader = new ByteReader(value);
            PublicKey key = PublicKey.parse(reader.bytes(PublicKey.LENGTH));
            TransportAddress address = TransportAddress.readRest(reader);
            return key == null || address == null ? null : new Peer(key, address);
        }

        private byte[] emit() {
            ByteWriter writer = new ByteWriter(64).bytes(key.toBytes());
            address.emit(writer);
            return writer.toByteArray();
        }
    }

    public Invite {
        peers = List.copyOf(peers);
        exits = List.copyOf(exits);
    }

    /** The invite in a text, space around it ignored; null when it is none or was mistyped. */
    public static @Nullable Invite parse(String text) {
        String line = text.strip().toLowerCase(Locale.ROOT);
        if (line.length() > MAX_TEXT_LENGTH || !line.startsWith(PREFIX)) {
            return null;
        }
        byte[] bytes = Base32.decode(line.substring(PREFIX.length()));
        if (bytes == null || bytes.length < 1 + CHECKSUM_LENGTH) {
            return null;
        }
        byte[] body = Arrays.copyOf(bytes, bytes.length - CHECKSUM_LENGTH);
        byte[] checksum = Arrays.copyOfRange(bytes, body.length, bytes.length);
        return Arrays.equals(checksum, checksum(body)) ? parseBody(body) : null;
    }

    private static @Nullable Invite parseBody(byte[] body) {
        ByteReader reader = new ByteReader(body);
        if (reader.u8() != VERSION) {
            return null;
        }
        List<Peer> peers = new ArrayList<>();
        List<PublicKey> exits = new ArrayList<>();
        List<PublicKey> hubs = new ArrayList<>();
        for (Tlv extension : Tlv.readAll(reader, TLV_PEER, TLV_EXIT, TLV_HUB)) {
            boolean good =
                    switch (extension.type()) {
                        case TLV_PEER -> addIfPresent(peers, Peer.parse(extension.value()));
                        case TLV_EXIT -> addIfPresent(exits, PublicKey.parse(extension.value()));
                        default -> addIfPresent(hubs, PublicKey.parse(extension.value()));
                    };
            if (!good) {
                return null;
            }
        }
        return reader.finished() && hubs.size() <= 1
                ? new Invite(peers, exits, hubs.isEmpty() ? null : hubs.getFirst())
                : null;
    }

    private static <T> boolean addIfPresent(List<T> list, @Nullable T item) {
        return item != null && list.add(item);
    }

    /** The line of text. */
    public String emit() {
        ByteWriter writer = new ByteWriter(256).u8(VERSION);
        for (Peer peer : peers) {
            new Tlv(TLV_PEER, peer.emit()).emit(writer);
        }
        for (PublicKey exit : exits) {
            new Tlv(TLV_EXIT, exit.toBytes()).emit(writer);
        }
        if (hub != null) {
            new Tlv(TLV_HUB, hub.toBytes()).emit(writer);
        }
        writer.bytes(checksum(writer.toByteArray()));
        return PREFIX + Base32.encode(writer.toByteArray());
    }

    private static byte[] checksum(byte[] body) {
        return Arrays.copyOf(Sha256.hash(body), CHECKSUM_LENGTH);
    }
}
