package net.skycoin.skywire.lab;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.Executors;

/**
 * The "internet's" web server, a process of its own in the server's namespace. Port 80, all
 * addresses:
 *
 * <pre>
 *   GET  /bytes/COUNT?seed=S   that much of {@link Content}
 *   GET  /ip                   the address that the client seems to have
 *   POST /upload               SHA-256 of what was sent, in hex
 * </pre>
 */
final class InternetServer {
    private static final int PORT = 80;

    private InternetServer() {}

    static void main(String[] arguments) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(PORT), 128);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/bytes/", InternetServer::bytes);
        server.createContext("/ip", InternetServer::address);
        server.createContext("/upload", InternetServer::upload);
        server.start();
        System.out.println("ready");
    }

    private static void bytes(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        try (exchange) {
            long count = number(path.substring("/bytes/".length()));
            if (count < 0) {
                exchange.sendResponseHeaders(400, -1);
                return;
            }
            exchange.getResponseHeaders().add("Content-Type", "application/octet-stream");
            exchange.sendResponseHeaders(200, count == 0 ? -1 : count);
            Content.write(exchange.getResponseBody(), count, seed(exchange));
        }
    }

    private static long number(String text) {
        return text.matches("[0-9]{1,15}") ? Long.parseLong(text) : -1;
    }

    private static long seed(HttpExchange exchange) {
        String query = exchange.getRequestURI().getQuery();
        return query != null && query.startsWith("seed=")
                ? number(query.substring("seed=".length()))
                : 0;
    }

    private static void address(HttpExchange exchange) throws IOException {
        answer(exchange, exchange.getRemoteAddress().getAddress().getHostAddress());
    }

    private static void upload(HttpExchange exchange) throws IOException {
        MessageDigest digest = Content.sha256();
        byte[] block = new byte[65_536];
        try (InputStream body = exchange.getRequestBody()) {
            for (int n = body.read(block); n >= 0; n = body.read(block)) {
                digest.update(block, 0, n);
            }
        }
        answer(exchange, HexFormat.of().formatHex(digest.digest()));
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
