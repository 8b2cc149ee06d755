package net.skycoin.skywire.node;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import net.skycoin.skywire.chain.BlockHead;
import net.skycoin.skywire.chain.WalletJournal;
import net.skycoin.skywire.sky.CoinHours;
import net.skycoin.skywire.sky.Coins;
import net.skycoin.skywire.sky.Hash256;
import net.skycoin.skywire.sky.OutputId;
import net.skycoin.skywire.sky.SkyAddress;
import net.skycoin.skywire.sky.Transaction;
import net.skycoin.skywire.sky.TransactionId;
import net.skycoin.skywire.store.Database;
import net.skycoin.skywire.store.Statements;
import org.jspecify.annotations.Nullable;

/** {@link WalletJournal} in an SQLite file beside the wallet. Thread-safe. */
public final class SqliteWalletJournal implements WalletJournal, AutoCloseable {
    private static final List<List<String>> MIGRATIONS =
            List.of(
                    List.of(
                            """
                            create table payment(
                              id text primary key, raw blob not null, created integer not null,
                              note text not null, state text not null, block_seq integer,
                              block_time integer, reason text)""",
                            """
                            create table reserved(
                              output text primary key, payment text not null references payment)""",
                            """
                            create table history(
                              id text primary key, block_seq integer, time integer not null,
                              gone integer not null, received integer not null,
                              received_hours integer not null, spent integer not null,
                              spent_hours integer not null, fee integer not null,
                              others text not null)""",
                            """
                            create table snapshot(
                              one integer primary key check (one = 1), seq integer not null,
                              hash text not null, time integer not null, coins integer not null,
                              hours integer not null)"""));

    private final Database database;
    private final @Nullable String sentence;

    private SqliteWalletJournal(Database.Opened opened) {
        database = opened.database();
        sentence = opened.sentence();
    }

    /** Opens or makes the journal. */
    public static SqliteWalletJournal open(Path file) throws IOException {
        return new SqliteWalletJournal(Database.open(file, MIGRATIONS));
    }

    /** What was set aside because it was damaged, for a person; null when nothing was. */
    public @Nullable String sentence() {
        return sentence;
    }

    @Override
    public List<PaymentRecord> payments() throws IOException {
        return rows(
                "select raw, created, note, state, block_seq, block_time, reason from payment"
                        + " order by created, id",
                row -> {
                    Transaction transaction = Transaction.parseOrNull(row.getBytes(1));
                    if (transaction == null) {
                        throw new SQLException("a payment in it is not a transaction");
                    }
                    return new PaymentRecord(
                            transaction,
                            row.getLong(2),
                            row.getString(3),
                            State.valueOf(row.getString(4)),
                            number(row, 5),
                            number(row, 6),
                            row.getString(7));
                });
    }

    @Override
    public boolean add(PaymentRecord payment) throws IOException {
        return database.transaction(
                connection -> {
                    String id = payment.transaction().id().toString();
                    for (OutputId input : payment.transaction().inputs()) {
                        if (exists(
                                connection,
                                "select 1 from reserved where output = ?",
                                input.toString())) {
                            return false;
                        }
                    }
                    Statements.update(
                            connection,
                            "insert into payment values(?, ?, ?, ?, ?, ?, ?, ?)",
                            id,
                            payment.transaction().toBytes(),
                            payment.created(),
                            payment.note(),
                            payment.state().name(),
                            payment.blockSequence(),
                            payment.blockTime(),
                            payment.reason());
                    reserve(connection, payment.transaction(), id);
                    return true;
                });
    }

    private static void reserve(Connection connection, Transaction transaction, String id)
            throws SQLException {
        for (OutputId input : transaction.inputs()) {
            Statements.update(
                    connection,
                    "insert or ignore into reserved values(?, ?)",
                    input.toString(),
                    id);
        }
    }

    @Override
    public void update(
            TransactionId id,
            State state,
            @Nullable Long blockSequence,
            @Nullable Long blockTime,
            @Nullable String reason)
            throws IOException {
        database.transaction(
                connection -> {
                    Statements.update(
                            connection,
                            "update payment set state = ?, block_seq = ?, block_time = ?, reason ="
                                    + " ? where id = ?",
                            state.name(),
                            blockSequence,
                            blockTime,
                            reason,
                            id.toString());
                    if (state == State.REFUSED || state == State.DEAD) {
                        return Statements.update(
                                connection,
                                "delete from reserved where payment = ?",
                                id.toString());
                    }
                    try (PreparedStatement query =
                                    Statements.prepare(
                                            connection,
                                            "select raw from payment where id = ?",
                                            id.toString());
                            ResultSet row = query.executeQuery()) {
                        Transaction transaction =
                                row.next() ? Transaction.parseOrNull(row.getBytes(1)) : null;
                        if (transaction != null) {
                            reserve(connection, transaction, id.toString());
                        }
                        return 0;
                    }
                });
    }

    @Override
    public List<OutputId> reserved() throws IOException {
        return rows(
                "select output from reserved order by output", row -> new OutputId(hash(row, 1)));
    }

    @Override
    public List<HistoryEntry> history() throws IOException {
        return rows(
                "select id, block_seq, time, gone, received, received_hours, spent, spent_hours,"
                        + " fee, others from history order by block_seq is null desc, block_seq desc,"
                        + " time desc, id",
                row ->
                        new HistoryEntry(
                                new TransactionId(hash(row, 1)),
                                number(row, 2),
                                row.getLong(3),
                                row.getInt(4) != 0,
                                new Coins(row.getLong(5)),
                                new CoinHours(row.getLong(6)),
                                new Coins(row.getLong(7)),
                                new CoinHours(row.getLong(8)),
                                new CoinHours(row.getLong(9)),
                                addresses(row.getString(10))));
    }

    private static List<SkyAddress> addresses(String text) throws SQLException {
        List<SkyAddress> addresses = new ArrayList<>();
        for (String one : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            SkyAddress address = SkyAddress.parse(one);
            if (address == null) {
                throw new SQLException("an address in it is none");
            }
            addresses.add(address);
        }
        return addresses;
    }

    @Override
    public void record(List<HistoryEntry> all, Snapshot snapshot) throws IOException {
        // A look that shows nothing new costs the SD card nothing.
        if (snapshot.equals(snapshot()) && new HashSet<>(all).equals(new HashSet<>(history()))) {
            return;
        }
        database.transaction(
                connection -> {
                    Statements.update(connection, "update history set gone = 1, block_seq = null");
                    for (HistoryEntry entry : all) {
                        Statements.update(
                                connection,
                                "insert or replace into history values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                entry.id().toString(),
                                entry.blockSequence(),
                                entry.time(),
                                entry.gone() ? 1 : 0,
                                entry.received().droplets(),
                                entry.receivedHours().value(),
                                entry.spent().droplets(),
                                entry.spentHours().value(),
                                entry.fee().value(),
                                entry.others().stream()
                                        .map(SkyAddress::toString)
                                        .collect(Collectors.joining(",")));
                    }
                    return Statements.update(
                            connection,
                            "insert or replace into snapshot values(1, ?, ?, ?, ?, ?)",
                            snapshot.head().sequence(),
                            snapshot.head().hash().toString(),
                            snapshot.head().time(),
                            snapshot.confirmed().droplets(),
                            snapshot.hours().value());
                });
    }

    @Override
    public @Nullable Snapshot snapshot() throws IOException {
        List<Snapshot> found =
                rows(
                        "select seq, hash, time, coins, hours from snapshot",
                        row ->
                                new Snapshot(
                                        new BlockHead(row.getLong(1), hash(row, 2), row.getLong(3)),
                                        new Coins(row.getLong(4)),
                                        new CoinHours(row.getLong(5))));
        return found.isEmpty() ? null : found.getFirst();
    }

    private interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> List<T> rows(String query, RowReader<T> reader) throws IOException {
        return database.transaction(
                connection -> {
                    try (PreparedStatement statement = Statements.prepare(connection, query);
                            ResultSet row = statement.executeQuery()) {
                        List<T> list = new ArrayList<>();
                        while (row.next()) {
                            list.add(reader.read(row));
                        }
                        return list;
                    }
                });
    }

    private static Hash256 hash(ResultSet row, int column) throws SQLException {
        Hash256 hash = Hash256.parseHex(row.getString(column));
        if (hash == null) {
            throw new SQLException("a hash in it is none");
        }
        return hash;
    }

    private static @Nullable Long number(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    private static boolean exists(Connection connection, String query, String argument)
            throws SQLException {
        try (PreparedStatement statement = Statements.prepare(connection, query, argument);
                ResultSet row = statement.executeQuery()) {
            return row.next();
        }
    }

    @Override
    public void close() throws IOException {
        database.close();
    }
}
