package net.skycoin.skywire.lab;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The one process for all shaped wires of a lab; runs in the lab's own namespace {@code
 * skl<id>-wire}. Arguments: the file with its {@link Line}s, and the Unix socket to serve.
 *
 * <p>The socket takes lines of words and answers each with one line:
 *
 * <pre>
 *   set WIRE there|back|both SETTING...    ok
 *   show WIRE there|back                   rate=.. delay=.. loss=.. queue=.. frames=.. bytes=.. lost=..
 *                                          dropped=.. overruns=.. lateness=N,N,..
 *   anything else                          error SENTENCE
 * </pre>
 */
final class WireProcess {
    /**
     * One wire as the process is told of it.
     *
     * @param first interface towards the first node
     * @param second interface towards the second node
     * @param forward {@link Shape} as text
     */
    record Line(
            String wire, String first, String second, String forward, String backward, long seed) {}

    private final WireLoop loop;

    private WireProcess(int wires) {
        loop = new WireLoop(wires);
    }

    static void main(String[] arguments) throws IOException {
        Line[] lines =
                JsonMapper.builder()
                        .build()
                        .readValue(Path.of(arguments[0]).toFile(), Line[].class);
        WireProcess process = new WireProcess(lines.length);
        for (Line line : lines) {
            process.loop.add(
                    line.wire(),
                    line.first(),
                    line.second(),
                    Shape.parse(line.forward()),
                    Shape.parse(line.backward()),
                    line.seed());
        }
        Thread carrier = new Thread(process.loop, "wire");
        carrier.start();
        process.serve(Path.of(arguments[1]));
    }

    private void serve(Path socket) throws IOException {
        Files.deleteIfExists(socket);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            System.out.println("ready");
            while (true) {
                SocketChannel client = server.accept();
                Thread.startVirtualThread(() -> converse(client));
            }
        }
    }

    private void converse(SocketChannel client) {
        try (client;
                BufferedReader reader =
                        new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8))) {
            String line = reader.readLine();
            while (line != null) {
                client.write(StandardCharsets.UTF_8.encode(answer(line) + "\n"));
                line = reader.readLine();
            }
        } catch (IOException _) {
            // The client went away: nothing is owed to it.
        }
    }

    private String answer(String line) {
        List<String> words = List.of(line.strip().split(" +", -1));
        if (words.size() < 3) {
            return "error expected: set WIRE there|back|both SETTING... or show WIRE there|back";
        }
        List<Conduit> both = loop.conduits(words.get(1));
        if (both == null) {
            return "error there is no shaped wire " + words.get(1);
        }
        List<Conduit> chosen = chosen(both, words.get(2));
        try {
            if (words.get(0).equals("set") && chosen != null) {
                return set(chosen, words.subList(3, words.size()));
            }
        } catch (IllegalArgumentException e) {
            return "error " + e.getMessage();
        }
        return words.get(0).equals("show") && chosen != null && chosen.size() == 1
                ? show(words.get(1), chosen.get(0))
                : "error expected: set WIRE there|back|both SETTING... or show WIRE there|back";
    }

    private static @Nullable List<Conduit> chosen(List<Conduit> both, String which) {
        return switch (which) {
            case "there" -> both.subList(0, 1);
            case "back" -> both.subList(1, 2);
            case "both" -> both;
            default -> null;
        };
    }

    private static String set(List<Conduit> chosen, List<String> settings) {
        List<Shape> shapes =
                chosen.stream()
                        .map(
                                conduit -> {
                                    Shape shape = conduit.shape();
                                    for (String setting : settings) {
                                        shape = shape.with(setting);
                                    }
                                    return shape;
                                })
                        .toList();
        for (int i = 0; i < shapes.size(); i++) {
            chosen.get(i).shape(shapes.get(i));
        }
        return "ok";
    }

    private String show(String wire, Conduit conduit) {
        return String.format(
                Locale.ROOT,
                "%s frames=%d bytes=%d lost=%d dropped=%d overruns=%d lateness=%s",
                conduit.shape(),
                conduit.frames.get(),
                conduit.bytes.get(),
                conduit.lost.get(),
                conduit.queueDrops.get(),
                loop.overruns(wire),
                conduit.lateness.toString().replaceAll("[^0-9,]", ""));
    }
}
