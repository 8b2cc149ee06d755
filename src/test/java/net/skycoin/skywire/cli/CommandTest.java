package net.skycoin.skywire.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import net.skycoin.skywire.control.StrictJson;
import org.junit.jupiter.api.io.TempDir;

/** Runs commands as a shell would, and looks at what comes back. */
abstract class CommandTest {
    /** The generator of secp256k1 and its double (SEC 2, section 2.4.1), well-known points. */
    static final String KEY = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";

    static final String OTHER =
            "02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5";

    @TempDir Path directory;

    /** What one command left. */
    record Run(int exit, String out, String err) {
        Run expect(int code) {
            assertEquals(code, exit, out + err);
            assertFalse((out + err).contains("\tat "), err);
            assertEquals(code == 0, err.isEmpty(), err);
            return this;
        }

        Run says(String... texts) {
            for (String text : texts) {
                assertTrue((out + err).contains(text), text + " is not in:\n" + out + err);
            }
            return this;
        }

        JsonNode json() {
            return tree(out);
        }
    }

    Run run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] all = new String[arguments.length + 4];
        all[0] = "--data";
        all[1] = data().toString();
        all[2] = "--run";
        all[3] = directory.toString();
        System.arraycopy(arguments, 0, all, 4, arguments.length);
        int exit = Skywire.execute(new PrintWriter(out), new PrintWriter(err, true), all);
        return new Run(exit, out.toString(), err.toString());
    }

    Path data() {
        return directory.resolve("data");
    }

    static JsonNode tree(String text) {
        try {
            return StrictJson.parse(text.getBytes(StandardCharsets.UTF_8));
        } catch (StrictJson.SyntaxException e) {
            return JsonNodeFactory.instance.textNode("not JSON: " + e.getMessage() + ": " + text);
        }
    }
}
