package net.skycoin.skywire.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import net.skycoin.skywire.control.ControlReply;
import net.skycoin.skywire.control.ControlRoutes;
import net.skycoin.skywire.control.ControlServer;
import net.skycoin.skywire.control.ControlSocket;
import net.skycoin.skywire.control.Problem;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The commands that ask the daemon, against a server with canned answers. */
class DaemonCommandsTest extends CommandTest {
    private static final String STATUS =
            """
            {"key":"KEY","address":"fd5a::1","roles":["relay","router"],"version":"0.1.0",
             "uptimeSeconds":90061,"listen":["udp:0.0.0.0:7373"],"links":2,"knownNodes":9,
             "protected":true,"trouble":null,"exit":"KEY",
             "lease":{"ipv4":"100.64.0.2","ipv6":null,"mtu":1392,"resolvers":["198.18.0.53"]}}
            """
                    .replace("KEY", KEY);

    private static final String PEERS =
            """
            [{"key":"KEY","endpoint":"udp:10.0.0.2:7373","configured":true,"state":"linked"}]
            """
                    .replace("KEY", KEY);

    private static final String LINKS =
            """
            [{"peer":"KEY","endpoint":"udp:10.0.0.2:7373","state":"up","rttMs":12.34,
              "oneWayOutMs":6.1,"oneWayInMs":6.2,"lossOut":0.001,"lossIn":0,"rateOutBps":9800000,
              "rateInBps":120,"mtu":1500,"ageSeconds":59}]
            """
                    .replace("KEY", KEY);

    private static final String CIRCUITS =
            """
            {"outbound":[{"id":1,"path":["KEY","OTHER"],"exit":"OTHER","state":"open",
               "role":"active","ageSeconds":3700,"rttMs":40,"bytesOut":1000,"bytesIn":2500000}],
             "relayed":[{"previous":"KEY","next":"OTHER","cells":7,"bytes":9800,"ageSeconds":1}],
             "inbound":[]}
            """
                    .replace("KEY", KEY)
                    .replace("OTHER", OTHER);

    private static final String TOPOLOGY =
            """
            {"nodes":[{"key":"KEY","roles":["relay","exit"],"country":"\\u001b[31m",
               "links":[{"to":"OTHER","delayMs":3.5,"mtu":1500}]}]}
            """
                    .replace("KEY", KEY)
                    .replace("OTHER", OTHER);

    private static final String ROUTES =
            """
            {"routes":[{"path":["KEY","OTHER"],"delayMs":20.04,"mtu":1500}]}
            """
                    .replace("KEY", KEY)
                    .replace("OTHER", OTHER);

    private final AtomicReference<String> asked = new AtomicReference<>("");

    private ControlServer daemon() throws IOException {
        ControlRoutes routes =
                new ControlRoutes()
                        .get("/v1/status", _ -> ControlReply.ok(tree(STATUS)).now())
                        .get("/v1/peers", _ -> ControlReply.ok(tree(PEERS)).now())
                        .get("/v1/links", _ -> ControlReply.ok(tree(LINKS)).now())
                        .get("/v1/circuits", _ -> ControlReply.ok(tree(CIRCUITS)).now())
                        .get("/v1/topology", _ -> ControlReply.ok(tree(TOPOLOGY)).now())
                        .get(
                                "/v1/route",
                                request -> {
                                    asked.set(request.query().toString());
                                    return route(request.parameter("to")).now();
                                });
        ControlServer server = new ControlServer(routes);
        server.listen(ControlSocket.status(directory, null));
        return server;
    }

    private static ControlReply route(@Nullable String to) {
        if (KEY.equals(to)) {
            return ControlReply.ok(tree(ROUTES));
        }
        return OTHER.equals(to)
                ? ControlReply.ok(tree("{\"routes\":[],\"reason\":\"no-path\"}"))
                : ControlReply.badRequest(
                        new Problem(Problem.INVALID, "to", to, "the 66 hex digits of a key"));
    }

    @Test
    void printTheAnswerAsItIsWithJson() throws Exception {
        try (ControlServer _ = daemon()) {
            assertEquals(tree(STATUS), run("status", "--json").expect(0).json());
            assertEquals(tree(PEERS), run("peers", "--json").expect(0).json());
            assertEquals(tree(LINKS), run("links", "--json").expect(0).json());
            assertEquals(tree(CIRCUITS), run("circuits", "--json").expect(0).json());
            assertEquals(tree(TOPOLOGY), run("topology", "--json").expect(0).json());
            assertEquals(tree(ROUTES), run("route", "--json", KEY).expect(0).json());
        }
    }

    @Test
    void renderTheAnswerForAPerson() throws Exception {
        try (ControlServer _ = daemon()) {
            run("status").expect(0).says(KEY, "relay, router", "1 d 1 h", "up", "100.64.0.2");
            run("peers").expect(0).says(KEY, "udp:10.0.0.2:7373", "yes", "linked");
            run("links").expect(0).says("12.3 ms", "0.1 %", "9.8 Mb/s", "120 b/s", "1500", "59 s");
            run("circuits")
                    .expect(0)
                    .says("0279be667ef9 > 02c6047f9441", "active", "2.5 MB", "1 h 1 min", "none");
            run("topology").expect(0).says(KEY, "relay, exit", "?[31m");
            run("route", KEY).expect(0).says("20.0 ms");
            run("route", OTHER).expect(0).says("No path: no-path");
        }
    }

    @Test
    void alignTheColumnsOfATable() throws Exception {
        try (ControlServer _ = daemon()) {
            String[] lines = run("peers").expect(0).out().lines().toArray(String[]::new);
            assertEquals(2, lines.length);
            assertEquals(lines[0].indexOf("STATE"), lines[1].indexOf("linked"));
            assertFalse(lines[0].endsWith(" "));
        }
    }

    @Test
    void passTheirParametersOn() throws Exception {
        try (ControlServer _ = daemon()) {
            run("route", KEY, "--relays", "3").expect(0);
            assertEquals("{to=" + KEY + ", relays=3}", asked.get());
            run("route", "a b&c").expect(2);
            assertEquals("{to=a b&c}", asked.get());
        }
    }

    @Test
    void sayWhatTheDaemonRefused() throws Exception {
        try (ControlServer _ = daemon()) {
            run("route", "zz")
                    .expect(2)
                    .says("The daemon refused: to is zz; it must be the 66 hex digits");
        }
    }

    @Test
    void endWithSixWhenThereIsNoDaemon() {
        for (String command : new String[] {"status", "peers", "links", "circuits", "topology"}) {
            Run run = run(command).expect(6).says("The daemon is not running");
            assertEquals("", run.out());
            assertEquals(1, run.err().lines().count());
        }
    }

    @Test
    void explainThemselves() {
        for (String command :
                new String[] {
                    "status",
                    "peers",
                    "links",
                    "circuits",
                    "route",
                    "topology",
                    "keygen",
                    "init",
                    "check",
                    "invite",
                    "join"
                }) {
            run(command, "--help").expect(0).says("Usage: skywire " + command, "--json", "--data");
        }
        run("--help").expect(0).says("Exit codes", "topology");
        run("--version").expect(0).says("skywire ");
    }

    @Test
    void endWithTwoWhenUsedWrongly() {
        assertTrue(run().expect(2).err().contains("skywire --help"));
        run("stats").expect(2).says("status", "skywire --help");
        run("status", "--jsn").expect(2).says("--jsn", "skywire status --help");
        run("route").expect(2).says("KEY");
        run("route", KEY, "--relays", "many").expect(2).says("--relays");
    }
}
