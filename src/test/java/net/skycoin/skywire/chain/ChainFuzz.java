package net.skycoin.skywire.chain;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.skycoin.skywire.fuzz.FuzzTarget;
import net.skycoin.skywire.fuzz.FuzzTargets;
import net.skycoin.skywire.skycoin.Vectors;

/** What a Skycoin node answers, and the files of Skycoin's own wallets. */
public final class ChainFuzz implements FuzzTargets {
    private static final String BIP44 =
            """
            {"meta":{"coin":"skycoin","type":"bip44","encrypted":"false","seed":"x"},"accounts":\
            [{"chains":[{"chain":"external","entries":[{"address":"9BSEAEE3XGtQ2X43BCT2XCYgheGLQQigEG"}]}]}]}""";

    @Override
    public List<FuzzTarget> targets() {
        return List.of(
                FuzzTarget.of(
                        "chain.outputs",
                        input -> answer(() -> UnspentOutputs.read(Answer.parse(input, "x"))),
                        compact("rest/outputs-addrs.golden")),
                FuzzTarget.of(
                        "chain.transaction",
                        input -> answer(() -> LedgerEntry.read(Answer.parse(input, "x"))),
                        compact("rest/transaction-block-101.golden"),
                        compact("rest/transaction-verbose-block-101.golden"),
                        compact("rest/transaction-unconfirmed.golden")),
                FuzzTarget.of(
                        "chain.wallet-file",
                        input -> answer(() -> SkycoinWalletFile.parse(input).isEncrypted()),
                        compact("wallet/test1.wlt"),
                        compact("wallet/sha256xor-encrypted.wlt"),
                        BIP44.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] compact(String name) {
        return Vectors.json(name).toString().getBytes(StandardCharsets.UTF_8);
    }

    private interface Reading {
        void run() throws NodeException, SkycoinWalletFile.UnusableException;
    }

    /** Refused by a sentence, or read. */
    private static void answer(Reading reading) {
        try {
            reading.run();
        } catch (NodeException | SkycoinWalletFile.UnusableException e) {
            String words = String.valueOf(e.getMessage());
            if (!words.endsWith(".") || words.length() > 500) {
                throw new AssertionError("no sentence: " + words, e);
            }
        }
    }
}
