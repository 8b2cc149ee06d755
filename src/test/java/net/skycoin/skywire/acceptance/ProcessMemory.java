package net.skycoin.skywire.acceptance;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All that a process holds in its memory (proc(5): maps and mem), to look for what it may not know.
 */
final class ProcessMemory {
    private static final int BLOCK = 1 << 20;
    private static final Pattern READABLE = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) r.*");

    private final int pid;

    ProcessMemory(int pid) {
        this.pid = pid;
    }

    /** How often these bytes occur. */
    int count(byte[] needle) {
        try (RandomAccessFile memory = new RandomAccessFile("/proc/" + pid + "/mem", "r")) {
            int count = 0;
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/maps"))) {
                Matcher range = READABLE.matcher(line);
                if (range.matches() && !line.contains("[v")) { // vvar, vdso, vsyscall: the kernel's
                    count +=
                            count(
                                    memory,
                                    HexFormat.fromHexDigitsToLong(range.group(1)),
                                    HexFormat.fromHexDigitsToLong(range.group(2)),
                                    needle);
                }
            }
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int count(RandomAccessFile memory, long from, long to, byte[] needle) {
        byte[] block = new byte[BLOCK + needle.length - 1];
        int count = 0;
        for (long at = from; at < to; at += BLOCK) {
            int length = (int) Math.min(block.length, to - at);
            try {
                memory.seek(at);
                memory.readFully(block, 0, length);
            } catch (IOException _) {
                continue; // Mapped, but there is nothing behind it.
            }
            count += count(block, length, needle);
        }
        return count;
    }

    private static int count(byte[] text, int length, byte[] needle) {
        int count = 0;
        for (int i = 0; i + needle.length <= length; i++) {
            if (text[i] == needle[0] && text[i + 1] == needle[1] && matches(text, i, needle)) {
                count++;
            }
        }
        return count;
    }

    private static boolean matches(byte[] text, int at, byte[] needle) {
        for (int i = 0; i < needle.length; i++) {
            if (text[at + i] != needle[i]) {
                return false;
            }
        }
        return true;
    }
}
