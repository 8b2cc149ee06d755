package net.skycoin.skywire.sky;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The header of a block, 124 bytes; its hash names the block.
 *
 * @param time seconds
 * @param sequence number of the block; the genesis block is 0
 * @param fee coin hours that its transactions burn
 * @param body Merkle root of the names of its transactions
 * @param unspents checksum of the outputs that were unspent before it
 */
public record BlockHeader(
        long version,
        long time,
        long sequence,
        CoinHours fee,
        Hash256 previous,
        Hash256 body,
        Hash256 unspents) {
    /** Bytes of a header. */
    public static final int LENGTH = 4 + 3 * Long.BYTES + 3 * Hash256.LENGTH;

    /** The header of these bytes; null unless they are one. */
    public static @Nullable BlockHeader parse(byte[] bytes) {
        SkyReader in = new SkyReader(bytes);
        long version = in.u32();
        long time = in.i64();
        long sequence = in.i64();
        long fee = in.i64();
        Hash256 previous = in.hash();
        Hash256 body = in.hash();
        Hash256 unspents = in.hash();
        return in.finished() && time >= 0 && sequence >= 0 && fee >= 0
                ? new BlockHeader(
                        version, time, sequence, new CoinHours(fee), previous, body, unspents)
                : null;
    }

    public byte[] toBytes() {
        return new SkyWriter(LENGTH)
                .u32(version)
                .i64(time)
                .i64(sequence)
                .i64(fee.value())
                .hash(previous)
                .hash(body)
                .hash(unspents)
                .finish();
    }

    public Hash256 hash() {
        return Hash256.over(toBytes());
    }

    /** The Merkle root of names, padded with zero hashes to a power of two; at least one name. */
    public static Hash256 merkleRoot(List<TransactionId> transactions) {
        List<Hash256> level =
                new ArrayList<>(transactions.stream().map(TransactionId::hash).toList());
        while (Integer.bitCount(level.size()) != 1) {
            level.add(Hash256.ZERO);
        }
        while (level.size() > 1) {
            List<Hash256> parents = new ArrayList<>();
            for (int i = 0; i < level.size(); i += 2) {
                parents.add(Hash256.over(level.get(i).toBytes(), level.get(i + 1).toBytes()));
            }
            level = parents;
        }
        return level.getFirst();
    }
}
