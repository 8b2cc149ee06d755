package net.skycoin.skywire.transport;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * TLS 1.3 around the frames. It hides and proves nothing that the link inside does not hide and
 * prove better, so the dialler accepts any certificate: what it is for is to look like the web from
 * outside, and to answer like the web to who is not a node ({@link WebFront}).
 *
 * <p>Signatures and key exchanges are computed on a thread of their own: strangers may ask for
 * them, and the engine's loop has packets to carry.
 */
final class TlsLayer implements StreamLayer {
    private static final String VERSION = "TLSv1.3";
    private static final long HANDSHAKE_MS = 5_000;
    private static final int LARGEST_PAGE = 64 << 10;

    private static final String PLAIN_PAGE =
            "<!doctype html>\n<html><head><title>Welcome</title></head>"
                    + "<body><h1>It works!</h1></body></html>\n";

    /** What either side says that it speaks inside (RFC 7301), as browsers and servers do. */
    private static final ApplicationProtocolConfig PROTOCOLS =
            new ApplicationProtocolConfig(
                    ApplicationProtocolConfig.Protocol.ALPN,
                    ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                    ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                    ApplicationProtocolNames.HTTP_1_1);

    private final TlsSettings settings;
    private final ExecutorService handshakes =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().name("tls").daemon().factory());
    private @Nullable SslContext client;
    private volatile @Nullable SslContext server;
    private volatile byte[] page = new byte[0];

    TlsLayer(TlsSettings settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return TlsTransportProvider.NAME;
    }

    @Override
    public void prepareToAccept() throws TransportException {
        if (server != null) {
            return;
        }
        Path certificate = readable(settings.certificate(), "tls.certificate");
        Path key = readable(settings.key(), "tls.key");
        try {
            server =
                    SslContextBuilder.forServer(certificate.toFile(), key.toFile())
                            .sslProvider(SslProvider.JDK)
                            .protocols(VERSION)
                            .applicationProtocolConfig(PROTOCOLS)
                            .build();
        } catch (SSLException | IllegalArgumentException e) {
            throw refused(
                    certificate
                            + " and "
                            + key
                            + " are no certificate chain with its secret key: both must be PEM,"
                            + " the key in PKCS #8 without a password (tls.certificate, tls.key).");
        }
        page = readPage();
    }

    private static Path readable(Optional<Path> file, String field) throws TransportException {
        if (file.isEmpty()) {
            throw refused(
                    "To listen by tls, name a certificate and its key under \""
                            + field
                            + "\"; any will do, a self-signed one too.");
        }
        if (!Files.isReadable(file.get())) {
            throw refused(file.get() + " cannot be read by the daemon (" + field + ").");
        }
        return file.get();
    }

    private byte[] readPage() throws TransportException {
        if (settings.page().isEmpty()) {
            return PLAIN_PAGE.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        }
        Path file = readable(settings.page(), "tls.page");
        try {
            if (Files.size(file) <= LARGEST_PAGE) {
                return Files.readAllBytes(file);
            }
        } catch (IOException _) {
            // As good as not there.
        }
        throw refused(file + " is no page of at most 64 KiB (tls.page).");
    }

    private static TransportException refused(String sentence) {
        return new TransportException(TransportException.Reason.OTHER, sentence);
    }

    @Override
    public void dialling(ChannelPipeline pipeline) {
        SslHandler handler = client().newHandler(pipeline.channel().alloc(), handshakes);
        if (!settings.serverName().isEmpty()) {
            SSLParameters parameters = handler.engine().getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(settings.serverName())));
            handler.engine().setSSLParameters(parameters);
        }
        handler.setHandshakeTimeoutMillis(HANDSHAKE_MS);
        pipeline.addLast(handler);
    }

    private SslContext client() {
        SslContext made = client;
        if (made == null) {
            try {
                made =
                        SslContextBuilder.forClient()
                                .sslProvider(SslProvider.JDK)
                                .protocols(VERSION)
                                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                                .endpointIdentificationAlgorithm(null)
                                .applicationProtocolConfig(PROTOCOLS)
                                .build();
            } catch (SSLException e) {
                throw new IllegalStateException("this Java has no TLS 1.3", e);
            }
            client = made;
        }
        return made;
    }

    @Override
    public void accepting(ChannelPipeline pipeline, StreamConnection connection) {
        SslContext context = server;
        if (context == null) {
            throw new IllegalStateException("accepted without having listened");
        }
        SslHandler handler = context.newHandler(pipeline.channel().alloc(), handshakes);
        handler.setHandshakeTimeoutMillis(HANDSHAKE_MS);
        pipeline.addLast(handler);
        pipeline.addLast(new WebFront(connection, page));
    }

    @Override
    public void close() {
        handshakes.shutdown();
    }
}
