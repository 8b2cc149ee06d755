package net.skycoin.skywire.sim;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Consumer;
import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.hub.MemoryHubStore;
import net.skycoin.skywire.node.Engine;
import net.skycoin.skywire.pay.HubBooks;
import net.skycoin.skywire.pay.HubGate;
import net.skycoin.skywire.pay.PayRecord;
import net.skycoin.skywire.pay.PaySettings;
import net.skycoin.skywire.pay.Price;
import net.skycoin.skywire.sky.SkyAddress;
import net.skycoin.skywire.wire.ChannelTerms;
import net.skycoin.skywire.wire.ChannelVoucher;
import net.skycoin.skywire.wire.HubCode;
import net.skycoin.skywire.wire.HubOperation;
import net.skycoin.skywire.wire.HubRequest;

/** The money of a virtual node: its price, its account, and a disk that outlives its crashes. */
final class VirtualPurse {
    /** Some day in 2026, when the virtual clock shows zero. */
    static final long UNIX_SECONDS = 1_790_000_000;

    private static final long SECOND_NS = 1_000_000_000;
    private static final long HUB_NS = 40_000_000;
    private static final long DISK_NS = 5_000_000;

    /** The hub of a virtual network: the product's rules over books in memory. */
    static final class Hub {
        final PrivateKey identity = PrivateKey.generate(new Random(99));
        final MemoryHubStore store = new MemoryHubStore();
        private int addresses;
        private int outputs;
        private final HubBooks books = new HubBooks(store, identity, this::address);

        private String address() {
            byte[] hash = new byte[20];
            hash[0] = (byte) addresses;
            hash[1] = (byte) (addresses++ >> 8);
            return SkyAddress.ofKeyHash(hash).toString();
        }

        HubBooks.Done ask(PrivateKey account, HubOperation operation, long nowSeconds) {
            HubRequest request =
                    HubRequest.sign(identity.publicKey(), account, 0, new byte[32], operation);
            return books.handle(request, nowSeconds);
        }

        void deposit(PrivateKey account, long droplets) {
            HubBooks.Done done = ask(account, new HubOperation.Deposit(), UNIX_SECONDS);
            String address = new String(done.payload(), US_ASCII);
            books.deposited(address, "output " + outputs++, droplets, UNIX_SECONDS);
        }

        long balance(PublicKey account) {
            var known = store.account(account);
            return known == null ? 0 : known.balance().value();
        }
    }

    final Hub hub;
    final PrivateKey account;
    private final Price price;
    private final long freeBytesPerSecond;
    private final Map<String, PayRecord> disk = new LinkedHashMap<>();
    private int life;

    VirtualPurse(Hub hub, long price, long droplets, long freeBytesPerSecond, long seed) {
        this.hub = hub;
        this.price = new Price(new NanoSky(price));
        this.freeBytesPerSecond = freeBytesPerSecond;
        account = PrivateKey.generate(new Random(seed));
        if (droplets > 0) {
            hub.deposit(account, droplets);
        }
    }

    NanoSky price() {
        return price.perMebibyte();
    }

    long balance() {
        return hub.balance(account.publicKey());
    }

    void join(Engine engine, Timers timers) {
        int thisLife = ++life;
        engine.time().ownClock(OptionalLong.of(now(timers) * 1000));
        engine.joinPayments(
                new PaySettings(
                        price,
                        Map.of(),
                        Map.of(hub.identity.publicKey(), account.publicKey()),
                        freeBytesPerSecond),
                new NanoSky(1L << 40),
                (record, onDisk) ->
                        timers.after(
                                DISK_NS,
                                () -> {
                                    if (life == thisLife) {
                                        written(record);
                                        onDisk.run();
                                    }
                                }),
                new Gate(timers),
                List.copyOf(disk.values()));
    }

    private void written(PayRecord record) {
        String id =
                switch (record) {
                    case PayRecord.Earning earning -> "in " + earning.voucher().terms().id();
                    case PayRecord.Spending spending -> "out " + spending.terms().id();
                    default -> null;
                };
        boolean ended =
                switch (record) {
                    case PayRecord.Earning earning -> earning.ended();
                    case PayRecord.Spending spending -> spending.ended();
                    default -> true;
                };
        if (id != null) {
            disk.remove(id);
            if (!ended) {
                disk.put(id, record);
            }
        }
    }

    private static long now(Timers timers) {
        return UNIX_SECONDS + timers.nowNs() / SECOND_NS;
    }

    private final class Gate implements HubGate {
        private final Timers timers;

        Gate(Timers timers) {
            this.timers = timers;
        }

        private void ask(HubOperation operation, Consumer<Answer> answer) {
            timers.after(
                    HUB_NS,
                    () -> {
                        HubBooks.Done done = hub.ask(account, operation, now(timers));
                        answer.accept(read(operation, done));
                    });
        }

        private static Answer read(HubOperation operation, HubBooks.Done done) {
            if (done.code() != HubCode.DONE) {
                return new Refused(done.code().words(), !done.code().isPassing());
            }
            if (operation instanceof HubOperation.Open) {
                return new Granted(Objects.requireNonNull(ChannelVoucher.parse(done.payload())));
            }
            ByteReader reader = new ByteReader(done.payload());
            return new Done(reader.i32(), reader.u8() == 1);
        }

        @Override
        public void open(ChannelTerms terms, Consumer<Answer> answer) {
            ask(new HubOperation.Open(terms), answer);
        }

        @Override
        public void redeem(ChannelTerms terms, int tick, byte[] word, Consumer<Answer> answer) {
            ask(new HubOperation.Redeem(terms.channel(), tick, word), answer);
        }

        @Override
        public void close(ChannelTerms terms, PublicKey by, Consumer<Answer> answer) {
            ask(new HubOperation.Close(terms.channel()), answer);
        }

        @Override
        public NanoSky available(PublicKey at) {
            return new NanoSky(balance());
        }
    }
}
