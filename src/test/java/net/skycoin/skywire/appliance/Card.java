package net.skycoin.skywire.appliance;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.skycoin.skywire.lab.Command;

/** An SD card in a reader: its partitions as files. */
final class Card {
    private static final Duration TOOL = Duration.ofMinutes(3);
    private static final int SECTOR = 512;
    private static final int TABLE = 446;
    private static final int ENTRY = 16;
    private static final int EXT_MAGIC_AT = 0x438;
    private static final int EXT_MAGIC = 0xef53;

    private final List<Path> partitions = new ArrayList<>();

    private Card(Path raw, Path directory) throws IOException {
        ByteBuffer table = ByteBuffer.allocate(SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        try (RandomAccessFile disk = new RandomAccessFile(raw.toFile(), "r")) {
            disk.readFully(table.array());
        }
        for (int number = 0; number < 4; number++) {
            long start = Integer.toUnsignedLong(table.getInt(TABLE + number * ENTRY + 8));
            long sectors = Integer.toUnsignedLong(table.getInt(TABLE + number * ENTRY + 12));
            if (sectors > 0) {
                Path file = directory.resolve("p" + (number + 1));
                require(
                        "dd",
                        "if=" + raw,
                        "of=" + file,
                        "bs=1M",
                        "iflag=skip_bytes,count_bytes",
                        "skip=" + start * SECTOR,
                        "count=" + sectors * SECTOR,
                        "conv=sparse",
                        "status=none");
                // What is sparse at the end is there, too.
                require("truncate", "-s", Long.toString(sectors * SECTOR), file.toString());
                partitions.add(file);
            }
        }
    }

    /**
     * Reads a card that no board has in use.
     *
     * @param file as QEMU keeps it
     * @param directory for copies
     */
    static Card read(Path file, Path directory) {
        try {
            Files.createDirectories(directory);
            Path raw = directory.resolve("raw");
            require("qemu-img", "convert", "-O", "raw", file.toString(), raw.toString());
            return new Card(raw, directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String require(String... command) {
        Command.Result result = Command.run(TOOL, List.of(command));
        if (!result.ok()) {
            throw new IllegalStateException(
                    String.join(" ", command) + ": " + result.errors() + result.output());
        }
        return result.output();
    }

    /** By its number, from 1. */
    Path partition(int number) {
        return partitions.get(number - 1);
    }

    int partitions() {
        return partitions.size();
    }

    /** A file on the boot partition; empty: it is not there. */
    String bootFile(String name) {
        Command.Result result =
                Command.run(TOOL, List.of("mtype", "-i", partition(1).toString(), "::" + name));
        return result.ok() ? result.output() : "";
    }

    /** A directory of a Linux partition, copied out; what it does not have is empty. */
    Path copyOut(int number, String directory, Path target) {
        try {
            Files.createDirectories(target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        require("debugfs", "-R", "rdump " + directory + " " + target, partition(number).toString());
        return target;
    }

    /** What fsck says about each file system that is not clean. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (int number = 1; number <= partitions.size(); number++) {
            String file = partition(number).toString();
            List<String> check = List.of("fsck.fat", "-n", file);
            if (number > 1) {
                if (!hasExt(partition(number))) {
                    continue; // The slot that no system was ever put into.
                }
                check = List.of("e2fsck", "-f", "-n", file);
            }
            Command.Result result = Command.run(TOOL, check);
            if (!result.ok()) {
                problems.add("partition " + number + ": " + result.output() + result.errors());
            }
        }
        return problems;
    }

    private static boolean hasExt(Path partition) {
        try (RandomAccessFile file = new RandomAccessFile(partition.toFile(), "r")) {
            file.seek(EXT_MAGIC_AT);
            return Short.toUnsignedInt(Short.reverseBytes(file.readShort())) == EXT_MAGIC;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
