package net.skycoin.skywire.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import net.skycoin.skywire.lab.Command;
import net.skycoin.skywire.lab.LabNode;

/** What a router's daemon says of itself. */
final class RouterView {
    /** Inner packets on a path of 1,500 bytes over IPv4. */
    private static final int FULL_MTU = 1392;

    private RouterView() {}

    /** Whether packets of full size have a way. */
    static boolean isReady(LabNode router) {
        Command.Result said = router.skywire("status", "--json");
        try {
            JsonNode status = JsonMapper.builder().build().readTree(said.output());
            return said.ok() && status.toString().contains("\"mtu\":" + FULL_MTU);
        } catch (IOException _) {
            return false;
        }
    }
}
