package net.skycoin.skywire.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The frames of a capture file (classic pcap, Ethernet), in the order they were seen. */
public final class Recording {
    private static final int MAGIC_MICROS = 0xa1b2c3d4;
    private static final int MAGIC_NANOS = 0xa1b23c4d;
    private static final int LINK_ETHERNET = 1;

    private final String name;
    private final List<Frame> frames;

    Recording(String name, List<Frame> frames) {
        this.name = name;
        this.frames = List.copyOf(frames);
    }

    static Recording read(String name, Path file) {
        try {
            return parse(name, ByteBuffer.wrap(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (BufferUnderflowException e) {
            throw new LabFailure(file + " is no complete capture file", e);
        }
    }

    static Recording parse(String name, ByteBuffer data) {
        data.order(ByteOrder.LITTLE_ENDIAN);
        int magic = data.getInt(0);
        if (magic != MAGIC_MICROS && magic != MAGIC_NANOS) {
            data.order(ByteOrder.BIG_ENDIAN);
            magic = data.getInt(0);
        }
        if ((magic != MAGIC_MICROS && magic != MAGIC_NANOS) || data.getInt(20) != LINK_ETHERNET) {
            throw new LabFailure(name + " is no capture of Ethernet frames");
        }
        long fractionNs = magic == MAGIC_NANOS ? 1 : 1_000;
        data.position(24);
        List<Frame> frames = new ArrayList<>();
        while (data.hasRemaining()) {
            long timeNs = data.getInt() * 1_000_000_000L + data.getInt() * fractionNs;
            byte[] bytes = new byte[data.getInt()];
            data.getInt(); // The length on the wire; nothing is cut off.
            data.get(bytes);
            frames.add(new Frame(timeNs, bytes));
        }
        return new Recording(name, frames);
    }

    /** Node and interface. */
    public String name() {
        return name;
    }

    public List<Frame> frames() {
        return frames;
    }

    public List<Frame> frames(Predicate<Frame> which) {
        return frames.stream().filter(which).toList();
    }

    /** The frames that carry one of the runs anywhere, headers included. */
    public List<Frame> containing(ByteRuns runs) {
        return frames(frame -> runs.findIn(frame.bytes(), 0) >= 0);
    }

    @Override
    public String toString() {
        return name + ": " + frames.size() + " frames";
    }
}
