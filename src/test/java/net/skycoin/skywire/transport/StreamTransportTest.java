package net.skycoin.skywire.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import net.skycoin.skywire.bytes.PacketBatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamTransportTest {
    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final List<Transport> opened = new ArrayList<>();

    private record Datagram(InetSocketAddress from, ByteBuffer bytes) {}

    private static final class Recorder implements TransportHandler {
        private final BlockingQueue<Datagram> datagrams = new LinkedBlockingQueue<>();
        private final Semaphore writable = new Semaphore(0);

        @Override
        public void received(InetSocketAddress from, PacketBatch batch) {
            for (int i = 0; i < batch.count(); i++) {
                int offset = batch.offset(i);
                byte[] bytes = Arrays.copyOfRange(batch.array(), offset, offset + batch.length(i));
                datagrams.add(new Datagram(from, ByteBuffer.wrap(bytes)));
            }
        }

        @Override
        public void roundDone() {}

        @Override
        public void writable() {
            writable.release();
        }

        Datagram next() throws InterruptedException {
            Datagram datagram = datagrams.poll(5, TimeUnit.SECONDS);
            assertNotNull(datagram, "no packet arrived");
            return datagram;
        }
    }

    @AfterEach
    void close() {
        opened.forEach(Transport::close);
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static Path resource(String name) throws Exception {
        return Path.of(StreamTransportTest.class.getResource("/tls/" + name).toURI());
    }

    private static TransportSettings settings() throws Exception {
        return TransportSettings.standard()
                .withTls(
                        new TlsSettings(
                                Optional.of(resource("tls-certificate.pem")),
                                Optional.of(resource("tls-key.pem")),
                                "www.example.org",
                                Optional.empty()));
    }

    private Transport open(String name, TransportHandler handler) throws Exception {
        Transport transport =
                new Transports().named(name).orElseThrow().open(loop, settings(), handler);
        opened.add(transport);
        return transport;
    }

    private static InetSocketAddress any(String address) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), 0);
    }

    /** Packet i is {@code length} bytes of value i. */
    private static PacketBatch batch(int count, int length) {
        PacketBatch batch = new PacketBatch();
        for (int i = 0; i < count; i++) {
            byte[] packet = new byte[length];
            Arrays.fill(packet, (byte) i);
            batch.append(packet, 0, length);
        }
        return batch;
    }

    private <T> T onLoop(Callable<T> task) throws Exception {
        return loop.submit(task).get(5, TimeUnit.SECONDS);
    }

    private int send(Transport transport, InetSocketAddress to, PacketBatch batch)
            throws Exception {
        return onLoop(() -> transport.send(to, batch));
    }

    private void dial(Transport transport, InetSocketAddress to) throws Exception {
        onLoop(
                () -> {
                    transport.dial(to);
                    return true;
                });
    }

    @ParameterizedTest
    @CsvSource({"tcp, 127.0.0.1", "tcp, ::1", "tls, 127.0.0.1", "tls, ::1"})
    void carriesPacketsBothWays(String name, String address) throws Exception {
        Recorder here = new Recorder();
        Recorder there = new Recorder();
        Transport dialler = open(name, here);
        Transport listener = open(name, there);
        InetSocketAddress to = listener.listen(any(address));

        onLoop(
                () -> {
                    dialler.dial(to);
                    assertEquals(1, dialler.send(to, batch(1, 200)), "waits for the connection");
                    assertEquals(0, dialler.send(to, batch(2, 200)), "and nothing more does");
                    return true;
                });
        assertTrue(here.writable.tryAcquire(5, TimeUnit.SECONDS));
        InetSocketAddress from = there.next().from();
        assertEquals(40, send(dialler, to, batch(40, 1400)));
        for (int i = 0; i < 40; i++) {
            Datagram datagram = there.next();
            assertEquals(from, datagram.from());
            byte[] expected = new byte[1400];
            Arrays.fill(expected, (byte) i);
            assertEquals(ByteBuffer.wrap(expected), datagram.bytes());
        }
        assertEquals(40, send(listener, from, batch(40, 1472)));
        for (int i = 0; i < 40; i++) {
            Datagram datagram = here.next();
            assertEquals(to, datagram.from());
            assertEquals(1472, datagram.bytes().remaining());
        }
        assertEquals(41, onLoop(listener::statistics).receivedPackets());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "tls"})
    void withoutADialNothingIsConnected(String name) throws Exception {
        Transport listener = open(name, new Recorder());
        InetSocketAddress to = listener.listen(any("127.0.0.1"));
        Transport other = open(name, new Recorder());
        assertEquals(3, send(other, to, batch(3, 100)));
        assertEquals(3, onLoop(other::statistics).unreachable());
    }

    /** The peer reads nothing: what waits is bounded, and goes once it reads again. */
    @Test
    void aBlockedConnectionTakesNothing() throws Exception {
        Recorder here = new Recorder();
        Transport dialler = open("tcp", here);
        try (ServerSocket peer = new ServerSocket()) {
            peer.setReceiveBufferSize(16 << 10);
            peer.bind(any("127.0.0.1"));
            InetSocketAddress to = (InetSocketAddress) peer.getLocalSocketAddress();
            dial(dialler, to);
            try (Socket socket = peer.accept()) {
                PacketBatch batch = batch(40, 1400);
                int taken = 0;
                for (int i = 0; i < 1000 && onLoop(dialler::statistics).blocked() < 20; i++) {
                    taken += send(dialler, to, batch);
                    Thread.sleep(1);
                }
                assertTrue(onLoop(dialler::statistics).blocked() >= 20, "never blocked");
                assertTrue(taken * 1400L < 4 << 20, taken + " packets were taken");
                here.writable.drainPermits();
                InputStream in = socket.getInputStream();
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
                while (!here.writable.tryAcquire() && System.nanoTime() < deadline) {
                    in.readNBytes(1402);
                }
                assertTrue(send(dialler, to, batch(1, 10)) == 1, "there is room again");
            }
        }
    }

    @Test
    void aConnectionThatBreaksCanBeDialledAgain() throws Exception {
        Recorder here = new Recorder();
        Transport dialler = open("tcp", here);
        try (ServerSocket peer = new ServerSocket()) {
            peer.bind(any("127.0.0.1"));
            InetSocketAddress to = (InetSocketAddress) peer.getLocalSocketAddress();
            for (int i = 0; i < 2; i++) {
                dial(dialler, to);
                send(dialler, to, batch(1, 10));
                try (Socket socket = peer.accept()) {
                    assertEquals(12, socket.getInputStream().readNBytes(12).length);
                }
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
                while (onLoop(((StreamTransport) dialler)::connectionCount) > 0) {
                    assertTrue(System.nanoTime() < deadline, "still there");
                }
            }
        }
    }

    @Test
    void anOversizedFrameEndsTheConnection() throws Exception {
        Transport listener = open("tcp", new Recorder());
        InetSocketAddress to = listener.listen(any("127.0.0.1"));
        try (Socket socket = new Socket(to.getAddress(), to.getPort())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(new byte[] {0x08, 0x01, 1, 2, 3});
            assertEquals(-1, socket.getInputStream().read());
        }
    }

    @Test
    void oneAddressGetsSoManyConnectionsAndNoMore() throws Exception {
        StreamTransport listener = (StreamTransport) open("tcp", new Recorder());
        InetSocketAddress to = listener.listen(any("127.0.0.1"));
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < StreamTransport.MOST_PER_SOURCE + 10; i++) {
                sockets.add(new Socket(to.getAddress(), to.getPort()));
            }
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
            while (onLoop(listener::statistics).refused() < 10) {
                assertTrue(System.nanoTime() < deadline, "not refused");
            }
            assertEquals(StreamTransport.MOST_PER_SOURCE, onLoop(listener::connectionCount));
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static SSLSocket https(InetSocketAddress to, List<X509Certificate> shown)
            throws Exception {
        X509TrustManager anybody =
                new X509TrustManager() {
                    @Override
                    public void checkClientTrusted(X509Certificate[] chain, String type) {}

                    @Override
                    public void checkServerTrusted(X509Certificate[] chain, String type) {
                        shown.addAll(List.of(chain));
                    }

                    @Override
                    public X509Certificate[] getAcceptedIssuers() {
                        return new X509Certificate[0];
                    }
                };
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {anybody}, null);
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(to.getAddress(), to.getPort());
        socket.setSoTimeout(5000);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        parameters.setServerNames(List.<SNIServerName>of(new SNIHostName("www.example.org")));
        socket.setSSLParameters(parameters);
        return socket;
    }

    private static String ask(InetSocketAddress to, String request) throws Exception {
        List<X509Certificate> shown = new ArrayList<>();
        try (SSLSocket socket = https(to, shown)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            byte[] answer = socket.getInputStream().readAllBytes();
            assertEquals("http/1.1", socket.getApplicationProtocol());
            assertEquals("TLSv1.3", socket.getSession().getProtocol());
            assertEquals(
                    "CN=www.example.org", shown.getFirst().getSubjectX500Principal().getName());
            return new String(answer, StandardCharsets.UTF_8);
        }
    }

    @Test
    void aWebClientGetsAnOrdinaryAnswer() throws Exception {
        Recorder there = new Recorder();
        Transport listener = open("tls", there);
        InetSocketAddress to = listener.listen(any("127.0.0.1"));
        String page =
                ask(to, "GET / HTTP/1.1\r\nHost: www.example.org\r\nConnection: close\r\n\r\n");
        assertTrue(page.startsWith("HTTP/1.1 200 OK\r\n"), page);
        assertTrue(page.contains("<h1>It works!</h1>"), page);
        assertFalse(page.toLowerCase(java.util.Locale.ROOT).contains("skywire"), page);
        String other = ask(to, "GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        assertTrue(other.startsWith("HTTP/1.1 404 "), other);
        String bad = ask(to, "\u007f\u007f nonsense\r\n\r\n");
        assertTrue(bad.startsWith("HTTP/1.1 400 "), bad);
        String post = ask(to, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
        assertTrue(post.startsWith("HTTP/1.1 405 "), post);
        assertTrue(there.datagrams.isEmpty());
    }

    @Test
    void tlsWithoutACertificateIsToldInOneSentence() {
        Transport transport =
                new Transports()
                        .named("tls")
                        .orElseThrow()
                        .open(loop, TransportSettings.standard(), new Recorder());
        opened.add(transport);
        TransportException refused =
                assertThrows(TransportException.class, () -> transport.listen(any("127.0.0.1")));
        assertTrue(refused.getMessage().contains("tls.certificate"), refused.getMessage());
    }

    @Test
    void aPortInUseIsToldInOneSentence() throws Exception {
        InetSocketAddress taken = open("tcp", new Recorder()).listen(any("127.0.0.1"));
        Transport second = open("tcp", new Recorder());
        TransportException refused =
                assertThrows(TransportException.class, () -> second.listen(taken));
        assertEquals(TransportException.Reason.IN_USE, refused.reason());
        assertTrue(refused.getMessage().startsWith("TCP port "), refused.getMessage());
    }
}
