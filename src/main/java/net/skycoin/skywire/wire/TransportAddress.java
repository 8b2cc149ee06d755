package net.skycoin.skywire.wire;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * Where a node can be dialled: transport length 1, transport, IP address 4 or 16, port 2.
 *
 * @param transport 1-15 lower-case letters, digits and hyphens, such as {@code udp}
 * @param socket a literal, unicast address and a port other than 0
 */
public record TransportAddress(String transport, InetSocketAddress socket) {
    private static final Pattern TRANSPORT = Pattern.compile("[a-z0-9-]{1,15}");

    public TransportAddress {
        if (!isTransport(transport) || socket.isUnresolved() || !isDialable(socket)) {
            throw new IllegalArgumentException("cannot be dialled: " + transport + " " + socket);
        }
    }

    private static boolean isTransport(String name) {
        return TRANSPORT.matcher(name).matches();
    }

    private static boolean isDialable(InetSocketAddress socket) {
        InetAddress address = socket.getAddress();
        return socket.getPort() != 0
                && !address.isAnyLocalAddress()
                && !address.isMulticastAddress();
    }

    /** Reads an address that fills the rest of {@code reader}; null when malformed. */
    static @Nullable TransportAddress readRest(ByteReader reader) {
        String transport = new String(reader.bytes(reader.u8()), StandardCharsets.US_ASCII);
        InetAddress address = address(reader.bytes(Math.max(0, reader.remaining() - 2)));
        int port = reader.u16();
        if (!reader.finished() || !isTransport(transport) || address == null) {
            return null;
        }
        InetSocketAddress socket = new InetSocketAddress(address, port);
        return isDialable(socket) ? new TransportAddress(transport, socket) : null;
    }

    private static @Nullable InetAddress address(byte[] bytes) {
        try {
            InetAddress address = InetAddress.getByAddress(bytes);
            // An IPv4 address has one form; mapped into IPv6 it would be a second.
            return address.getAddress().length == bytes.length ? address : null;
        } catch (UnknownHostException _) {
            return null;
        }
    }

    void emit(ByteWriter writer) {
        byte[] name = transport.getBytes(StandardCharsets.US_ASCII);
        writer.u8(name.length).bytes(name);
        writer.bytes(socket.getAddress().getAddress()).u16(socket.getPort());
    }

    byte[] emit() {
        ByteWriter writer = new ByteWriter(34);
        emit(writer);
        return writer.toByteArray();
    }
}
