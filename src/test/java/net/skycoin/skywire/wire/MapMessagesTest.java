package net.skycoin.skywire.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Random;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import org.junit.jupiter.api.Test;

class MapMessagesTest {
    private static final Random RANDOM = new Random(8);
    private static final PublicKey A = PrivateKey.generate(RANDOM).publicKey();
    private static final PublicKey B = PrivateKey.generate(RANDOM).publicKey();

    private static final MapVersions VERSIONS =
            new MapVersions(
                    List.of(
                            new MapVersions.Entry(
                                    new RecordId(A, RecordKind.DESCRIPTOR),
                                    new RecordVersion(1, 0xffff_ffffL),
                                    0xffff_ffffL),
                            new MapVersions.Entry(
                                    new RecordId(B, RecordKind.LINK_STATES),
                                    new RecordVersion(0, 1),
                                    0)));
    private static final MapRequest REQUEST =
            new MapRequest(
                    List.of(
                            new RecordId(A, RecordKind.LINK_STATES),
                            new RecordId(B, RecordKind.DESCRIPTOR)));
    private static final MapRecords RECORDS =
            new MapRecords(
                    List.of(
                            new MapRecords.Entry(RecordKind.DESCRIPTOR, 7, new byte[] {1, 2}),
                            new MapRecords.Entry(RecordKind.LINK_STATES, 0, new byte[0])));

    @Test
    void messagesSurviveTheWire() {
        assertEquals(VERSIONS, MapVersions.parse(VERSIONS.emit()));
        assertEquals(REQUEST, MapRequest.parse(REQUEST.emit()));
        assertEquals(new MapRequest(List.of()), MapRequest.parse(new byte[] {33, 0, 0}));
        MapRecords read = MapRecords.parse(RECORDS.emit());
        assertNotNull(read);
        assertEquals(2, read.entries().size());
        assertEquals(7, read.entries().getFirst().ageSeconds());
        assertArrayEquals(new byte[] {1, 2}, read.entries().getFirst().record());
        assertArrayEquals(RECORDS.emit(), read.emit());
    }

    @Test
    void layoutIsThatOfTheProtocol() {
        byte[] versions = VERSIONS.emit();
        assertEquals(3 + 2 * 46, versions.length);
        assertEquals(32, versions[0]);
        assertEquals(2, versions[2]);
        assertEquals(1, versions[3 + 33]);
        assertEquals(33, REQUEST.emit()[0]);
        assertEquals(3 + 2 * 34, REQUEST.emit().length);
        assertEquals(34, RECORDS.emit()[0]);
        assertEquals(3 + 7 + 2 + 7, RECORDS.emit().length);
    }

    @Test
    void wrongTypeCountKeyOrLengthIsRefused() {
        for (int position : new int[] {0, 2}) {
            byte[] versions = VERSIONS.emit();
            byte[] request = REQUEST.emit();
            byte[] records = RECORDS.emit();
            versions[position]++;
            request[position]++;
            records[position]++;
            assertNull(MapVersions.parse(versions));
            assertNull(MapRequest.parse(request));
            assertNull(MapRecords.parse(records));
        }
        byte[] versions = VERSIONS.emit();
        versions[3] = 9;
        assertNull(MapVersions.parse(versions));
        byte[] request = REQUEST.emit();
        request[3] = 9;
        assertNull(MapRequest.parse(request));
    }

    @Test
    void kindsOfLaterVersionsArePassedOver() {
        byte[] versions = VERSIONS.emit();
        versions[3 + 33] = 9;
        MapVersions read = MapVersions.parse(versions);
        assertNotNull(read);
        assertEquals(VERSIONS.entries().subList(1, 2), read.entries());

        byte[] records = RECORDS.emit();
        records[3] = 9;
        MapRecords others = MapRecords.parse(records);
        assertNotNull(others);
        assertEquals(1, others.entries().size());

        byte[] request = REQUEST.emit();
        request[3 + 33] = 9;
        MapRequest one = MapRequest.parse(request);
        assertNotNull(one);
        assertEquals(1, one.ids().size());
        request[3 + 34 + 33] = 9;
        assertNull(MapRequest.parse(request), "would read as a request for the whole list");
    }

    @Test
    void noBytesMakeAParserThrow() {
        long seed = 20_261_122;
        System.out.println("MapMessagesTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 3000; round++) {
            byte[] versions = Mutations.of(VERSIONS.emit(), random);
            MapVersions read = MapVersions.parse(versions);
            if (read != null && read.entries().size() == versions[2]) {
                assertArrayEquals(versions, read.emit());
            }
            MapRequest.parse(Mutations.of(REQUEST.emit(), random));
            MapRecords.parse(Mutations.of(RECORDS.emit(), random));
        }
    }
}
