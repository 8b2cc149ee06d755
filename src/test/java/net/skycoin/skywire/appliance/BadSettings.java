package net.skycoin.skywire.appliance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.random.RandomGeneratorFactory;

/** What a person, an editor or a dying card may make of skywire.toml. */
@SuppressWarnings("ImmutableEnumChecker") // Nobody else gets hold of the array or makes the lists.
enum BadSettings {
    EACH_FIELD_WRONG(
            """
            hostname = "-no-"
            ssh_keys = ["ssh-ed25519 broken"]
            role = "king"
            join = "skywire1damaged"
            exit = "12"
            unknown = 1

            [wifi]
            country = "Germany"
            hotspot = "yes"
            ssid = ""
            uplink_ssid = "0123456789012345678901234567890123456789"
            uplink_passphrase = "short"

            [lan]
            ipv4 = "8.8.8.8/33"

            [uplink]
            upload_kbit = -1

            [ports]
            eth0 = "wan"
            eth9 = "lan"
            """,
            List.of(
                    "hostname",
                    "ssh_keys",
                    "role",
                    "join",
                    "exit",
                    "unknown",
                    "wifi.country",
                    "wifi.hotspot",
                    "wifi.ssid",
                    "wifi.uplink_ssid",
                    "wifi.uplink_passphrase",
                    "lan.ipv4",
                    "uplink.upload_kbit",
                    "ports.eth0",
                    "ports.eth9")),
    BINARY(noise(4_096), List.of()),
    TEN_MEGABYTES("x = 1 # ten megabytes of this\n".repeat(350_000), List.of()),
    ZEROS(new byte[4_096], List.of()),
    NOT_UTF8("hostname = \"k\u00fcche\"\n".getBytes(ISO_8859_1), List.of()),
    QUOTE_LEFT_OPEN("hostname = \"kitchen\n", List.of()),
    TABLE_LEFT_OPEN("[wifi\nssid = \"x\"\n", List.of()),
    SAID_TWICE("hostname = \"a\"\nhostname = \"b\"\n", List.of("hostname")),
    VERY_DEEP("x = " + "[".repeat(50_000) + "]".repeat(50_000) + "\n", List.of()),
    MANY_FIELDS(manyFields(), List.of()),
    WRONG_TYPES("hostname = 7\nssh_keys = \"x\"\nwifi = 3\n", List.of("hostname", "wifi")),
    PASSPHRASE_WITHOUT_NETWORK(
            "[wifi]\nuplink_passphrase = \"long enough\"\n", List.of("wifi.uplink_ssid"));

    private final byte[] content;
    private final List<String> fields;

    BadSettings(byte[] content, List<String> fields) {
        this.content = content;
        this.fields = fields;
    }

    BadSettings(String content, List<String> fields) {
        this(content.getBytes(UTF_8), fields);
    }

    private static byte[] noise(int size) {
        byte[] bytes = new byte[size];
        RandomGeneratorFactory.getDefault().create(1).nextBytes(bytes);
        return bytes;
    }

    private static String manyFields() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            text.append("field").append(i).append(" = ").append(i).append('\n');
        }
        return text.toString();
    }

    byte[] content() {
        return content.clone();
    }

    /** What the report has to name. */
    List<String> fields() {
        return fields;
    }
}
