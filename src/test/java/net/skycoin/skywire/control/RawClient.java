package net.skycoin.skywire.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A client that sends whatever bytes a test wants to. */
final class RawClient implements AutoCloseable {
    private final SocketChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    private final StringBuilder received = new StringBuilder();

    RawClient(Path socket) throws IOException {
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
    }

    RawClient send(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        return this;
    }

    /** Reads until the text has come; what came until then, and is forgotten. */
    String until(String text) throws IOException {
        while (received.indexOf(text) < 0) {
            if (channel.read(buffer.clear()) < 0) {
                throw new IOException("closed after: " + received);
            }
            received.append(StandardCharsets.UTF_8.decode(buffer.flip()));
        }
        int end = received.indexOf(text) + text.length();
        String head = received.substring(0, end);
        received.delete(0, end);
        return head;
    }

    /** Reads to the end of the connection. */
    String rest() throws IOException {
        while (channel.read(buffer.clear()) >= 0) {
            received.append(StandardCharsets.UTF_8.decode(buffer.flip()));
        }
        return received.toString();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
