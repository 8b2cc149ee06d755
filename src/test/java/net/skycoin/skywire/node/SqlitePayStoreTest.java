package net.skycoin.skywire.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.pay.PayRecord;
import net.skycoin.skywire.wire.ChannelTerms;
import net.skycoin.skywire.wire.ChannelVoucher;
import net.skycoin.skywire.wire.HubStatement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What payments write down is there again, also after the process was killed. */
class SqlitePayStoreTest {
    private static final PrivateKey HUB = PrivateKey.generate(new Random(1));
    private static final PublicKey NEIGHBOUR = PrivateKey.generate(new Random(2)).publicKey();
    private static final int KILLS = 5;

    @TempDir private Path directory;

    private static ChannelTerms terms(int number) {
        byte[] id = new byte[16];
        id[0] = (byte) number;
        return new ChannelTerms(
                id,
                HUB.publicKey(),
                NEIGHBOUR,
                HUB.publicKey(),
                new byte[32],
                new NanoSky(250),
                1 << 18,
                1_790_000_000);
    }

    private static PayRecord.Spending spending(int number, int mayRelease, boolean ended) {
        ChannelTerms terms = terms(number);
        byte[] signature = ChannelVoucher.sign(terms, HUB).signature();
        byte[] secret = new byte[32];
        secret[31] = (byte) number;
        return new PayRecord.Spending(NEIGHBOUR, terms, signature, secret, mayRelease, ended);
    }

    private static void write(SqlitePayStore store, PayRecord record) {
        CountDownLatch written = new CountDownLatch(1);
        store.write(record, written::countDown);
        try {
            assertTrue(written.await(20, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void openChannelsComeBackInTheOrderOfTheirLastWrites() throws IOException {
        Path file = directory.resolve("pay.db");
        ChannelVoucher voucher = ChannelVoucher.sign(terms(3), HUB);
        try (SqlitePayStore store = SqlitePayStore.open(file, Runnable::run)) {
            write(store, spending(1, 5, false));
            write(store, spending(2, 5, false));
            write(store, new PayRecord.Earning(NEIGHBOUR, voucher, 7, new byte[32], 3, -12, false));
            write(store, spending(1, 9, false));
            write(store, spending(2, 9, true));
            for (int i = 0; i < 2; i++) {
                write(
                        store,
                        new PayRecord.Day(NEIGHBOUR, 20_000, new NanoSky(1), new NanoSky(2), 3, 4));
            }
            write(store, new PayRecord.Note(5, NEIGHBOUR, "why"));
            store.keep(
                    HUB.publicKey(),
                    new HubStatement(
                            4, new byte[32], new NanoSky(5), new NanoSky(6), 1_790_000_000));
        }
        try (SqlitePayStore store = SqlitePayStore.open(file, Runnable::run)) {
            List<PayRecord> open = store.open();
            assertEquals(2, open.size(), open.toString());
            PayRecord.Earning earning = (PayRecord.Earning) open.getFirst();
            assertEquals(7, earning.tick());
            assertEquals(3, earning.redeemed());
            assertEquals(-12, earning.owed());
            PayRecord.Spending spending = (PayRecord.Spending) open.getLast();
            assertEquals(9, spending.mayRelease());
            assertArrayEquals(spending(1, 0, false).secret(), spending.secret());
            assertEquals(terms(1), spending.terms());
            SqlitePayStore.History history = store.history(10);
            assertEquals(2, history.days().getFirst().earned().value());
            assertEquals(8, history.days().getFirst().bytesBought());
            assertEquals("why", history.notes().getFirst().text());
            HubStatement statement = store.statements().get(HUB.publicKey());
            assertNotNull(statement);
            assertEquals(4, statement.sequence());
        }
    }

    /** Whatever was said to be on the disk is there after a kill -9 at any moment. */
    @Test
    void killedProcessesHaveWrittenWhatTheySaid() throws Exception {
        Path file = directory.resolve("pay.db");
        Random random = new Random(3);
        int said = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                    "-XX:+UseSerialGC",
                                    "-XX:TieredStopAtLevel=1",
                                    "--enable-native-access=ALL-UNNAMED",
                                    "-cp",
                                    System.getProperty(
                                            "surefire.test.class.path",
                                            System.getProperty("java.class.path")),
                                    Writer.class.getName(),
                                    file.toString(),
                                    Integer.toString(said))
                            .redirectErrorStream(true)
                            .start();
            try (BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8))) {
                int wanted = 20 + random.nextInt(200);
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("tick ")) {
                        said = Integer.parseInt(line.substring(5));
                        if (--wanted == 0) {
                            // By its handle, which leaves what it had said to be read.
                            assertTrue(process.toHandle().destroyForcibly());
                        }
                    }
                }
            }
            process.waitFor();
            try (SqlitePayStore store = SqlitePayStore.open(file, Runnable::run)) {
                assertEquals(null, store.sentence());
                PayRecord.Spending found = (PayRecord.Spending) store.open().getFirst();
                assertTrue(found.mayRelease() >= said, found.mayRelease() + " of " + said);
                assertTrue(found.mayRelease() <= said + 2, found.mayRelease() + " of " + said);
                said = found.mayRelease();
            }
        }
        System.out.println("pay store: " + KILLS + " kills, " + said + " ticks allowed");
        assertTrue(Files.size(file) > 0);
    }

    /** Allows one tick after the other, and says so only when it is on the disk. */
    static final class Writer {
        private Writer() {}

        static void main(String[] arguments) throws IOException {
            try (SqlitePayStore store = SqlitePayStore.open(Path.of(arguments[0]), Runnable::run)) {
                for (int tick = Integer.parseInt(arguments[1]) + 1; ; tick++) {
                    write(store, spending(1, tick, false));
                    System.out.println("tick " + tick);
                }
            }
        }
    }
}
