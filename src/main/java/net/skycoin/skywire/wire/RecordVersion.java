package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;

/**
 * Orders the records of one key and kind: the boot counter first, which the publisher stores and
 * counts up at each start, then the sequence since that start. Both are unsigned 32-bit numbers.
 */
public record RecordVersion(long bootCounter, long sequence) implements Comparable<RecordVersion> {
    static final int LENGTH = 8;

    private static final long MAX = 0xffff_ffffL;

    public RecordVersion {
        if (bootCounter < 0 || bootCounter > MAX || sequence < 0 || sequence > MAX) {
            throw new IllegalArgumentException("not a version: " + bootCounter + "." + sequence);
        }
    }

    static RecordVersion read(ByteReader reader) {
        return new RecordVersion(reader.u32(), reader.u32());
    }

    void emit(ByteWriter writer) {
        writer.i32((int) bootCounter).i32((int) sequence);
    }

    /** The version after this one; the last of all is its own successor. */
    public RecordVersion next() {
        if (sequence < MAX) {
            return new RecordVersion(bootCounter, sequence + 1);
        }
        return bootCounter < MAX ? new RecordVersion(bootCounter + 1, 0) : this;
    }

    public boolean isNewerThan(RecordVersion other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(RecordVersion other) {
        int byBoot = Long.compare(bootCounter, other.bootCounter);
        return byBoot != 0 ? byBoot : Long.compare(sequence, other.sequence);
    }

    @Override
    public String toString() {
        return bootCounter + "." + sequence;
    }
}
