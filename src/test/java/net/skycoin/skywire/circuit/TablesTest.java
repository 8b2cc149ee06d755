package net.skycoin.skywire.circuit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TablesTest {
    @Test
    void longTableBehavesLikeAMap() {
        Random random = new Random(1);
        LongTable<String> table = new LongTable<>();
        Map<Long, String> model = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            long key = random.nextLong(300) - 100;
            if (random.nextInt(3) == 0) {
                table.remove(key);
                model.remove(key);
            } else if (random.nextInt(3) == 0) {
                String value = "v" + i;
                table.put(key, value);
                model.put(key, value);
            }
            assertEquals(model.get(key), table.get(key));
            assertEquals(model.containsKey(key), table.contains(key));
            assertEquals(model.size(), table.size());
        }
        model.forEach((key, value) -> assertEquals(value, table.get(key)));
    }

    @Test
    void rateLimitAdmitsTheBurstAndThenTheRate() {
        RateLimit limit = new RateLimit(10, 5);
        long nowNs = -1_000;
        for (int i = 0; i < 5; i++) {
            assertTrue(limit.admits(nowNs));
        }
        assertFalse(limit.admits(nowNs));
        int admitted = 0;
        for (int i = 0; i < 1000; i++) {
            nowNs += 10_000_000;
            admitted += limit.admits(nowNs) ? 1 : 0;
        }
        assertEquals(100, admitted);
    }
}
