package net.skycoin.skywire.hub;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import net.skycoin.skywire.bytes.Hex;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.pay.HubStore;
import net.skycoin.skywire.pay.HubStoreException;
import net.skycoin.skywire.wire.ChannelTerms;
import org.jspecify.annotations.Nullable;

/**
 * A hub's books in a database. Accounts and channels in use are remembered, and what a transaction
 * changes is written at its end, in batches: a request costs next to no round trips. Good for one
 * connection; whoever rolls back throws this away. Single-threaded.
 */
public final class JdbcHubStore implements HubStore {
    /** Accounts and channels that are remembered, each. */
    private static final int REMEMBERED = 50_000;

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private final Map<PublicKey, Account> accounts = remembering();
    private final Map<String, Channel> channels = remembering();
    private final Map<PublicKey, Account> changedAccounts = new LinkedHashMap<>();
    private final Map<String, Channel> changedChannels = new LinkedHashMap<>();
    private final Map<String, String> newRoots = new HashMap<>();
    private final Map<String, PublicKey> newAddresses = new LinkedHashMap<>();
    private final Map<String, Withdrawal> changedWithdrawals = new LinkedHashMap<>();
    private final List<Entry> entries = new ArrayList<>();
    private long now;

    JdbcHubStore(Connection connection) {
        this.connection = connection;
    }

    private static <K, V> Map<K, V> remembering() {
        return new LinkedHashMap<>(1024, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > REMEMBERED;
            }
        };
    }

    // ---- reading

    private interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private PreparedStatement prepared(String sql, @Nullable Object... arguments)
            throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (int i = 0; i < arguments.length; i++) {
            statement.setObject(i + 1, arguments[i]);
        }
        return statement;
    }

    private <T> List<T> rows(String sql, RowReader<T> reader, @Nullable Object... arguments) {
        try (ResultSet row = prepared(sql, arguments).executeQuery()) {
            List<T> list = new ArrayList<>();
            while (row.next()) {
                list.add(reader.read(row));
            }
            return list;
        } catch (SQLException e) {
            throw new HubStoreException("the hub's books cannot be read: " + e.getMessage(), e);
        }
    }

    private <T> @Nullable T row(String sql, RowReader<T> reader, @Nullable Object... arguments) {
        List<T> found = rows(sql, reader, arguments);
        return found.isEmpty() ? null : found.getFirst();
    }

    private static byte[] bytes(ResultSet row, int column) throws SQLException {
        byte[] bytes = Hex.decode(row.getString(column));
        if (bytes == null) {
            throw new SQLException("a field of the hub's books is damaged");
        }
        return bytes;
    }

    private static PublicKey key(ResultSet row, int column) throws SQLException {
        PublicKey key = PublicKey.parseHex(row.getString(column));
        if (key == null) {
            throw new SQLException("a key in the hub's books is damaged");
        }
        return key;
    }

    private static Account account(ResultSet row) throws SQLException {
        return new Account(
                key(row, 1),
                new NanoSky(row.getLong(2)),
                new NanoSky(row.getLong(3)),
                row.getLong(4),
                bytes(row, 5),
                row.getInt(6) != 0,
                row.getString(7));
    }

    private static Channel channel(ResultSet row) throws SQLException {
        ChannelTerms terms = ChannelTerms.parse(bytes(row, 1));
        if (terms == null) {
            throw new SQLException("a channel in the hub's books is damaged");
        }
        return new Channel(
                terms,
                bytes(row, 2),
                row.getInt(3),
                bytes(row, 4),
                row.getInt(5) != 0,
                row.getInt(6) != 0);
    }

    private static Withdrawal withdrawal(ResultSet row) throws SQLException {
        return new Withdrawal(
                row.getString(1),
                key(row, 2),
                row.getString(3),
                new NanoSky(row.getLong(4)),
                WithdrawalState.valueOf(row.getString(5)),
                row.getString(6));
    }

    @Override
    public @Nullable Account account(PublicKey key) {
        Account known = accounts.get(key);
        if (known == null) {
            known =
                    row(
                            "select key, balance, reserved, sequence, hash, frozen, address from"
                                    + " account where key = ?",
                            JdbcHubStore::account,
                            key.toString());
            if (known != null) {
                accounts.put(key, known);
            }
        }
        return known;
    }

    @Override
    public @Nullable Channel channel(String id) {
        Channel known = channels.get(id);
        if (known == null) {
            known =
                    row(
                            "select terms, signature, redeemed, word, closing, closed from channel"
                                    + " where id = ?",
                            JdbcHubStore::channel,
                            id);
            if (known != null) {
                channels.put(id, known);
            }
        }
        return known;
    }

    @Override
    public boolean hasRoot(byte[] root) {
        String hex = Hex.encode(root);
        return newRoots.containsKey(hex)
                || row("select 1 from channel where root = ?", row -> true, hex) != null;
    }

    @Override
    public List<Channel> expired(long beforeSeconds, int most) {
        writeChannels();
        return rows(
                "select terms, signature, redeemed, word, closing, closed from channel where closed"
                        + " = 0 and expires < ? order by expires, id limit ?",
                JdbcHubStore::channel,
                beforeSeconds,
                most);
    }

    @Override
    public @Nullable Withdrawal withdrawal(String id) {
        Withdrawal changed = changedWithdrawals.get(id);
        return changed != null
                ? changed
                : row(
                        "select id, account, address, amount, state, txid from withdrawal where id"
                                + " = ?",
                        JdbcHubStore::withdrawal,
                        id);
    }

    @Override
    public List<Withdrawal> withdrawals(WithdrawalState state, int most) {
        writeWithdrawals();
        return rows(
                "select id, account, address, amount, state, txid from withdrawal where state = ?"
                        + " order by at, id limit ?",
                JdbcHubStore::withdrawal,
                state.name(),
                most);
    }

    @Override
    public boolean hasDeposit(String output) {
        return row("select 1 from deposit where output = ?", row -> true, output) != null;
    }

    @Override
    public @Nullable PublicKey accountOf(String address) {
        PublicKey fresh = newAddresses.get(address);
        return fresh != null
                ? fresh
                : row("select account from address where address = ?", row -> key(row, 1), address);
    }

    // ---- writing

    @Override
    public void put(Account account) {
        accounts.put(account.key(), account);
        changedAccounts.put(account.key(), account);
        String address = account.address();
        if (address != null) {
            newAddresses.put(address, account.key());
        }
    }

    @Override
    public void put(Channel channel) {
        String id = channel.terms().id();
        channels.put(id, channel);
        changedChannels.put(id, channel);
        newRoots.put(Hex.encode(channel.terms().root()), id);
    }

    @Override
    public void append(Entry entry) {
        entries.add(entry);
        now = entry.atSeconds();
    }

    @Override
    public void put(Withdrawal withdrawal) {
        changedWithdrawals.put(withdrawal.id(), withdrawal);
    }

    @Override
    public void putDeposit(String output, PublicKey account, NanoSky amount, long atSeconds) {
        try {
            prepared(
                            "insert into deposit values(?, ?, ?, ?)",
                            output,
                            account.toString(),
                            amount.value(),
                            atSeconds)
                    .executeUpdate();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static HubStoreException failed(SQLException e) {
        return new HubStoreException("the hub's books cannot be written: " + e.getMessage(), e);
    }

    /** Writes what has changed; the owner of the connection commits. */
    void flush() {
        try {
            for (Account account : changedAccounts.values()) {
                prepared(
                                "insert into account values(?, ?, ?, ?, ?, ?, ?) on conflict(key) do"
                                        + " update set balance = excluded.balance, reserved ="
                                        + " excluded.reserved, sequence = excluded.sequence, hash ="
                                        + " excluded.hash, frozen = excluded.frozen, address ="
                                        + " excluded.address",
                                account.key().toString(),
                                account.balance().value(),
                                account.reserved().value(),
                                account.sequence(),
                                Hex.encode(account.hash()),
                                account.frozen() ? 1 : 0,
                                account.address())
                        .addBatch();
            }
            for (Entry entry : entries) {
                prepared(
                                "insert into entry values(?, ?, ?, ?, ?, ?, ?, ?)",
                                entry.account().toString(),
                                entry.sequence(),
                                entry.kind().name().toLowerCase(Locale.ROOT),
                                entry.amount().value(),
                                entry.balance().value(),
                                entry.reserved().value(),
                                entry.reference(),
                                entry.atSeconds())
                        .addBatch();
            }
            for (Map.Entry<String, PublicKey> address : newAddresses.entrySet()) {
                prepared(
                                "insert into address values(?, ?) on conflict(address) do nothing",
                                address.getKey(),
                                address.getValue().toString())
                        .addBatch();
            }
        } catch (SQLException e) {
            throw failed(e);
        }
        writeChannels();
        writeWithdrawals();
        executeBatches();
        changedAccounts.clear();
        entries.clear();
        newAddresses.clear();
        newRoots.clear();
    }

    private void writeChannels() {
        try {
            for (Channel channel : changedChannels.values()) {
                ChannelTerms terms = channel.terms();
                prepared(
                                "insert into channel values(?, ?, ?, ?, ?, ?, ?, ?, ?) on"
                                        + " conflict(id) do update set terms = excluded.terms,"
                                        + " redeemed = excluded.redeemed, word = excluded.word,"
                                        + " closing = excluded.closing, closed = excluded.closed,"
                                        + " expires = excluded.expires",
                                terms.id(),
                                Hex.encode(terms.emit()),
                                Hex.encode(channel.signature()),
                                Hex.encode(terms.root()),
                                channel.redeemed(),
                                Hex.encode(channel.word()),
                                channel.closing() ? 1 : 0,
                                channel.closed() ? 1 : 0,
                                terms.expiresAtSeconds())
                        .addBatch();
            }
        } catch (SQLException e) {
            throw failed(e);
        }
        changedChannels.clear();
        executeBatches();
    }

    private void writeWithdrawals() {
        try {
            for (Withdrawal withdrawal : changedWithdrawals.values()) {
                prepared(
                                "insert into withdrawal values(?, ?, ?, ?, ?, ?, ?) on conflict(id)"
                                        + " do update set state = excluded.state, txid = excluded.txid",
                                withdrawal.id(),
                                withdrawal.account().toString(),
                                withdrawal.address(),
                                withdrawal.amount().value(),
                                withdrawal.state().name(),
                                withdrawal.transaction(),
                                now)
                        .addBatch();
            }
        } catch (SQLException e) {
            throw failed(e);
        }
        changedWithdrawals.clear();
        executeBatches();
    }

    private void executeBatches() {
        try {
            for (Map.Entry<String, PreparedStatement> statement : statements.entrySet()) {
                if (statement.getKey().startsWith("insert into")
                        && !statement.getKey().startsWith("insert into deposit")) {
                    var _ = statement.getValue().executeBatch();
                }
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    // ---- what the operator sees

    /**
     * The hub's whole money at one moment.
     *
     * @param deposits ever
     * @param withdrawals ever, without those that failed
     */
    public record Totals(
            long accounts,
            long channels,
            NanoSky deposits,
            NanoSky withdrawals,
            NanoSky balances,
            NanoSky reserved) {
        /** Zero, or something is very wrong. */
        public long difference() {
            return deposits.value() - withdrawals.value() - balances.value() - reserved.value();
        }
    }

    private long sum(String sql) {
        return Objects.requireNonNullElse(row(sql, row -> row.getLong(1)), 0L);
    }

    /** The totals, from the tables and nothing else. */
    public Totals totals() {
        flush();
        return new Totals(
                sum("select count(*) from account"),
                sum("select count(*) from channel where closed = 0"),
                new NanoSky(sum("select coalesce(sum(amount), 0) from deposit")),
                new NanoSky(
                        sum(
                                "select coalesce(sum(amount), 0) from withdrawal where state <>"
                                        + " 'FAILED'")),
                new NanoSky(sum("select coalesce(sum(balance), 0) from account")),
                new NanoSky(sum("select coalesce(sum(reserved), 0) from account")));
    }

    /** Worth that open channels may still claim; the accounts' reserves are as much. */
    public NanoSky promised() {
        flush();
        NanoSky sum = NanoSky.ZERO;
        for (Channel channel :
                rows(
                        "select terms, signature, redeemed, word, closing, closed from channel"
                                + " where closed = 0",
                        JdbcHubStore::channel)) {
            ChannelTerms terms = channel.terms();
            sum = sum.plus(terms.worth(terms.ticks() - channel.redeemed()));
        }
        return sum;
    }

    /** Accounts, the richest first. */
    public List<Account> accounts(int most) {
        flush();
        return rows(
                "select key, balance, reserved, sequence, hash, frozen, address from account order"
                        + " by balance + reserved desc, key limit ?",
                JdbcHubStore::account,
                most);
    }

    /** The last entries of an account, newest first. */
    public List<Entry> entries(PublicKey account, int most) {
        flush();
        return rows(
                "select account, sequence, kind, amount, balance, reserved, reference, at from entry"
                        + " where account = ? order by sequence desc limit ?",
                row ->
                        new Entry(
                                key(row, 1),
                                row.getLong(2),
                                Kind.valueOf(row.getString(3).toUpperCase(Locale.ROOT)),
                                new NanoSky(row.getLong(4)),
                                new NanoSky(row.getLong(5)),
                                new NanoSky(row.getLong(6)),
                                row.getString(7),
                                row.getLong(8)),
                account.toString(),
                most);
    }

    /** Addresses that were given out for deposits. */
    public List<String> addresses() {
        flush();
        return rows("select address from address order by address", row -> row.getString(1));
    }
}
