package net.skycoin.skywire.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.control.Problem;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.Invite;
import org.jspecify.annotations.Nullable;

/**
 * {@code skywire.toml}: which fields there are, what is allowed in each, what they are when absent.
 * Reading reports every problem at once.
 */
final class SettingsSchema {
    private static final String HOSTNAME = "1 to 63 letters, digits and hyphens, a letter first";
    private static final String SSH_KEY =
            "one line of a public key such as \"ssh-ed25519 AAAA... me@laptop\"";
    private static final String ROLE = "\"router\", \"relay\" or \"exit\"";
    private static final String JOIN = "the line that \"skywire invite\" printed, all of it";
    private static final String EXIT = "the 66 hex digits of a public key";
    private static final String LAN =
            ConfigRules.LAN + ", such as \"" + Appliance.DEFAULT.vpn().lan().ipv4() + "\"";
    private static final String COUNTRY = "the two capital letters of a country, such as \"DE\"";
    private static final String BAND = "\"2.4\" or \"5\", in quotes";
    private static final String SSID = "the name of a wifi network, 1 to 32 bytes";
    private static final String PASSPHRASE =
            "8 to 63 ASCII characters, or the 64 hex digits of a key";
    private static final String PORT_ROLE = "\"auto\", \"lan\" or \"uplink\"";

    private static final Pattern HOST_NAME =
            Pattern.compile("[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?");
    private static final Pattern PASS_PHRASE = Pattern.compile("[ -~]{8,63}|[0-9A-Fa-f]{64}");
    private static final Pattern KEY_LINE =
            Pattern.compile("([a-z0-9@.-]+) +([A-Za-z0-9+/]+={0,2})( +[ -~]*)?");
    private static final Set<String> KEY_TYPES =
            Set.of(
                    "ssh-ed25519",
                    "ssh-rsa",
                    "ecdsa-sha2-nistp256",
                    "ecdsa-sha2-nistp384",
                    "ecdsa-sha2-nistp521",
                    "sk-ssh-ed25519@openssh.com",
                    "sk-ecdsa-sha2-nistp256@openssh.com");
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());
    private static final int LONGEST_SSID = 32;

    private SettingsSchema() {}

    /** The settings in a document; of use only when no problem was added. */
    static Settings read(JsonNode document, List<Problem> problems) {
        ConfigFields fields = ConfigFields.of(document, problems);
        Settings otherwise = Settings.DEFAULT;
        Settings settings =
                new Settings(
                        fields.text(
                                "hostname",
                                otherwise.hostname(),
                                HOSTNAME,
                                text -> HOST_NAME.matcher(text).matches() ? text : null),
                        fields.texts("ssh_keys", List.of(), SSH_KEY, SettingsSchema::sshKey),
                        roles(fields),
                        fields.optionalText("join", JOIN, Invite::parse),
                        fields.oneOrMoreTexts("exit", List.of(), EXIT, PublicKey::parseHex),
                        wifi(fields.object("wifi"), otherwise.wifi()),
                        lan(fields.object("lan")),
                        upload(fields.object("uplink")),
                        ports(fields.object("ports")));
        fields.end();
        if (problems.isEmpty()) {
            check(settings, problems);
        }
        return settings;
    }

    private static @Nullable Set<Config.Role> roles(ConfigFields fields) {
        List<Config.Role> roles =
                fields.oneOrMoreTexts(
                        "role",
                        List.of(),
                        ROLE,
                        text -> ConfigSchema.oneOf(Config.Role.values(), Config.Role::text, text));
        return roles.isEmpty() ? null : EnumSet.copyOf(roles);
    }

    /** The key type is said twice: in the line, and in what is encoded. */
    private static @Nullable String sshKey(String text) {
        var line = KEY_LINE.matcher(text.strip());
        if (!line.matches() || !KEY_TYPES.contains(line.group(1))) {
            return null;
        }
        try {
            ByteReader blob = new ByteReader(Base64.getDecoder().decode(line.group(2)));
            byte[] type = line.group(1).getBytes(StandardCharsets.US_ASCII);
            boolean same =
                    blob.u32() == type.length
                            && Arrays.equals(type, blob.bytes(type.length))
                            && blob.remaining() > 0;
            return same ? line.group() : null;
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private static Settings.Wifi wifi(ConfigFields fields, Settings.Wifi otherwise) {
        Settings.Wifi wifi =
                new Settings.Wifi(
                        fields.optionalText(
                                "country", COUNTRY, text -> COUNTRIES.contains(text) ? text : null),
                        fields.flag("hotspot", otherwise.hotspot()),
                        fields.text(
                                "band",
                                otherwise.band(),
                                BAND,
                                text ->
                                        ConfigSchema.oneOf(
                                                Settings.Band.values(), Settings.Band::text, text)),
                        fields.text("ssid", otherwise.ssid(), SSID, SettingsSchema::ssid),
                        fields.optionalText("uplink_ssid", SSID, SettingsSchema::ssid),
                        fields.secretText(
                                "uplink_passphrase",
                                PASSPHRASE,
                                text -> PASS_PHRASE.matcher(text).matches() ? text : null));
        fields.end();
        return wifi;
    }

    private static @Nullable String ssid(String text) {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        boolean good =
                length >= 1
                        && length <= LONGEST_SSID
                        && text.codePoints().noneMatch(Character::isISOControl);
        return good ? text : null;
    }

    private static @Nullable IpPrefix lan(ConfigFields fields) {
        IpPrefix address =
                fields.optionalText(
                        "ipv4",
                        LAN,
                        text -> {
                            IpPrefix prefix = IpPrefix.parse(text);
                            return prefix != null && ConfigRules.isLan(prefix) ? prefix : null;
                        });
        fields.end();
        return address;
    }

    private static @Nullable Integer upload(ConfigFields fields) {
        int kbit = fields.number("upload_kbit", -1, 0, ConfigSchema.MOST_KBIT);
        fields.end();
        return kbit < 0 ? null : kbit;
    }

    private static Map<String, Settings.PortRole> ports(ConfigFields fields) {
        Map<String, Settings.PortRole> ports = new LinkedHashMap<>();
        Settings.DEFAULT
                .ports()
                .forEach(
                        (name, otherwise) ->
                                ports.put(
                                        name,
                                        fields.text(
                                                name,
                                                otherwise,
                                                PORT_ROLE,
                                                text ->
                                                        ConfigSchema.oneOf(
                                                                Settings.PortRole.values(),
                                                                Settings.PortRole::text,
                                                                text))));
        fields.end();
        return ports;
    }

    /** What the fields must be to each other. */
    private static void check(Settings settings, List<Problem> problems) {
        Settings.Wifi wifi = settings.wifi();
        if (wifi.hotspot() && wifi.band() == Settings.Band.GHZ_5 && wifi.country() == null) {
            String allowed = COUNTRY + ", because wifi.band is \"5\"";
            problems.add(new Problem(Problem.MISSING, "wifi.country", null, allowed));
        }
        if (wifi.uplinkPassphrase() != null && wifi.uplinkSsid() == null) {
            String allowed = SSID + ", because there is a wifi.uplink_passphrase";
            problems.add(new Problem(Problem.MISSING, "wifi.uplink_ssid", null, allowed));
        }
    }
}
