package net.skycoin.skywire.hub;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import net.skycoin.skywire.wire.HubAnswer;
import net.skycoin.skywire.wire.HubRequest;

/** A connection to a hub; one question at a time. Blocks. */
public final class HubConnection implements AutoCloseable {
    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final DataOutputStream out;

    public HubConnection(InetSocketAddress hub, int timeoutMs) throws IOException {
        try {
            socket.connect(hub, timeoutMs);
            socket.setSoTimeout(timeoutMs);
            socket.setTcpNoDelay(true);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** The hub's answer, its signature checked. */
    public HubAnswer ask(HubRequest request) throws IOException {
        HubFrames.write(out, request.emit());
        byte[] frame = HubFrames.read(in, HubAnswer.MAX_LENGTH);
        if (frame == null) {
            throw new IOException("the hub does not answer at the moment");
        }
        HubAnswer answer = HubAnswer.parse(frame);
        if (answer == null || !answer.verify(request, request.hub())) {
            throw new IOException("the hub's answer is not valid");
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
