package net.skycoin.skywire.identity;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.fuzz.FuzzTarget;
import net.skycoin.skywire.fuzz.FuzzTargets;

/** Names of nodes and the keys that they stand for. */
public final class IdentityFuzz implements FuzzTargets {
    private static final PublicKey KEY = PrivateKey.generate(new Random(1)).publicKey();

    @Override
    public List<FuzzTarget> targets() {
        return List.of(
                FuzzTarget.roundTrip(
                        "identity.name",
                        input -> NodeName.parse(new String(input, StandardCharsets.UTF_8)),
                        key -> NodeName.of(key).getBytes(StandardCharsets.UTF_8),
                        NodeName.of(KEY).getBytes(StandardCharsets.UTF_8)),
                FuzzTarget.roundTrip(
                        "identity.key", PublicKey::parse, PublicKey::toBytes, KEY.toBytes()));
    }
}
