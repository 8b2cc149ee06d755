package net.skycoin.skywire.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ControlServerTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final ControlLimits LIMITS = new ControlLimits(1_000, 4, 1, LONG, LONG, LONG);

    @TempDir Path directory;
    private ControlServer server;
    private final CompletableFuture<ControlReply> later = new CompletableFuture<>();

    @BeforeEach
    void start() throws IOException {
        server = start(LIMITS, directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private ControlServer start(ControlLimits limits, Path where) throws IOException {
        ControlRoutes routes =
                new ControlRoutes()
                        .get("/v1/status", request -> echo(request).now())
                        .post("/v1/config", request -> echo(request).now())
                        .get("/v1/later", _ -> later)
                        .get(
                                "/v1/large",
                                _ ->
                                        ControlReply.ok(
                                                        JsonNodeFactory.instance.textNode(
                                                                "x".repeat(4_000_000)))
                                                .now())
                        .get(
                                "/v1/broken",
                                _ -> {
                                    throw new IllegalStateException("on purpose");
                                });
        ControlServer started = new ControlServer(routes, limits);
        try {
            started.listen(ControlSocket.control(where, null));
            started.listen(ControlSocket.status(where, null));
            return started;
        } catch (IOException e) {
            started.close();
            throw e;
        }
    }

    private static ControlReply echo(ControlRequest request) {
        return ControlReply.ok(
                JsonNodeFactory.instance
                        .objectNode()
                        .put("method", request.method())
                        .put("path", request.path())
                        .put("query", request.query().toString())
                        .set("body", request.body()));
    }

    private Path control() {
        return directory.resolve("control.sock");
    }

    private ControlClient client() {
        return new ControlClient(control(), LONG);
    }

    private static void assertProblem(int status, String code, ControlReply reply) {
        assertEquals(status, reply.status(), reply.body().toString());
        assertEquals(code, reply.body().path("code").asText());
        for (String field : List.of("path", "value", "allowed")) {
            assertTrue(reply.body().has(field), reply.body().toString());
        }
    }

    @Test
    void givesARequestToItsHandlerAndTheAnswerBack() throws Exception {
        JsonNode sent = JsonNodeFactory.instance.objectNode().put("a", 1);

        ControlReply get = client().get("/v1/status?to=ab%20c&relays=2");
        ControlReply post = client().post("/v1/config", sent);

        assertEquals(200, get.status());
        assertEquals("{to=ab c, relays=2}", get.body().path("query").asText());
        assertEquals("POST", post.body().path("method").asText());
        assertEquals(sent, post.body().path("body"));
    }

    @Test
    void servesOneRequestAfterTheOtherOnAConnectionAlsoWhenSentAhead() throws Exception {
        try (RawClient client = new RawClient(control())) {
            StringBuilder burst = new StringBuilder();
            for (int i = 0; i < 100; i++) {
                burst.append("GET /v1/status?n=" + i + " HTTP/1.1\r\nHost: x\r\n\r\n");
            }
            client.send(burst.toString());
            for (int i = 0; i < 100; i++) {
                assertTrue(client.until("\"body\":null}\n").contains("{n=" + i + "}"));
            }
        }
    }

    @Test
    void waitsForAnAnswerThatComesLaterFromAnotherThread() throws Exception {
        try (RawClient client = new RawClient(control())) {
            client.send("GET /v1/later HTTP/1.1\r\n\r\n");
            assertEquals(200, client().get("/v1/status").status());
            later.complete(ControlReply.ok(JsonNodeFactory.instance.textNode("here")));
            assertTrue(client.until("\"here\"\n").startsWith("HTTP/1.1 200 "));
        }
    }

    @Test
    void answersTimeoutWhenTheHandlerDoesNot() throws Exception {
        server.close();
        server =
                start(new ControlLimits(1_000, 4, 1, LONG, Duration.ofMillis(50), LONG), directory);
        assertProblem(504, Problem.TIMEOUT, client().get("/v1/later"));
        later.complete(ControlReply.ok(JsonNodeFactory.instance.nullNode()));
        assertEquals(200, client().get("/v1/status").status());
    }

    @Test
    void saysWhatIsKnownAndAllowed() throws Exception {
        ControlReply unknown = client().get("/v1/nothing");
        assertProblem(404, Problem.UNKNOWN, unknown);
        assertTrue(unknown.body().path("allowed").asText().contains("/v1/status"));
        ControlReply method = client().post("/v1/status", JsonNodeFactory.instance.objectNode());
        assertProblem(405, Problem.METHOD, method);
        assertTrue(method.body().path("allowed").asText().contains("GET"));
    }

    @Test
    void takesOnlyGetOnTheStatusSocket() throws Exception {
        ControlClient reader = new ControlClient(directory.resolve("status.sock"), LONG);
        assertEquals(200, reader.get("/v1/status").status());
        assertProblem(
                405,
                Problem.METHOD,
                reader.post("/v1/config", JsonNodeFactory.instance.objectNode()));
    }

    @Test
    void answersAFaultOfAHandlerWithoutItsDetails() throws Exception {
        ControlReply reply = client().get("/v1/broken");
        assertProblem(500, Problem.FAULT, reply);
        assertFalse(reply.body().toString().contains("on purpose"));
    }

    @Test
    void refusesABodyThatIsNotJson() throws Exception {
        for (String body : List.of("{", "{\"a\":1,\"a\":2}", "1 2", "nul", "[".repeat(500))) {
            try (RawClient client = new RawClient(control())) {
                client.send(
                        "POST /v1/config HTTP/1.1\r\nContent-Length: "
                                + body.length()
                                + "\r\n\r\n"
                                + body);
                String reply = client.until("}\n");
                assertTrue(reply.startsWith("HTTP/1.1 400 "), reply);
                assertTrue(reply.contains("\"code\":\"syntax\""), reply);
            }
        }
    }

    @Test
    void refusesQueriesThatAreAmbiguousOrBroken() throws Exception {
        assertProblem(400, Problem.INVALID, client().get("/v1/status?a=1&a=2"));
        assertProblem(400, Problem.SYNTAX, client().get("/v1/status?a=%zz"));
    }

    @Test
    void refusesWhatIsTooLarge() throws Exception {
        ControlReply reply =
                client().post(
                                "/v1/config",
                                JsonNodeFactory.instance.textNode("x".repeat(10_000_000)));
        assertProblem(413, Problem.SIZE, reply);
        try (RawClient client = new RawClient(control())) {
            client.send("GET /" + "x".repeat(5_000) + " HTTP/1.1\r\n\r\n");
            assertTrue(client.rest().startsWith("HTTP/1.1 400 "));
        }
        try (RawClient client = new RawClient(control())) {
            client.send("GET /v1/status HTTP/1.1\r\nA: " + "x".repeat(9_000) + "\r\n\r\n");
            assertTrue(client.rest().startsWith("HTTP/1.1 400 "));
        }
    }

    @Test
    void closesAClientThatSendsTooSlowly() throws Exception {
        server.close();
        server =
                start(
                        new ControlLimits(1_000, 4, 1, Duration.ofMillis(100), LONG, LONG),
                        directory);
        try (RawClient silent = new RawClient(control());
                RawClient slow = new RawClient(control())) {
            slow.send("GET /v1/status HT");
            assertEquals("", silent.rest());
            assertEquals("", slow.rest());
        }
    }

    @Test
    void closesAClientThatDoesNotReadItsAnswer() throws Exception {
        server.close();
        server =
                start(
                        new ControlLimits(1_000, 1, 1, LONG, LONG, Duration.ofMillis(100)),
                        directory);
        try (RawClient client = new RawClient(control())) {
            client.send("GET /v1/large HTTP/1.1\r\n\r\n");
            client.until("\r\n\r\n");
            ControlReply reply;
            do {
                reply = client().get("/v1/status");
            } while (reply.status() == 503);
            assertEquals(200, reply.status());
        }
    }

    @Test
    void turnsAwayConnectionsBeyondTheLimitAndRecovers() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < LIMITS.connections(); i++) {
            clients.add(new RawClient(control()));
        }
        try (RawClient extra = new RawClient(control())) {
            assertTrue(extra.rest().startsWith("HTTP/1.1 503 "));
        }
        for (RawClient client : clients) {
            client.send("GET /v1/status HTTP/1.1\r\n\r\n").until("}\n");
            client.close();
        }
        ControlReply reply;
        do {
            reply = client().get("/v1/status");
        } while (reply.status() == 503);
        assertEquals(200, reply.status());
    }

    @Test
    void survivesAnyBytes() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("ControlServerTest seed " + seed);
        Random random = new Random(seed);
        String valid = "POST /v1/config?a=b HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}";
        for (int i = 0; i < 300; i++) {
            try (RawClient client = new RawClient(control())) {
                StringBuilder text = new StringBuilder(valid);
                for (int n = random.nextInt(6); n >= 0; n--) {
                    text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(128));
                }
                client.send(text.toString());
            }
        }
        ControlReply reply;
        do {
            reply = client().get("/v1/status");
        } while (reply.status() == 503);
        assertEquals(200, reply.status());
    }

    @Test
    void streamsEventsAndDropsAFollowerThatDoesNotRead() throws Exception {
        try (RawClient follower = new RawClient(control())) {
            follower.send("GET /v1/events HTTP/1.1\r\n\r\n");
            String head = follower.until("\r\n\r\n");
            assertTrue(head.contains("text/event-stream"), head);
            assertProblem(503, Problem.BUSY, client().get("/v1/events"));

            server.publish("link", JsonNodeFactory.instance.objectNode().put("up", true));
            assertTrue(follower.until("}\n\n").contains("event: link\ndata: {\"up\":true}"));

            JsonNode large = JsonNodeFactory.instance.textNode("x".repeat(100_000));
            for (int i = 0; i < 200; i++) {
                server.publish("load", large);
            }
            assertTrue(follower.rest().length() < 200 * 100_000);
        }
    }

    @Test
    void givesSocketsTheirModeAndGroup() throws Exception {
        PosixFileAttributes made = Files.readAttributes(control(), PosixFileAttributes.class);
        assertEquals("rw-rw----", PosixFilePermissions.toString(made.permissions()));

        GroupPrincipal own = Files.readAttributes(directory, PosixFileAttributes.class).group();
        Path other = Files.createDirectory(directory.resolve("other"));
        server.listen(new ControlSocket(other.resolve("x.sock"), own.getName(), "rw-rw-rw-", true));
        assertEquals(
                "rw-rw-rw-",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(other.resolve("x.sock"))));
        assertRefused(
                IOException.class,
                "group no-such-group does not exist",
                () -> server.listen(ControlSocket.control(other, "no-such-group")));
        assertFalse(Files.exists(other.resolve("control.sock")));
    }

    @Test
    void refusesASocketThatALiveDaemonHolds() throws Exception {
        assertRefused(BindException.class, "running daemon", () -> start(LIMITS, directory));
        assertEquals(200, client().get("/v1/status").status());
    }

    @Test
    void replacesTheSocketThatADeadDaemonLeft() throws Exception {
        Path other = Files.createDirectory(directory.resolve("other"));
        Path left = other.resolve("control.sock");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(left));
        }
        assertTrue(Files.exists(left));
        try (ControlServer _ = start(LIMITS, other)) {
            assertEquals(200, new ControlClient(left, LONG).get("/v1/status").status());
        }
        assertFalse(Files.exists(left));
    }

    @Test
    void refusesAFileThatIsNoSocketAndADirectoryThatIsNotThere() throws Exception {
        Path other = Files.createDirectory(directory.resolve("other"));
        Files.writeString(other.resolve("control.sock"), "mine");
        assertThrows(BindException.class, () -> start(LIMITS, other));
        assertEquals("mine", Files.readString(other.resolve("control.sock")));
        assertRefused(
                IOException.class,
                "must exist",
                () -> server.listen(ControlSocket.control(other.resolve("none"), null)));
    }

    @Test
    void tellsTheClientWhyNobodyAnswers() throws Exception {
        ControlClient none = new ControlClient(directory.resolve("none.sock"), LONG);
        assertUnreachable("there is no", () -> none.get("/v1/status"));

        ControlClient impatient = new ControlClient(control(), Duration.ofMillis(100));
        assertUnreachable("did not answer", () -> impatient.get("/v1/later"));

        Path left = directory.resolve("left.sock");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(left));
        }
        ControlClient late = new ControlClient(left, LONG);
        assertUnreachable("nobody listens", () -> late.get("/v1/status"));
    }

    private static void assertUnreachable(String reason, Executable action) {
        assertRefused(ControlClient.UnreachableException.class, reason, action);
    }

    private static void assertRefused(
            Class<? extends IOException> type, String reason, Executable action) {
        String sentence = String.valueOf(assertThrows(type, action).getMessage());
        assertTrue(sentence.contains(reason), sentence);
    }
}
