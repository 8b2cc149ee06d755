package net.skycoin.skywire.lab;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A program that keeps sending, in a node of a lab: every 50 ms something new to each target, and a
 * line for each attempt once it has ended. A target is {@code tcp ADDRESS PORT}, {@code udp ...} or
 * {@code dns ...}; a line is {@code TARGET START-NS DURATION-NS OUTCOME}, with {@code
 * System.nanoTime}, which all processes of a machine share. {@link Traffic} reads it.
 */
final class TrafficSource {
    /** What each datagram carries, and each DNS question as a part of its name. */
    static final String MARKER = "skywire-traffic-source";

    private static final int PAUSE_MILLIS = 50;
    private static final int PATIENCE_MILLIS = 1_000;
    private static final int DNS_REFUSED = 5;
    private static final int DNS_SERVER_FAILURE = 2;

    private TrafficSource() {}

    static void main(String[] arguments) throws InterruptedException {
        var threads = Executors.newScheduledThreadPool(4, Thread.ofVirtual().factory());
        for (String argument : arguments) {
            String[] words = argument.split(" ", -1);
            InetSocketAddress to =
                    new InetSocketAddress(
                            InetAddress.ofLiteral(words[1]), Integer.parseInt(words[2]));
            var _ =
                    threads.scheduleWithFixedDelay(
                            () -> Thread.startVirtualThread(() -> attempt(argument, words[0], to)),
                            PAUSE_MILLIS,
                            PAUSE_MILLIS,
                            TimeUnit.MILLISECONDS);
        }
        Thread.sleep(Long.MAX_VALUE); // The others are daemon threads.
    }

    private static void attempt(String target, String kind, InetSocketAddress to) {
        long startNs = System.nanoTime();
        Traffic.Outcome outcome;
        try {
            outcome =
                    switch (kind) {
                        case "tcp" -> connect(to);
                        case "udp" -> exchange(to, MARKER.getBytes(US_ASCII));
                        default -> ask(to);
                    };
        } catch (SocketTimeoutException _) {
            outcome = Traffic.Outcome.SILENT;
        } catch (IOException _) {
            outcome = Traffic.Outcome.REFUSED;
        }
        System.out.println(
                target + " " + startNs + " " + (System.nanoTime() - startNs) + " " + outcome);
    }

    private static Traffic.Outcome connect(InetSocketAddress to) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(to, PATIENCE_MILLIS);
            return Traffic.Outcome.DONE;
        }
    }

    private static Traffic.Outcome exchange(InetSocketAddress to, byte[] content)
            throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            receive(socket, to, content);
            return Traffic.Outcome.DONE;
        }
    }

    /** A name that nobody asked for before, so that no cache answers. */
    private static Traffic.Outcome ask(InetSocketAddress to) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            ByteBuffer query = ByteBuffer.allocate(512);
            query.putShort((short) 0x7357).putShort((short) 0x0100).putShort((short) 1);
            query.putShort((short) 0).putShort((short) 0).putShort((short) 0);
            for (String label :
                    new String[] {"n" + System.nanoTime(), MARKER, "example", "test", ""}) {
                query.put((byte) label.length()).put(label.getBytes(US_ASCII));
            }
            query.putShort((short) 1).putShort((short) 1);
            byte[] answer = receive(socket, to, Arrays.copyOf(query.array(), query.position()));
            int code = answer.length < 4 ? DNS_SERVER_FAILURE : answer[3] & 0x0f;
            return code == DNS_REFUSED || code == DNS_SERVER_FAILURE
                    ? Traffic.Outcome.REFUSED
                    : Traffic.Outcome.DONE;
        }
    }

    private static byte[] receive(DatagramSocket socket, InetSocketAddress to, byte[] content)
            throws IOException {
        socket.connect(to);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.send(new DatagramPacket(content, content.length));
        DatagramPacket answer = new DatagramPacket(new byte[512], 512);
        socket.receive(answer);
        return Arrays.copyOf(answer.getData(), answer.getLength());
    }
}
