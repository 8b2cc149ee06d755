package net.skycoin.skywire.link;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.bytes.PacketBatch;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.fuzz.FuzzTarget;
import net.skycoin.skywire.fuzz.FuzzTargets;
import net.skycoin.skywire.wire.ControlFrame;
import net.skycoin.skywire.wire.Fragment;
import net.skycoin.skywire.wire.HandshakeInit;
import org.jspecify.annotations.Nullable;

/** Datagrams of strangers, and the fragments of an authenticated neighbour. */
public final class LinkFuzz implements FuzzTargets {
    private static final PrivateKey IDENTITY = PrivateKey.generate(new Random(1));
    private static final Endpoint FROM =
            new Endpoint("udp", new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 7));
    private static final PacketBatch BATCH = new PacketBatch();

    @Override
    public List<FuzzTarget> targets() {
        return List.of(
                FuzzTarget.of(
                        "link.datagram",
                        LinkFuzz::receive,
                        new HandshakeInit(1, new byte[120]).emit(),
                        new byte[] {4, 0, 0, 16, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1}),
                FuzzTarget.of("link.fragments", LinkFuzz::assemble, fragments()));
    }

    private static void receive(byte[] input) {
        Links links =
                new Links(
                        LinkSettings.DEFAULT,
                        IDENTITY,
                        0,
                        new SplittableRandom(1),
                        new Timers(0),
                        (to, batch) -> batch.count(),
                        new Nobody());
        BATCH.clear();
        if (input.length > 0 && input.length <= 2000) {
            BATCH.append(input, 0, input.length);
            links.received(FROM, BATCH);
            links.flush();
        }
        if (!links.links().isEmpty()) {
            throw new AssertionError("a stranger without a key has a link");
        }
    }

    private static void assemble(byte[] input) {
        List<ControlFrame> frames = ControlFrame.parseAll(input, 0, input.length);
        MessageReceiver receiver = new MessageReceiver();
        for (ControlFrame frame : frames == null ? List.<ControlFrame>of() : frames) {
            List<byte[]> messages =
                    frame instanceof Fragment fragment ? receiver.accept(fragment, 0) : List.of();
            if (messages == null) {
                return;
            }
            for (byte[] message : messages) {
                if (message.length == 0 || message.length > MessageSender.MAX_MESSAGE) {
                    throw new AssertionError("a message of " + message.length + " bytes");
                }
            }
            receiver.ack();
        }
    }

    private static byte[] fragments() {
        ByteWriter writer = new ByteWriter(64);
        new Fragment(0, true, false, new byte[] {1}).emit(writer);
        new Fragment(2, true, true, new byte[] {2}).emit(writer);
        new Fragment(1, false, true, new byte[] {3}).emit(writer);
        return writer.toByteArray();
    }

    private static final class Nobody implements LinkListener {
        @Override
        public void linkUp(Link link) {}

        @Override
        public void linkSilent(Link link) {}

        @Override
        public void linkRecovered(Link link) {}

        @Override
        public void linkDown(Link link, @Nullable String reason) {}

        @Override
        public void messageReceived(Link link, byte[] message) {}

        @Override
        public void cellReceived(Link link, byte[] array, int offset, int length) {}
    }
}
