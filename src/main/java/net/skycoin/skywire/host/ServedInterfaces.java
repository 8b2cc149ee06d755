package net.skycoin.skywire.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives the router's addresses to the interfaces of the networks that it serves, also to one that
 * appears later, or loses them: a hotspot's radio may be missing at the start, and is taken down
 * and up by hostapd, at which the kernel forgets IPv6 addresses. Called again and again; costs a
 * look at the platform's own list as long as nothing is missing.
 */
public final class ServedInterfaces {
    private static final Path DEVICES = Path.of("/sys/class/net");

    /** Calls to skip, at most, where giving an address failed. */
    private static final int LONGEST_PAUSE = 300;

    private final RouterNetwork network;
    private final List<ServedNetwork> served;
    private final Map<String, Pause> pauses = new HashMap<>();

    /** How often an interface refused, and how many calls to leave it alone. */
    private record Pause(int length, int left) {
        static final Pause NONE = new Pause(0, 0);

        Pause longer() {
            int next = Math.min(LONGEST_PAUSE, 2 * length + 1);
            return new Pause(next, next);
        }
    }

    public ServedInterfaces(RouterNetwork network, List<ServedNetwork> served) {
        this.network = network;
        this.served = List.copyOf(served);
    }

    /** Completes every interface that is there; throws when one refuses, and waits with it then. */
    public void complete() throws HostException {
        for (ServedNetwork one : served) {
            for (String name : one.interfaces()) {
                Pause pause = pauses.getOrDefault(name, Pause.NONE);
                if (pause.left > 0) {
                    pauses.put(name, new Pause(pause.length, pause.left - 1));
                } else {
                    complete(name, one, pause);
                }
            }
        }
    }

    private void complete(String name, ServedNetwork one, Pause pause) throws HostException {
        String index = index(name);
        if (index.isEmpty() || hasAddresses(name, one)) {
            return;
        }
        try {
            network.lanAddresses(name, one);
            pauses.remove(name);
        } catch (HostException e) {
            // One that went away between the commands, or is another one by now, has not refused.
            if (index.equals(index(name))) {
                pauses.put(name, pause.longer());
                throw e;
            }
        }
    }

    /** What tells an interface from a later one of the same name; empty where there is none. */
    private static String index(String name) {
        try {
            return Files.readString(DEVICES.resolve(name).resolve("ifindex"));
        } catch (IOException _) {
            return "";
        }
    }

    private static boolean hasAddresses(String name, ServedNetwork network) {
        try {
            NetworkInterface device = NetworkInterface.getByName(name);
            if (device == null) {
                return false; // The platform lists only those with an address.
            }
            // Without the scope that the platform adds to each.
            Set<String> present = new HashSet<>();
            device.inetAddresses().forEach(address -> present.add(bytes(address)));
            return present.contains(bytes(network.address()))
                    && present.contains(bytes(network.ipv6()));
        } catch (SocketException _) {
            return true; // No list this time; the next one counts.
        }
    }

    private static String bytes(InetAddress address) {
        return java.util.HexFormat.of().formatHex(address.getAddress());
    }
}
