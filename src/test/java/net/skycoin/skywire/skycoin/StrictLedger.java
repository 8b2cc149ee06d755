package net.skycoin.skywire.skycoin;

import static net.skycoin.skywire.skycoin.StrictTransaction.hex;
import static net.skycoin.skywire.skycoin.StrictTransaction.little;
import static net.skycoin.skywire.skycoin.StrictTransaction.unhex;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The strict node's chain, in SQLite. Judges transactions by the rules of the ledger in the order
 * that the product documents, by an implementation of its own on big integers; makes blocks, and
 * can take them back. Every method is synchronized.
 */
final class StrictLedger implements AutoCloseable {
    static final int BURN_FACTOR = 10;
    static final int LARGEST = 32_768;
    static final int DECIMALS = 3;

    private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);
    private static final BigInteger SIGNED_END = BigInteger.ONE.shiftLeft(63);

    record Output(
            String id,
            String source,
            String address,
            long coins,
            long hours,
            long time,
            long sequence,
            long spentSequence,
            String spentBy) {
        BigInteger hoursAt(long now) {
            return accrued(BigInteger.valueOf(coins), BigInteger.valueOf(hours), now - time);
        }
    }

    record Block(
            long sequence,
            String hash,
            String previous,
            long time,
            long fee,
            long version,
            String body,
            String unspents) {}

    /** {@code sequence} is -1 for one that waits in the pool. */
    record Entry(StrictTransaction transaction, long sequence, long time) {}

    private final Connection database;

    StrictLedger(Path file) throws SQLException {
        database =
                DriverManager.getConnection(
                        file == null ? "jdbc:sqlite::memory:" : "jdbc:sqlite:" + file);
        for (String statement :
                List.of(
                        "create table if not exists blocks(seq integer primary key, hash text,"
                                + " previous text, time integer, fee integer, version integer,"
                                + " body text, unspents text)",
                        "create table if not exists txns(id text primary key, raw blob, seq"
                                + " integer, time integer, pos integer)",
                        "create table if not exists outputs(id text primary key, source text,"
                                + " address text, coins integer, hours integer, time integer, seq"
                                + " integer, spent_seq integer, spent_by text)")) {
            update(statement);
        }
    }

    private static BigInteger accrued(BigInteger coins, BigInteger hours, long seconds) {
        if (seconds <= 0) {
            return hours;
        }
        BigInteger dt = BigInteger.valueOf(seconds);
        BigInteger whole = dt.multiply(coins.divide(MILLION));
        BigInteger parts = dt.multiply(coins.mod(MILLION)).divide(MILLION);
        return hours.add(whole.add(parts).divide(BigInteger.valueOf(3600)));
    }

    /** The first broken rule, by its documented name; null when all are kept. */
    synchronized String judge(byte[] raw) {
        StrictTransaction t;
        try {
            t = StrictTransaction.parse(raw);
        } catch (StrictTransaction.Malformed e) {
            return "ENCODING";
        }
        for (StrictTransaction.Out out : t.outputs) {
            if (out.coins().compareTo(SIGNED_END) >= 0 || out.hours().compareTo(SIGNED_END) >= 0) {
                return "AMOUNT_RANGE";
            }
        }
        if (t.outputs.stream().anyMatch(out -> out.address()[0] != 0)) {
            return "ADDRESS_VERSION";
        }
        if (t.length != raw.length) {
            return "LENGTH";
        }
        if (t.type != 0) {
            return "TYPE";
        }
        if (t.inputs.isEmpty()) {
            return "NO_INPUTS";
        }
        if (t.outputs.isEmpty()) {
            return "NO_OUTPUTS";
        }
        if (t.signatures.size() != t.inputs.size()) {
            return "SIGNATURE_COUNT";
        }
        Set<String> ids = new HashSet<>();
        for (byte[] input : t.inputs) {
            if (!ids.add(hex(input))) {
                return "DUPLICATE_INPUT";
            }
        }
        Set<String> bodies = new HashSet<>();
        for (StrictTransaction.Out out : t.outputs) {
            if (!bodies.add(hex(out.bytes()))) {
                return "DUPLICATE_OUTPUT";
            }
        }
        BigInteger coinsOut = BigInteger.ZERO;
        BigInteger hoursOut = BigInteger.ZERO;
        for (StrictTransaction.Out out : t.outputs) {
            if (out.coins().signum() == 0) {
                return "ZERO_COINS";
            }
            coinsOut = coinsOut.add(out.coins());
            hoursOut = hoursOut.add(out.hours());
        }
        if (coinsOut.compareTo(SIGNED_END) >= 0) {
            return "COINS_OVERFLOW";
        }
        if (hoursOut.compareTo(SIGNED_END) >= 0) {
            return "HOURS_OVERFLOW";
        }
        if (!Arrays.equals(
                t.inner, StrictKeys.sha256(StrictTransaction.body(t.inputs, t.outputs)))) {
            return "INNER_HASH";
        }
        return judgeSpending(t, coinsOut, hoursOut);
    }

    private String judgeSpending(StrictTransaction t, BigInteger coinsOut, BigInteger hoursOut) {
        List<Output> spent = new ArrayList<>();
        for (byte[] input : t.inputs) {
            Output output = output(hex(input));
            if (output == null || output.spentBy() != null) {
                return "UNKNOWN_INPUT";
            }
            spent.add(output);
        }
        BigInteger coinsIn = BigInteger.ZERO;
        BigInteger hoursIn = BigInteger.ZERO;
        for (int i = 0; i < spent.size(); i++) {
            byte[] digest = StrictKeys.sha256(t.inner, t.inputs.get(i));
            byte[] key = StrictKeys.recover(digest, t.signatures.get(i));
            if (key == null
                    || !StrictKeys.text(StrictKeys.address(key)).equals(spent.get(i).address())) {
                return "SIGNATURE";
            }
            coinsIn = coinsIn.add(BigInteger.valueOf(spent.get(i).coins()));
            hoursIn = hoursIn.add(spent.get(i).hoursAt(head().time()));
        }
        if (!coinsIn.equals(coinsOut)) {
            return "COINS_UNEQUAL";
        }
        if (hoursOut.compareTo(hoursIn) > 0) {
            return "HOURS_CREATED";
        }
        if (t.raw.length > LARGEST) {
            return "TOO_LARGE";
        }
        BigInteger unit = BigInteger.TEN.pow(6 - DECIMALS);
        for (StrictTransaction.Out out : t.outputs) {
            if (out.coins().mod(unit).signum() != 0) {
                return "DECIMALS";
            }
        }
        BigInteger burn = BigInteger.valueOf(BURN_FACTOR);
        BigInteger least =
                hoursIn.add(burn).subtract(BigInteger.ONE).divide(burn).max(BigInteger.ONE);
        return hoursIn.subtract(hoursOut).compareTo(least) < 0 ? "FEE" : null;
    }

    /** The first block, which gives everything to one address. */
    synchronized void genesis(String address, long coins, long hours, long time) {
        String zero = "0".repeat(64);
        appendBlock(0, zero, time, 0, List.of(), zero);
        String id =
                new StrictTransaction.Out(
                                StrictKeys.parse(address),
                                BigInteger.valueOf(coins),
                                BigInteger.valueOf(hours))
                        .id(new byte[32]);
        put(new Output(id, zero, address, coins, hours, time, 0, 0, null));
    }

    /** Accepts a transaction into the pool; the broken rule, or null. */
    synchronized String inject(byte[] raw, long now) {
        String broken = judge(raw);
        if (broken != null) {
            return broken;
        }
        String id = hex(StrictKeys.sha256(raw));
        update("insert or ignore into txns values(?, ?, -1, ?, 0)", id, raw, now);
        return null;
    }

    synchronized void forget(String id) {
        update("delete from txns where id = ? and seq = -1", id);
    }

    /** Makes a block of all transactions of the pool that still keep the rules; true if any did. */
    synchronized boolean makeBlock(long time) {
        Block head = head();
        long sequence = head.sequence() + 1;
        List<Entry> chosen = new ArrayList<>();
        String before = unspentChecksum();
        BigInteger fee = BigInteger.ZERO;
        for (Entry entry : pool()) {
            if (judge(entry.transaction().raw) != null) {
                continue;
            }
            StrictTransaction t = entry.transaction();
            String id = hex(t.id());
            for (byte[] input : t.inputs) {
                fee = fee.add(output(hex(input)).hoursAt(head.time()));
                update(
                        "update outputs set spent_seq = ?, spent_by = ? where id = ?",
                        sequence,
                        id,
                        hex(input));
            }
            for (StrictTransaction.Out out : t.outputs) {
                fee = fee.subtract(out.hours());
            }
            chosen.add(entry);
        }
        if (chosen.isEmpty()) {
            return false;
        }
        List<byte[]> ids = new ArrayList<>();
        for (Entry entry : chosen) {
            StrictTransaction t = entry.transaction();
            update(
                    "update txns set seq = ?, time = ?, pos = ? where id = ?",
                    sequence,
                    time,
                    ids.size(),
                    hex(t.id()));
            ids.add(t.id());
            for (StrictTransaction.Out out : t.outputs) {
                put(
                        new Output(
                                out.id(t.id()),
                                hex(t.id()),
                                StrictKeys.text(out.address()),
                                out.coins().longValueExact(),
                                out.hours().longValueExact(),
                                time,
                                sequence,
                                0,
                                null));
            }
        }
        appendBlock(sequence, head.hash(), time, fee.longValueExact(), ids, before);
        return true;
    }

    private void appendBlock(
            long sequence,
            String previous,
            long time,
            long fee,
            List<byte[]> ids,
            String unspents) {
        String body = hex(merkle(ids));
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.writeBytes(little(BigInteger.ZERO, 4));
        header.writeBytes(little(BigInteger.valueOf(time), 8));
        header.writeBytes(little(BigInteger.valueOf(sequence), 8));
        header.writeBytes(little(BigInteger.valueOf(fee), 8));
        for (String hash : List.of(previous, body, unspents)) {
            header.writeBytes(unhex(hash));
        }
        String hash = hex(StrictKeys.sha256(header.toByteArray()));
        put(new Block(sequence, hash, previous, time, fee, 0, body, unspents));
    }

    static byte[] merkle(List<byte[]> ids) {
        if (ids.isEmpty()) {
            return new byte[32];
        }
        List<byte[]> level = new ArrayList<>(ids);
        int width = 1;
        while (width < level.size()) {
            width *= 2;
        }
        while (level.size() < width) {
            level.add(new byte[32]);
        }
        for (; width > 1; width /= 2) {
            for (int i = 0; i < width / 2; i++) {
                level.set(i, StrictKeys.sha256(level.get(2 * i), level.get(2 * i + 1)));
            }
        }
        return level.getFirst();
    }

    /** A checksum of the unspent set; its exact form is the node's own affair. */
    private String unspentChecksum() {
        byte[] sum = new byte[32];
        for (String id : strings("select id from outputs where spent_by is null")) {
            byte[] hash = StrictKeys.sha256(unhex(id));
            for (int i = 0; i < 32; i++) {
                sum[i] ^= hash[i];
            }
        }
        return hex(sum);
    }

    /**
     * Takes back the blocks above {@code sequence}.
     *
     * @param keep whether their transactions go back to the pool, or are lost
     */
    synchronized void reorganise(long sequence, boolean keep) {
        update("delete from outputs where seq > ?", sequence);
        update("update outputs set spent_by = null, spent_seq = 0 where spent_seq > ?", sequence);
        update("delete from blocks where seq > ?", sequence);
        update(
                keep ? "update txns set seq = -1 where seq > ?" : "delete from txns where seq > ?",
                sequence);
    }

    /** Becomes a copy of another ledger. */
    synchronized void copy(StrictLedger other) {
        synchronized (other) {
            update("delete from blocks");
            update("delete from outputs");
            update("delete from txns");
            other.blocks("select * from blocks").forEach(this::put);
            other.outputs("select * from outputs").forEach(this::put);
            for (Entry entry : other.entries("select raw, seq, time from txns order by pos")) {
                StrictTransaction t = entry.transaction();
                put(t.raw, hex(t.id()), entry.sequence(), entry.time());
            }
        }
    }

    synchronized void put(Output o) {
        update(
                "insert or replace into outputs values(?, ?, ?, ?, ?, ?, ?, ?, ?)",
                o.id(),
                o.source(),
                o.address(),
                o.coins(),
                o.hours(),
                o.time(),
                o.sequence(),
                o.spentSequence(),
                o.spentBy());
    }

    synchronized void put(Block b) {
        update(
                "insert or replace into blocks values(?, ?, ?, ?, ?, ?, ?, ?)",
                b.sequence(),
                b.hash(),
                b.previous(),
                b.time(),
                b.fee(),
                b.version(),
                b.body(),
                b.unspents());
    }

    /** A recorded transaction; {@code sequence} is -1 for the pool. */
    synchronized void put(byte[] raw, String id, long sequence, long time) {
        update("insert or replace into txns values(?, ?, ?, ?, 0)", id, raw, sequence, time);
    }

    synchronized Output output(String id) {
        List<Output> found = outputs("select * from outputs where id = ?", id);
        return found.isEmpty() ? null : found.getFirst();
    }

    synchronized List<Output> unspent(Collection<String> addresses) {
        List<Output> found = new ArrayList<>();
        for (String address : addresses) {
            found.addAll(
                    outputs(
                            "select * from outputs where address = ? and spent_by is null",
                            address));
        }
        return found;
    }

    synchronized int unspentCount() {
        return strings("select id from outputs where spent_by is null").size();
    }

    synchronized Block head() {
        return blocks("select * from blocks order by seq desc limit 1").getFirst();
    }

    synchronized Block block(long sequence) {
        List<Block> found = blocks("select * from blocks where seq = ?", sequence);
        return found.isEmpty() ? null : found.getFirst();
    }

    synchronized List<Entry> pool() {
        return entries("select raw, seq, time from txns where seq = -1 order by time, id");
    }

    synchronized List<Entry> transactionsOf(long sequence) {
        return entries("select raw, seq, time from txns where seq = ? order by pos", sequence);
    }

    synchronized Entry transaction(String id) {
        List<Entry> found = entries("select raw, seq, time from txns where id = ?", id);
        return found.isEmpty() ? null : found.getFirst();
    }

    /**
     * Every transaction, confirmed ones first, that gives to or takes from one of the addresses.
     */
    synchronized Map<String, Entry> transactionsFor(Set<String> addresses) {
        Map<String, Entry> found = new LinkedHashMap<>();
        for (Entry entry :
                entries("select raw, seq, time from txns order by seq = -1, seq, pos, id")) {
            boolean touches = false;
            for (StrictTransaction.Out out : entry.transaction().outputs) {
                touches |= addresses.contains(StrictKeys.text(out.address()));
            }
            for (byte[] input : entry.transaction().inputs) {
                Output output = output(hex(input));
                touches |= output != null && addresses.contains(output.address());
            }
            if (touches) {
                found.put(hex(entry.transaction().id()), entry);
            }
        }
        return found;
    }

    private List<Output> outputs(String query, Object... arguments) {
        return rows(
                query,
                row ->
                        new Output(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getLong(4),
                                row.getLong(5),
                                row.getLong(6),
                                row.getLong(7),
                                row.getLong(8),
                                row.getString(9)),
                arguments);
    }

    private List<Block> blocks(String query, Object... arguments) {
        return rows(
                query,
                row ->
                        new Block(
                                row.getLong(1),
                                row.getString(2),
                                row.getString(3),
                                row.getLong(4),
                                row.getLong(5),
                                row.getLong(6),
                                row.getString(7),
                                row.getString(8)),
                arguments);
    }

    private List<Entry> entries(String query, Object... arguments) {
        return rows(
                query,
                row -> {
                    try {
                        return new Entry(
                                StrictTransaction.parse(row.getBytes(1)),
                                row.getLong(2),
                                row.getLong(3));
                    } catch (StrictTransaction.Malformed e) {
                        throw new IllegalStateException(e);
                    }
                },
                arguments);
    }

    private List<String> strings(String query, Object... arguments) {
        return rows(query, row -> row.getString(1), arguments);
    }

    private interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> List<T> rows(String query, RowReader<T> reader, Object... arguments) {
        try (PreparedStatement statement = prepare(query, arguments);
                ResultSet result = statement.executeQuery()) {
            List<T> list = new ArrayList<>();
            while (result.next()) {
                list.add(reader.read(result));
            }
            return list;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void update(String sql, Object... arguments) {
        try (PreparedStatement statement = prepare(sql, arguments)) {
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private PreparedStatement prepare(String sql, Object... arguments) throws SQLException {
        PreparedStatement statement = database.prepareStatement(sql);
        for (int i = 0; i < arguments.length; i++) {
            statement.setObject(i + 1, arguments[i]);
        }
        return statement;
    }

    @Override
    public synchronized void close() throws SQLException {
        database.close();
    }
}
