package net.skycoin.skywire.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A shaped wire of a running lab. Blocking; any thread. */
public final class LabWire {
    /** Which way, seen from the wire's first node. */
    public enum Direction {
        THERE,
        BACK,
        BOTH;

        String word() {
            return switch (this) {
                case THERE -> "there";
                case BACK -> "back";
                case BOTH -> "both";
            };
        }
    }

    /**
     * What one direction did so far.
     *
     * @param lost by the wire's loss
     * @param dropped for want of room in the queue
     * @param overruns what the lab itself lost on this wire, both directions: should be 0
     * @param lateness how many frames arrived later than the shape says, by so much: the first
     *     number counts those below 1 microsecond, each next one twice as much
     */
    public record Statistics(
            Shape shape,
            long frames,
            long bytes,
            long lost,
            long dropped,
            long overruns,
            List<Long> lateness) {}

    private final String name;
    private final Path socket;

    LabWire(String name, Path socket) {
        this.name = name;
        this.socket = socket;
    }

    public String name() {
        return name;
    }

    /** Changes settings, written as {@link Shape#with} reads them; the others stay. */
    public void set(Direction direction, String... settings) {
        String answer =
                ask("set " + name + " " + direction.word() + " " + String.join(" ", settings));
        if (!answer.equals("ok")) {
            throw new LabFailure(answer.replaceFirst("error ", ""));
        }
    }

    /** From now on nothing comes through and nobody is told. */
    public void cut() {
        set(Direction.BOTH, "loss=1");
    }

    /** Ends a cut. */
    public void mend() {
        set(Direction.BOTH, "loss=0");
    }

    /** Not for {@link Direction#BOTH}. */
    public Statistics statistics(Direction direction) {
        String answer = ask("show " + name + " " + direction.word());
        if (answer.startsWith("error")) {
            throw new LabFailure(answer.replaceFirst("error ", ""));
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : answer.split(" ", -1)) {
            String[] parts = pair.split("=", 2);
            values.put(parts[0], parts[1]);
        }
        return new Statistics(
                Shape.parse(answer.substring(0, answer.indexOf(" frames="))),
                number(values, "frames"),
                number(values, "bytes"),
                number(values, "lost"),
                number(values, "dropped"),
                number(values, "overruns"),
                Stream.of(values.getOrDefault("lateness", "0").split(",", -1))
                        .map(Long::valueOf)
                        .toList());
    }

    private static long number(Map<String, String> values, String name) {
        return Long.parseLong(values.getOrDefault(name, "0"));
    }

    private String ask(String line) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                BufferedReader reader =
                        new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            channel.write(StandardCharsets.UTF_8.encode(line + "\n"));
            String answer = reader.readLine();
            if (answer == null) {
                throw new LabFailure("the wire process hung up on: " + line);
            }
            return answer;
        } catch (IOException e) {
            throw new LabFailure("the wire process does not answer: " + e.getMessage(), e);
        }
    }
}
