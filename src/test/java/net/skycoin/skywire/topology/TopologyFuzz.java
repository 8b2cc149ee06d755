package net.skycoin.skywire.topology;

import java.util.List;
import java.util.Random;
import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.fuzz.FuzzTarget;
import net.skycoin.skywire.fuzz.FuzzTargets;
import net.skycoin.skywire.wire.MapBucketRequest;
import net.skycoin.skywire.wire.MapRecords;
import net.skycoin.skywire.wire.MapRequest;
import net.skycoin.skywire.wire.MapSummary;
import net.skycoin.skywire.wire.MapVersions;
import net.skycoin.skywire.wire.NodeDescriptor;
import net.skycoin.skywire.wire.RecordKind;
import net.skycoin.skywire.wire.RecordVersion;

/** What an authenticated neighbour says about the network. */
public final class TopologyFuzz implements FuzzTargets {
    private static final PublicKey HERE = PrivateKey.generate(new Random(1)).publicKey();
    private static final PrivateKey THERE = PrivateKey.generate(new Random(2));
    private static final MapPeer PEER =
            new MapPeer() {
                @Override
                public PublicKey key() {
                    return THERE.publicKey();
                }

                @Override
                public boolean send(byte[] message) {
                    return true;
                }
            };

    @Override
    public List<FuzzTarget> targets() {
        return List.of(FuzzTarget.of("topology.messages", TopologyFuzz::receive, conversation()));
    }

    /** A conversation: messages, each behind its length. */
    private static void receive(byte[] input) {
        Timers timers = new Timers(0);
        NetworkMap map = new NetworkMap(HERE, MapLimits.DEFAULT, timers);
        MapExchange exchange = new MapExchange(map, new Random(3), timers, _ -> {});
        exchange.linkUp(PEER);
        ByteReader reader = new ByteReader(input);
        while (reader.remaining() > 0 && !reader.failed()) {
            exchange.received(PEER, reader.bytes(reader.u16()));
        }
        exchange.linkDown(PEER);
    }

    private static byte[] conversation() {
        NodeDescriptor descriptor =
                NodeDescriptor.sign(
                        new RecordVersion(1, 1),
                        1200,
                        MapNode.relay(1200).content(THERE.publicKey()),
                        THERE);
        byte[] versions =
                new MapVersions(
                                List.of(
                                        new MapVersions.Entry(
                                                descriptor.id(), descriptor.version(), 1)))
                        .emit();
        byte[] records =
                new MapRecords(
                                List.of(
                                        new MapRecords.Entry(
                                                RecordKind.DESCRIPTOR, 1, descriptor.emit())))
                        .emit();
        ByteWriter writer = new ByteWriter(16_384);
        byte[] summary = new MapSummary(1, 2).emit();
        byte[] buckets = new MapBucketRequest(List.of(new MapBucketRequest.Entry(7, true))).emit();
        byte[] request = new MapRequest(List.of()).emit();
        for (byte[] message : List.of(versions, records, request, buckets, summary)) {
            writer.u16(message.length).bytes(message);
        }
        return writer.toByteArray();
    }
}
