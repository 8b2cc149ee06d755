package net.skycoin.skywire.host;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Notices that the machine has been given an address: an uplink came back, or was renumbered. It
 * looks once a second, for which the platform's own list is enough. One thread of its own.
 */
public final class AddressMonitor implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final Set<String> ignored;
    private final Runnable addressAdded;
    private final Thread thread;
    private Set<InetAddress> known = Set.of();

    /**
     * Begins to look.
     *
     * @param ignored interfaces whose addresses do not count
     * @param addressAdded told on the monitor's thread
     */
    public AddressMonitor(Set<String> ignored, Runnable addressAdded) {
        this.ignored = Set.copyOf(ignored);
        this.addressAdded = addressAdded;
        known = addresses();
        thread = Thread.ofVirtual().name("addresses").start(this::run);
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(PERIOD);
                look();
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    private void look() {
        Set<InetAddress> now = addresses();
        if (!known.containsAll(now)) {
            addressAdded.run();
        }
        known = now;
    }

    private Set<InetAddress> addresses() {
        try (Stream<NetworkInterface> interfaces = NetworkInterface.networkInterfaces()) {
            return interfaces
                    .filter(one -> !ignored.contains(one.getName()))
                    .flatMap(NetworkInterface::inetAddresses)
                    .collect(Collectors.toCollection(HashSet::new));
        } catch (SocketException _) {
            return known; // No list this time; the next one counts.
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
