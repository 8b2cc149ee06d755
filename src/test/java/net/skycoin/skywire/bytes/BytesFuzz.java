package net.skycoin.skywire.bytes;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.skycoin.skywire.fuzz.FuzzTarget;
import net.skycoin.skywire.fuzz.FuzzTargets;

/** Text forms of bytes. */
public final class BytesFuzz implements FuzzTargets {
    @Override
    public List<FuzzTarget> targets() {
        return List.of(
                FuzzTarget.roundTrip(
                        "bytes.base32",
                        input -> Base32.decode(text(input)),
                        bytes -> Base32.encode(bytes).getBytes(StandardCharsets.ISO_8859_1),
                        "abcd2345".getBytes(StandardCharsets.ISO_8859_1)),
                FuzzTarget.roundTrip(
                        "bytes.hex",
                        input -> Hex.decode(text(input)),
                        bytes -> Hex.encode(bytes).getBytes(StandardCharsets.ISO_8859_1),
                        "00fF".getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.ISO_8859_1);
    }
}
