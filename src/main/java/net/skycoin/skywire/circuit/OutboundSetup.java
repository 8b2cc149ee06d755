package net.skycoin.skywire.circuit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.noise.Handshake;
import net.skycoin.skywire.noise.HandshakeKeys;
import net.skycoin.skywire.noise.HandshakePattern;
import net.skycoin.skywire.wire.CircuitReply;
import net.skycoin.skywire.wire.CircuitTerms;
import net.skycoin.skywire.wire.EndHandshakePayload;
import net.skycoin.skywire.wire.EndPayload;
import net.skycoin.skywire.wire.FailureCode;
import net.skycoin.skywire.wire.OnionPacket;
import net.skycoin.skywire.wire.Purpose;
import net.skycoin.skywire.wire.RelayPayload;
import net.skycoin.skywire.wire.ReplyEnd;
import org.jspecify.annotations.Nullable;

/**
 * The initiator's side of one set-up: an onion out, a reply in, and what the reply says. Good for
 * one try. Its maker wipes it.
 */
final class OutboundSetup {
    /** The onion of this product: its size and what binds it to this protocol. */
    static final Sphinx SPHINX =
            new Sphinx(OnionPacket.PAYLOADS_LENGTH, "skywire/onion/1".getBytes(US_ASCII));

    /** What a paid circuit may carry each way: 10 minutes at 900 Mb/s. */
    static final long BUDGET_MEBIBYTES = 65_536;

    private final List<Hop> path;
    private final List<Sphinx.HopSecret> secrets;
    private final Handshake handshake;
    private final byte[] onion;

    OutboundSetup(
            List<Hop> path,
            Purpose purpose,
            @Nullable PrivateKey caller,
            int lifetimeSeconds,
            int capabilities,
            RandomGenerator random) {
        this.path = path;
        PublicKey endPoint = path.getLast().node();
        handshake =
                Handshake.initiator(pattern(purpose), caller, endPoint, prologue(purpose), random);
        byte[] noiseMessage = handshake.write(new EndHandshakePayload(capabilities).emit());
        List<byte[]> payloads = new ArrayList<>();
        for (int i = 0; i + 1 < path.size(); i++) {
            Hop next = path.get(i + 1);
            payloads.add(
                    new RelayPayload(
                                    next.node(),
                                    0,
                                    lifetimeSeconds,
                                    terms(path.get(i)),
                                    next.paidPerMebibyte(),
                                    List.of())
                            .emit());
        }
        payloads.add(
                new EndPayload(
                                purpose,
                                lifetimeSeconds,
                                terms(path.getLast()),
                                noiseMessage,
                                List.of())
                        .emit());
        List<PublicKey> onionKeys = path.stream().map(Hop::onionKey).toList();
        secrets = Sphinx.secrets(PrivateKey.generate(random), onionKeys);
        onion = SPHINX.wrap(secrets, payloads).emit();
    }

    /** Budgets are the same for all: they shall not tell one circuit from another. */
    private static CircuitTerms terms(Hop hop) {
        NanoSky paid = hop.paidPerMebibyte();
        return paid.value() == 0
                ? CircuitTerms.FREE
                : new CircuitTerms(paid, BUDGET_MEBIBYTES, BUDGET_MEBIBYTES);
    }

    static HandshakePattern pattern(Purpose purpose) {
        return purpose == Purpose.MESH ? HandshakePattern.IK : HandshakePattern.NK;
    }

    static byte[] prologue(Purpose purpose) {
        String name = purpose == Purpose.MESH ? "mesh" : "exit";
        return ("skywire/circuit/1/" + name).getBytes(US_ASCII);
    }

    /** The onion for the first hop. */
    byte[] onion() {
        return onion;
    }

    /** What a reply turned out to say. */
    sealed interface Outcome {}

    /** The circuit stands. */
    record Accepted(List<HopKeys> hops, HandshakeKeys keys, int peerCapabilities)
            implements Outcome {
        @Override
        public String toString() {
            return "Accepted";
        }
    }

    /** A hop said no, provably; a stale onion key comes with the hop's descriptor. */
    record Refused(FailureCode code, PublicKey hop, byte[] content) implements Outcome {}

    /** Nobody on the path has said this. */
    record Forged() implements Outcome {}

    /** Peels the reply, hop by hop. */
    Outcome read(byte[] received) {
        byte[] reply = received.clone();
        List<HopKeys> hops = new ArrayList<>();
        for (int i = 0; i < path.size(); i++) {
            byte[] covered = reply.clone();
            HopReply.xorLayer(reply, HopReply.layerKey(secrets.get(i).sharedSecret()));
            HopKeys keys = hopKeys(i, reply);
            if (keys != null && fits(reply, keys.replyMac(), HopReply.RELAY)) {
                hops.add(keys);
                dropFirstSlot(reply);
            } else if (keys != null && fits(reply, keys.replyMac(), HopReply.ACCEPTED)) {
                hops.add(keys);
                return accepted(i, hops, reply);
            } else if (keys != null && fits(reply, keys.replyMac(), HopReply.REFUSED)) {
                return refused(i, reply);
            } else {
                return stale(i, covered);
            }
        }
        return new Forged();
    }

    /** The keys that the hop's Y leads to; null when Y is not a point. */
    private @Nullable HopKeys hopKeys(int hop, byte[] reply) {
        PublicKey fresh = PublicKey.parse(Arrays.copyOf(reply, PublicKey.LENGTH));
        if (fresh == null) {
            return null;
        }
        Sphinx.HopSecret secret = secrets.get(hop);
        byte[] freshSecret = secret.ephemeral().sharedSecret(fresh);
        HopKeys keys =
                HopKeys.derive(
                        secret.sharedSecret(),
                        freshSecret,
                        path.get(hop).node(),
                        path.get(hop).onionKey(),
                        secret.ephemeral().publicKey(),
                        fresh);
        Arrays.fill(freshSecret, (byte) 0);
        return keys;
    }

    private static boolean fits(byte[] reply, byte[] macKey, int role) {
        byte[] fresh = Arrays.copyOf(reply, PublicKey.LENGTH);
        byte[] shown = Arrays.copyOfRange(reply, PublicKey.LENGTH, CircuitReply.SLOT_LENGTH);
        return MessageDigest.isEqual(HopReply.mac(macKey, role, fresh, reply), shown);
    }

    private static void dropFirstSlot(byte[] reply) {
        int kept = CircuitReply.END - CircuitReply.SLOT_LENGTH;
        System.arraycopy(reply, CircuitReply.SLOT_LENGTH, reply, 0, kept);
    }

    private Outcome accepted(int hop, List<HopKeys> hops, byte[] reply) {
        ReplyEnd end = end(reply);
        boolean last = hop == path.size() - 1;
        if (!last || end == null || end.code() != FailureCode.ACCEPTED) {
            return malformedBy(hop);
        }
        byte[] payload = handshake.read(end.content());
        EndHandshakePayload said = payload == null ? null : EndHandshakePayload.parse(payload);
        return said == null
                ? malformedBy(hop)
                : new Accepted(hops, handshake.keys(), said.capabilities());
    }

    private Outcome refused(int hop, byte[] reply) {
        ReplyEnd end = end(reply);
        return end == null || end.code() == FailureCode.ACCEPTED
                ? malformedBy(hop)
                : new Refused(end.code(), path.get(hop).node(), end.content());
    }

    /** A hop that could not open the onion speaks under its node key, or nobody does. */
    private Outcome stale(int hop, byte[] covered) {
        byte[] nodeSecret = secrets.get(hop).ephemeral().sharedSecret(path.get(hop).node());
        HopReply.xorLayer(covered, HopReply.layerKey(nodeSecret));
        if (!fits(covered, HopReply.staleMacKey(nodeSecret), HopReply.STALE)) {
            return new Forged();
        }
        ReplyEnd end = end(covered);
        return end == null
                ? malformedBy(hop)
                : new Refused(FailureCode.STALE_ONION_KEY, path.get(hop).node(), end.content());
    }

    private Outcome malformedBy(int hop) {
        return new Refused(FailureCode.MALFORMED, path.get(hop).node(), new byte[0]);
    }

    private static @Nullable ReplyEnd end(byte[] reply) {
        return ReplyEnd.parse(
                Arrays.copyOfRange(reply, CircuitReply.END, CircuitReply.REPLY_LENGTH));
    }

    void wipe() {
        secrets.forEach(Sphinx.HopSecret::wipe);
        handshake.close();
    }
}
