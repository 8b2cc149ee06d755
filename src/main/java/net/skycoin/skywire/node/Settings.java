package net.skycoin.skywire.node;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.Invite;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of an appliance says in {@code skywire.toml}, checked. {@link SettingsSchema} is
 * its text form, {@link Appliance} what it means for the configuration, {@link SystemFiles} what it
 * means for the rest of the system.
 *
 * @param sshKeys who may administer the box, as lines of authorized_keys
 * @param roles null where the configuration's are to stay
 * @param join whom to dial and where to leave the mesh, besides what is known already
 * @param exits in order of preference; empty where the configuration's are to stay
 * @param lan the router's address in its LAN; null where the configuration's is to stay
 * @param uploadKbit what the line to the internet takes, 1,000 bits per second; null where the
 *     configuration's is to stay
 * @param ports by name; each is there
 */
record Settings(
        String hostname,
        List<String> sshKeys,
        @Nullable Set<Config.Role> roles,
        @Nullable Invite join,
        List<PublicKey> exits,
        Wifi wifi,
        @Nullable IpPrefix lan,
        @Nullable Integer uploadKbit,
        Map<String, PortRole> ports) {
    /** What an empty file would mean. */
    static final Settings DEFAULT =
            new Settings(
                    "skywire",
                    List.of(),
                    null,
                    null,
                    List.of(),
                    new Wifi(null, true, Band.GHZ_2_4, "Skywire", null, null),
                    null,
                    null,
                    Appliance.portsByDefault());

    /**
     * The radios.
     *
     * @param country two letters; the radio keeps to what is allowed everywhere without
     * @param hotspot whether guests are served by wifi
     * @param uplinkSsid the network to use as an uplink; null for none
     * @param uplinkPassphrase null for an open network; {@link SettingsFile#APPLIED} for the one
     *     that is known already
     */
    record Wifi(
            @Nullable String country,
            boolean hotspot,
            Band band,
            String ssid,
            @Nullable String uplinkSsid,
            @Nullable String uplinkPassphrase) {
        /** Whether the passphrase is the one that was taken out of the file. */
        boolean keepsPassphrase() {
            return SettingsFile.APPLIED.equals(uplinkPassphrase);
        }
    }

    /** Where the hotspot is; one channel in each that needs no waiting for radars. */
    enum Band {
        GHZ_2_4("2.4", "g", 6),
        GHZ_5("5", "a", 36);

        private final String text;
        private final String mode;
        private final int channel;

        Band(String text, String mode, int channel) {
            this.text = text;
            this.mode = mode;
            this.channel = channel;
        }

        /** In GHz, as the settings have it. */
        String text() {
            return text;
        }

        /** As hostapd names it. */
        String mode() {
            return mode;
        }

        int channel() {
            return channel;
        }
    }

    /** What an ethernet port is for. */
    enum PortRole {
        AUTO,
        LAN,
        UPLINK;

        /** As the settings have it. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
