package net.skycoin.skywire.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
    private static final List<String> FIRST = List.of("create table t(a integer)");
    private static final List<String> SECOND =
            List.of("alter table t add column b text", "update t set b = 'old'");

    @TempDir private Path directory;
    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("x.db");
    }

    private static void insert(Database database, int value) throws IOException {
        database.transaction(
                connection -> {
                    try (Statement statement = connection.createStatement()) {
                        return statement.executeUpdate("insert into t(a) values(" + value + ")");
                    }
                });
    }

    private static String text(Database database, String query) throws IOException {
        return database.transaction(
                connection -> {
                    try (Statement statement = connection.createStatement();
                            ResultSet result = statement.executeQuery(query)) {
                        return result.next() ? result.getString(1) : "nothing";
                    }
                });
    }

    @Test
    void isOfItsOwnersOnlyAndFlushesEveryCommit() throws Exception {
        try (Database database = Database.open(file, List.of(FIRST)).database()) {
            assertEquals("wal", text(database, "pragma journal_mode"));
            assertEquals("2", text(database, "pragma synchronous"));
            assertEquals(
                    "rw-------",
                    java.nio.file.attribute.PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(file)));
        }
    }

    @Test
    void schemaIsBroughtUpToDateOnceAndKeepsItsRows() throws Exception {
        try (Database database = Database.open(file, List.of(FIRST)).database()) {
            insert(database, 1);
        }
        for (int i = 0; i < 2; i++) {
            Database.Opened opened = Database.open(file, List.of(FIRST, SECOND));
            assertNull(opened.sentence());
            try (Database database = opened.database()) {
                assertEquals("old", text(database, "select b from t where a = 1"));
                insert(database, 2);
            }
        }
    }

    @Test
    void fileOfANewerReleaseIsLeftAlone() throws Exception {
        Database.open(file, List.of(FIRST, SECOND)).database().close();
        IOException e = assertThrows(IOException.class, () -> Database.open(file, List.of(FIRST)));
        assertTrue(String.valueOf(e.getMessage()).contains("newer release"), e.getMessage());
        Database.open(file, List.of(FIRST, SECOND)).database().close();
    }

    @Test
    void failedWorkLeavesNothing() throws Exception {
        try (Database database = Database.open(file, List.of(FIRST)).database()) {
            assertThrows(
                    IOException.class,
                    () ->
                            database.transaction(
                                    connection -> {
                                        try (Statement statement = connection.createStatement()) {
                                            statement.execute("insert into t values(1)");
                                        }
                                        throw new SQLException("no");
                                    }));
            assertEquals("0", text(database, "select count(*) from t"));
        }
    }

    /** Whatever the bytes are: it opens, and what cannot be read is kept aside. */
    @Test
    void damagedFileIsSetAsideAndANewOneBegun() throws Exception {
        try (Database database = Database.open(file, List.of(FIRST)).database()) {
            for (int i = 0; i < 500; i++) {
                insert(database, i);
            }
        }
        byte[] good = Files.readAllBytes(file);
        Random random = new Random(12);
        int aside = 0;
        for (int round = 0; round < 30; round++) {
            byte[] bad =
                    round % 3 == 0
                            ? java.util.Arrays.copyOf(good, 1 + random.nextInt(good.length))
                            : good.clone();
            for (int i = 0; i < 200; i++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            Files.write(file, bad);
            Files.deleteIfExists(directory.resolve("x.db-wal"));
            Database.Opened opened = Database.open(file, List.of(FIRST));
            try (Database database = opened.database()) {
                insert(database, 1);
                if (opened.sentence() != null) {
                    aside++;
                    assertNotNull(opened.sentence());
                    assertEquals("1", text(database, "select count(*) from t"));
                    assertTrue(Files.exists(directory.resolve("x.db.damaged-" + aside)));
                }
            }
            Files.delete(file);
        }
        assertTrue(aside > 20, "set aside " + aside);
    }
}
