package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.skycoin.skywire.node.ExitCode;
import net.skycoin.skywire.node.ExitException;

/**
 * How a place is written on the command line: {@code udp:10.0.0.2:7373} or {@code
 * udp:[2001:db8::2]:7373}, after {@code KEY@} where it is a certain node's. Only the form is
 * checked here; what the parts may be is the configuration's matter.
 */
final class PeerText {
    private static final Pattern PLACE =
            Pattern.compile(
                    "(?<transport>[a-z0-9-]+):(\\[(?<ipv6>[^]]*)]|(?<ipv4>[^:]*)):(?<port>[0-9]{1,9})");

    private PeerText() {}

    /** {@code KEY@TRANSPORT:ADDRESS:PORT} as an entry of {@code peers}. */
    static ObjectNode peer(String option, String text) throws ExitException {
        int at = text.indexOf('@');
        if (at < 0) {
            throw refused(
                    option, text, "KEY@TRANSPORT:ADDRESS:PORT, such as KEY@udp:192.0.2.1:7373");
        }
        ObjectNode peer = JsonNodeFactory.instance.objectNode().put("key", text.substring(0, at));
        return peer.setAll(place(option, text.substring(at + 1)));
    }

    /** {@code TRANSPORT:ADDRESS:PORT} as an entry of {@code listen}. */
    static ObjectNode place(String option, String text) throws ExitException {
        Matcher match = PLACE.matcher(text);
        if (!match.matches()) {
            throw refused(
                    option,
                    text,
                    "TRANSPORT:ADDRESS:PORT, such as udp:192.0.2.1:7373, IPv6 addresses in [ ]");
        }
        String ipv6 = match.group("ipv6");
        return JsonNodeFactory.instance
                .objectNode()
                .put("transport", match.group("transport"))
                .put("address", ipv6 == null ? match.group("ipv4") : ipv6)
                .put("port", Integer.parseInt(match.group("port")));
    }

    private static ExitException refused(String option, String text, String form) {
        return new ExitException(
                ExitCode.CONFIGURATION, option + " is \"" + text + "\"; it must be " + form);
    }
}
