package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import net.skycoin.skywire.bytes.Hex;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.identity.NodeAddress;
import net.skycoin.skywire.identity.NodeName;
import net.skycoin.skywire.node.ExitException;
import net.skycoin.skywire.node.IdentityFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes a key pair, or tells the public half of one. */
@Command(
        name = "keygen",
        description = {
            "Prints a new key pair, which is stored nowhere.",
            "With a FILE, prints the public key of that identity file."
        })
final class KeygenCommand extends BodyCommand {
    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description = "an identity file, such as /var/lib/skywire/identity.key")
    private @Nullable Path file;

    @Override
    JsonNode body() throws ExitException {
        if (file != null) {
            try (PrivateKey key = IdentityFile.at(file).load()) {
                return describe(key.publicKey());
            }
        }
        try (PrivateKey key = PrivateKey.generate(new SecureRandom())) {
            byte[] secret = key.copySecret();
            ObjectNode body = describe(key.publicKey()).put("secret", Hex.encode(secret));
            Arrays.fill(secret, (byte) 0);
            return body;
        }
    }

    private static ObjectNode describe(PublicKey key) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("key", key.toString())
                .put("address", NodeAddress.of(key).toString())
                .put("name", NodeName.of(key));
    }

    @Override
    void render(JsonNode body, Page page) {
        Page.Table table = page.table("", "");
        body.properties().forEach(field -> table.row(field.getKey(), field.getValue().asText()));
        table.print("");
    }
}
