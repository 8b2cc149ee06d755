package net.skycoin.skywire.chain;

import net.skycoin.skywire.sky.BlockHeader;
import net.skycoin.skywire.sky.Hash256;

/**
 * The newest block that a node has.
 *
 * @param time its block time, in seconds; the only clock that matters to money
 */
public record BlockHead(long sequence, Hash256 hash, long time) {
    /** Reads a header and computes its hash again. */
    static BlockHead read(Answer header) throws NodeException {
        BlockHeader block =
                new BlockHeader(
                        header.field("version").number(),
                        header.field("timestamp").number(),
                        header.field("seq").number(),
                        header.field("fee").hours(),
                        header.field("previous_block_hash").hash(),
                        header.field("tx_body_hash").hash(),
                        header.field("ux_hash").hash());
        if (!block.hash().equals(header.field("block_hash").hash())) {
            throw header.field("block_hash").nonsense("the hash of its header");
        }
        return new BlockHead(block.sequence(), block.hash(), block.time());
    }
}
