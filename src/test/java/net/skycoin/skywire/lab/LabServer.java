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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Keeps a lab of the command line running and does what {@code scripts/lab} asks of it over a Unix
 * socket: a line with a JSON array of words in, a line out that begins with {@code ok} or {@code
 * error}.
 */
final class LabServer {
    private final Lab lab;
    private final CountDownLatch down = new CountDownLatch(1);

    LabServer(Lab lab) {
        this.lab = lab;
    }

    /** Serves until a client says {@code down}. */
    void run(Runnable listening) throws IOException, InterruptedException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(lab.state().controlSocket()));
            Thread acceptor = new Thread(() -> accept(server), "lab control");
            acceptor.setDaemon(true);
            acceptor.start();
            listening.run();
            down.await();
        }
    }

    /** Sends words to the server of a lab; returns what it says after {@code ok}. */
    static String ask(LabState state, String... words) {
        try (SocketChannel channel =
                        SocketChannel.open(UnixDomainSocketAddress.of(state.controlSocket()));
                BufferedReader reader =
                        new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            String line = JsonMapper.builder().build().writeValueAsString(words) + "\n";
            channel.write(StandardCharsets.UTF_8.encode(line));
            String answer = reader.readLine();
            if (answer == null || !answer.startsWith("ok")) {
                throw new LabFailure(
                        answer == null ? "the lab hung up" : answer.replaceFirst("error ", ""));
            }
            return answer.substring(2).strip();
        } catch (IOException e) {
            throw new LabFailure(
                    "the lab "
                            + state.id()
                            + " does not answer; scripts/lab clean removes dead ones",
                    e);
        }
    }

    private void accept(ServerSocketChannel server) {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                Thread.startVirtualThread(() -> converse(client));
            } catch (IOException _) {
                return; // Closed: the lab goes down.
            }
        }
    }

    private void converse(SocketChannel client) {
        try (client;
                BufferedReader reader =
                        new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8))) {
            String line = reader.readLine();
            if (line != null) {
                client.write(StandardCharsets.UTF_8.encode(answer(line) + "\n"));
            }
        } catch (IOException _) {
            // The client went away: nothing is owed to it.
        }
    }

    private String answer(String line) {
        try {
            List<String> words =
                    Arrays.asList(JsonMapper.builder().build().readValue(line, String[].class));
            return "ok " + act(words).replace('\n', ' ');
        } catch (LabFailure | IllegalArgumentException | IOException e) {
            return "error " + String.valueOf(e.getMessage()).replace('\n', ' ');
        }
    }

    private String act(List<String> words) {
        if (words.equals(List.of("down"))) {
            down.countDown();
            return "";
        }
        if (words.size() < 2) {
            throw new LabFailure("not understood: " + words);
        }
        switch (words.get(0)) {
            case "kill" -> lab.node(words.get(1)).daemon().kill9();
            case "freeze" -> lab.node(words.get(1)).daemon().freeze();
            case "thaw" -> lab.node(words.get(1)).daemon().thaw();
            case "stop" -> lab.node(words.get(1)).daemon().stop();
            case "start" -> lab.node(words.get(1)).daemon().start();
            case "restart" -> lab.node(words.get(1)).daemon().restart();
            case "wire" -> {
                return wire(words.get(1), words.subList(2, words.size()));
            }
            default -> throw new LabFailure("not understood: " + words.get(0));
        }
        return "";
    }

    /** Settings, maybe after {@code from=NODE}; none: shows both directions. */
    private String wire(String name, List<String> settings) {
        LabWire wire = lab.wire(name);
        LabWire.Direction direction = LabWire.Direction.BOTH;
        List<String> rest = settings;
        if (!rest.isEmpty() && rest.get(0).startsWith("from=")) {
            direction = direction(name, rest.get(0).substring("from=".length()));
            rest = rest.subList(1, rest.size());
        }
        if (!rest.isEmpty()) {
            wire.set(direction, rest.toArray(String[]::new));
        }
        List<String> between = lab.topology().wire(name).between();
        return show(wire, LabWire.Direction.THERE, between.get(0))
                + "; "
                + show(wire, LabWire.Direction.BACK, between.get(1));
    }

    private LabWire.Direction direction(String wire, String from) {
        int index = lab.topology().wire(wire).between().indexOf(from);
        if (index < 0) {
            throw new LabFailure("the wire " + wire + " does not begin at " + from);
        }
        return index == 0 ? LabWire.Direction.THERE : LabWire.Direction.BACK;
    }

    private static String show(LabWire wire, LabWire.Direction direction, String from) {
        LabWire.Statistics now = wire.statistics(direction);
        return String.format(
                "from %s: %s (%d frames, %d bytes, %d lost, %d dropped)",
                from, now.shape(), now.frames(), now.bytes(), now.lost(), now.dropped());
    }
}
