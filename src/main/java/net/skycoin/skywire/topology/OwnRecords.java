package net.skycoin.skywire.topology;

import java.util.List;
import java.util.function.Supplier;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.LinkStates;
import net.skycoin.skywire.wire.MapRecord;
import net.skycoin.skywire.wire.NodeDescriptor;
import net.skycoin.skywire.wire.RecordVersion;
import org.jspecify.annotations.Nullable;

/**
 * Signs this node's own records and puts them into the map, from where they spread. The descriptor
 * is published at once when the onion key changes, the link states soon after links came or went;
 * both are renewed at half of their lifetime.
 *
 * <p>Single-threaded: the engine's thread only.
 */
public final class OwnRecords {
    private static final long SECOND_NS = 1_000_000_000L;

    private final PublicationSettings settings;
    private final PrivateKey identity;
    private final NetworkMap map;
    private final Timers timers;
    private final LinkListing listing;
    private final HoldDown holdDown;
    private final long renewalNs;

    private RecordVersion descriptorVersion;
    private RecordVersion linkStatesVersion;
    private @Nullable PublicKey onionKey;
    private Timers.@Nullable Timer descriptorTimer;
    private Timers.@Nullable Timer linkStatesTimer;
    private boolean changePending;
    private boolean closed;

    /**
     * @param bootCounter counted up at each start of the daemon; unsigned 32 bits
     * @param links the node's links at the moment of the call, at most one per neighbour
     */
    public OwnRecords(
            PublicationSettings settings,
            PrivateKey identity,
            long bootCounter,
            NetworkMap map,
            Timers timers,
            Supplier<List<LocalLink>> links) {
        this.settings = settings;
        this.identity = identity;
        this.map = map;
        this.timers = timers;
        this.listing = new LinkListing(map, timers, links, settings.price());
        this.holdDown = new HoldDown(timers.nowNs());
        this.renewalNs = settings.lifetimeSeconds() * SECOND_NS / 2;
        this.descriptorVersion = new RecordVersion(bootCounter, 0);
        this.linkStatesVersion = descriptorVersion;
        // A neighbour is listed only once its descriptor is here.
        map.addChangeListener(this::linksChanged);
    }

    /** Publishes a new onion key at once. */
    public void onionKeyChanged(PublicKey key) {
        onionKey = key;
        publishDescriptor();
    }

    /** Links came or went, or carry larger or smaller datagrams than before. */
    public void linksChanged() {
        if (settings.publish() && !closed && !changePending && listing.isOutdated()) {
            changePending = true;
            timers.after(holdDown.delayNs(timers.nowNs()), this::publishChange);
        }
    }

    /**
     * A genuine record of our key is newer than ours: a former life counted further than we know.
     * It is outbid, as a router outbids its own stale advertisements in RFC 2328, section 13.4.
     */
    public void outbid(MapRecord stale) {
        switch (stale.kind()) {
            case DESCRIPTOR -> {
                descriptorVersion = later(descriptorVersion, stale.version());
                publishDescriptor();
            }
            case LINK_STATES -> {
                linkStatesVersion = later(linkStatesVersion, stale.version());
                publishLinkStates();
            }
        }
    }

    private static RecordVersion later(RecordVersion a, RecordVersion b) {
        return a.isNewerThan(b) ? a : b;
    }

    /** Publishes nothing more. */
    public void close() {
        closed = true;
        cancel(descriptorTimer);
        cancel(linkStatesTimer);
    }

    private static void cancel(Timers.@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }

    private void publishDescriptor() {
        if (!settings.publish() || closed || onionKey == null) {
            return;
        }
        descriptorVersion = descriptorVersion.next();
        publish(
                NodeDescriptor.sign(
                        descriptorVersion,
                        settings.lifetimeSeconds(),
                        settings.content(onionKey),
                        identity));
        cancel(descriptorTimer);
        descriptorTimer = timers.after(renewalNs, this::publishDescriptor);
    }

    private void publishChange() {
        changePending = false;
        holdDown.waited(timers.nowNs());
        if (!closed && listing.isOutdated()) {
            publishLinkStates();
        }
    }

    private void publishLinkStates() {
        if (!settings.publish() || closed) {
            return;
        }
        linkStatesVersion = linkStatesVersion.next();
        publish(
                LinkStates.sign(
                        linkStatesVersion, settings.lifetimeSeconds(), listing.renew(), identity));
        cancel(linkStatesTimer);
        linkStatesTimer = timers.after(renewalNs, this::publishLinkStates);
    }

    private void publish(MapRecord record) {
        map.put(record, 0, identity.publicKey());
    }
}
