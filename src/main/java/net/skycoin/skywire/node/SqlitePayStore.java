package net.skycoin.skywire.node;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.pay.PayRecord;
import net.skycoin.skywire.pay.PayStore;
import net.skycoin.skywire.store.Database;
import net.skycoin.skywire.store.Statements;
import net.skycoin.skywire.wire.ChannelTerms;
import net.skycoin.skywire.wire.ChannelVoucher;
import net.skycoin.skywire.wire.HubStatement;
import net.skycoin.skywire.wire.PayReceipt;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/**
 * {@link PayStore} in an SQLite file, {@code pay.db}. Writes are queued by the engine and done by a
 * thread of their own, as many as wait in one transaction; reading may be done from any thread.
 */
public final class SqlitePayStore implements PayStore, AutoCloseable {
    private static final List<List<String>> MIGRATIONS =
            List.of(
                    List.of(
                            """
                            create table spending(
                              id text primary key, written integer not null, neighbour text not null,
                              terms blob not null, signature blob not null, secret blob not null,
                              may_release integer not null, ended integer not null)""",
                            """
                            create table earning(
                              id text primary key, written integer not null, neighbour text not null,
                              voucher blob not null, tick integer not null, word blob not null,
                              redeemed integer not null, owed integer not null,
                              ended integer not null)""",
                            """
                            create table day(
                              neighbour text not null, day integer not null,
                              earned integer not null, paid integer not null,
                              carried integer not null, bought integer not null,
                              primary key (neighbour, day))""",
                            """
                            create table receipt(
                              payee text not null, payer text not null, since integer not null,
                              until integer not null, message blob not null,
                              primary key (payee, payer, until))""",
                            """
                            create table note(
                              number integer primary key autoincrement, at integer not null,
                              neighbour text not null, words text not null)""",
                            """
                            create table statement(
                              hub text primary key, sequence integer not null, hash blob not null,
                              balance integer not null, reserved integer not null,
                              at integer not null)"""));

    private static final int MOST_ROWS = 10_000;
    private static final long STOP_SECONDS = 5;

    private final Database database;
    private final @Nullable String sentence;
    private final Executor engine;
    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closed;
    private long written;

    private record Waiting(PayRecord record, Runnable onDisk) {}

    private SqlitePayStore(Database.Opened opened, Executor engine) {
        database = opened.database();
        sentence = opened.sentence();
        this.engine = engine;
        thread = Thread.ofPlatform().name("pay-store").daemon().start(this::work);
    }

    /**
     * Opens or makes the store.
     *
     * @param engine runs what is to be done once a record is on the disk
     */
    public static SqlitePayStore open(Path file, Executor engine) throws IOException {
        return new SqlitePayStore(Database.open(file, MIGRATIONS), engine);
    }

    /** What was set aside because it was damaged, for a person; null when nothing was. */
    public @Nullable String sentence() {
        return sentence;
    }

    // ---- writing

    @Override
    public void write(PayRecord record, Runnable onDisk) {
        queue.add(new Waiting(record, onDisk));
    }

    private void work() {
        List<Waiting> batch = new ArrayList<>();
        while (!closed || !queue.isEmpty()) {
            try {
                Waiting first = queue.poll(200, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch);
                    write(batch);
                    batch.clear();
                }
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private void write(List<Waiting> batch) {
        try {
            database.transaction(
                    connection -> {
                        for (Waiting each : batch) {
                            write(connection, each.record);
                        }
                        return 0;
                    });
            for (Waiting each : batch) {
                engine.execute(each.onDisk);
            }
        } catch (IOException e) {
            // Nothing is released that the disk does not know of: paying stops, traffic goes on
            // free.
            Logger.error("Payments cannot be written down: {}", e.getMessage());
        }
    }

    private void write(Connection connection, PayRecord record) throws SQLException {
        switch (record) {
            case PayRecord.Spending spending ->
                    Statements.update(
                            connection,
                            "insert or replace into spending values(?, ?, ?, ?, ?, ?, ?, ?)",
                            spending.terms().id(),
                            nextNumber(connection),
                            spending.neighbour().toString(),
                            spending.terms().emit(),
                            spending.signature(),
                            spending.secret(),
                            spending.mayRelease(),
                            spending.ended() ? 1 : 0);
            case PayRecord.Earning earning ->
                    Statements.update(
                            connection,
                            "insert or replace into earning values(?, ?, ?, ?, ?, ?, ?, ?, ?)",
                            earning.voucher().terms().id(),
                            nextNumber(connection),
                            earning.neighbour().toString(),
                            earning.voucher().emit(),
                            earning.tick(),
                            earning.word(),
                            earning.redeemed(),
                            earning.owed(),
                            earning.ended() ? 1 : 0);
            case PayRecord.Day day ->
                    Statements.update(
                            connection,
                            "insert into day values(?, ?, ?, ?, ?, ?) on conflict do update set"
                                    + " earned = earned + excluded.earned, paid = paid + excluded.paid,"
                                    + " carried = carried + excluded.carried, bought = bought +"
                                    + " excluded.bought",
                            day.neighbour().toString(),
                            day.day(),
                            day.earned().value(),
                            day.paid().value(),
                            day.bytesCarried(),
                            day.bytesBought());
            case PayRecord.Receipt(PayReceipt receipt) ->
                    Statements.update(
                            connection,
                            "insert or replace into receipt values(?, ?, ?, ?, ?)",
                            receipt.payee().toString(),
                            receipt.payer().toString(),
                            receipt.fromSeconds(),
                            receipt.toSeconds(),
                            receipt.emit());
            case PayRecord.Note note -> {
                Statements.update(
                        connection,
                        "insert into note(at, neighbour, words) values(?, ?, ?)",
                        note.atSeconds(),
                        note.neighbour().toString(),
                        note.text());
                Statements.update(
                        connection,
                        "delete from note where number <= (select max(number) from note) - ?",
                        MOST_ROWS);
            }
        }
    }

    /** In which order records were written. */
    private long nextNumber(Connection connection) throws SQLException {
        if (written == 0) {
            try (PreparedStatement query =
                            Statements.prepare(
                                    connection,
                                    "select max(coalesce((select max(written) from spending), 0),"
                                            + " coalesce((select max(written) from earning), 0))");
                    ResultSet row = query.executeQuery()) {
                written = row.next() ? row.getLong(1) : 0;
            }
        }
        return ++written;
    }

    /** Keeps a hub's newest statement; on the disk on return. */
    public void keep(PublicKey hub, HubStatement statement) {
        try {
            database.transaction(
                    connection ->
                            Statements.update(
                                    connection,
                                    "insert or replace into statement values(?, ?, ?, ?, ?, ?)",
                                    hub.toString(),
                                    statement.sequence(),
                                    statement.hash(),
                                    statement.balance().value(),
                                    statement.reserved().value(),
                                    statement.atSeconds()));
        } catch (IOException e) {
            Logger.error("A hub's statement cannot be kept: {}", e.getMessage());
        }
    }

    // ---- reading

    /** The channels that are still of use, in the order in which they were written. */
    public List<PayRecord> open() throws IOException {
        Map<Long, PayRecord> found = new TreeMap<>();
        database.transaction(
                connection -> {
                    each(
                            connection,
                            "select written, neighbour, terms, signature, secret, may_release from"
                                    + " spending where ended = 0",
                            row -> {
                                ChannelTerms terms = ChannelTerms.parse(row.getBytes(3));
                                PublicKey neighbour = PublicKey.parseHex(row.getString(2));
                                if (terms != null && neighbour != null) {
                                    found.put(
                                            row.getLong(1),
                                            new PayRecord.Spending(
                                                    neighbour,
                                                    terms,
                                                    row.getBytes(4),
                                                    row.getBytes(5),
                                                    row.getInt(6),
                                                    false));
                                }
                            });
                    each(
                            connection,
                            "select written, neighbour, voucher, tick, word, redeemed, owed from"
                                    + " earning where ended = 0",
                            row -> {
                                ChannelVoucher voucher = ChannelVoucher.parse(row.getBytes(3));
                                PublicKey neighbour = PublicKey.parseHex(row.getString(2));
                                if (voucher != null && neighbour != null) {
                                    found.put(
                                            row.getLong(1),
                                            new PayRecord.Earning(
                                                    neighbour,
                                                    voucher,
                                                    row.getInt(4),
                                                    row.getBytes(5),
                                                    row.getInt(6),
                                                    row.getLong(7),
                                                    false));
                                }
                            });
                    return 0;
                });
        return List.copyOf(found.values());
    }

    /** The newest statement of each hub. */
    public Map<PublicKey, HubStatement> statements() throws IOException {
        Map<PublicKey, HubStatement> found = new LinkedHashMap<>();
        database.transaction(
                connection -> {
                    each(
                            connection,
                            "select hub, sequence, hash, balance, reserved, at from statement",
                            row -> {
                                PublicKey hub = PublicKey.parseHex(row.getString(1));
                                if (hub != null) {
                                    found.put(
                                            hub,
                                            new HubStatement(
                                                    row.getLong(2),
                                                    row.getBytes(3),
                                                    new NanoSky(row.getLong(4)),
                                                    new NanoSky(row.getLong(5)),
                                                    row.getLong(6)));
                                }
                            });
                    return 0;
                });
        return found;
    }

    /** Sums of days, newest first; receipts; notes, newest first; at most so many of each. */
    public record History(
            List<PayRecord.Day> days, List<PayReceipt> receipts, List<PayRecord.Note> notes) {}

    /** What passed, for a person. */
    public History history(int most) throws IOException {
        List<PayRecord.Day> days = new ArrayList<>();
        List<PayReceipt> receipts = new ArrayList<>();
        List<PayRecord.Note> notes = new ArrayList<>();
        return database.transaction(
                connection -> {
                    each(
                            connection,
                            "select neighbour, day, earned, paid, carried, bought from day order by"
                                    + " day desc, neighbour limit "
                                    + most,
                            row -> {
                                PublicKey neighbour = PublicKey.parseHex(row.getString(1));
                                if (neighbour != null) {
                                    days.add(
                                            new PayRecord.Day(
                                                    neighbour,
                                                    row.getLong(2),
                                                    new NanoSky(row.getLong(3)),
                                                    new NanoSky(row.getLong(4)),
                                                    row.getLong(5),
                                                    row.getLong(6)));
                                }
                            });
                    each(
                            connection,
                            "select message from receipt order by until desc limit " + most,
                            row -> {
                                PayReceipt receipt = PayReceipt.parse(row.getBytes(1));
                                if (receipt != null) {
                                    receipts.add(receipt);
                                }
                            });
                    each(
                            connection,
                            "select at, neighbour, words from note order by number desc limit "
                                    + most,
                            row -> {
                                PublicKey neighbour = PublicKey.parseHex(row.getString(2));
                                if (neighbour != null) {
                                    notes.add(
                                            new PayRecord.Note(
                                                    row.getLong(1), neighbour, row.getString(3)));
                                }
                            });
                    return new History(days, receipts, notes);
                });
    }

    private interface RowTaker {
        void take(ResultSet row) throws SQLException;
    }

    private static void each(Connection connection, String query, RowTaker taker)
            throws SQLException {
        try (PreparedStatement statement = Statements.prepare(connection, query);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                taker.take(row);
            }
        }
    }

    /** Writes what waits, and closes the file. */
    @Override
    public void close() throws IOException {
        closed = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        database.close();
    }
}
