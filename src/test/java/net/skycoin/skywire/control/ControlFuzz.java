package net.skycoin.skywire.control;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.skycoin.skywire.fuzz.FuzzTarget;
import net.skycoin.skywire.fuzz.FuzzTargets;
import org.jspecify.annotations.Nullable;

/** What a client of the control API sends. */
public final class ControlFuzz implements FuzzTargets {
    @Override
    public List<FuzzTarget> targets() {
        return List.of(
                FuzzTarget.roundTrip(
                        "control.json",
                        ControlFuzz::tree,
                        StrictJson::print,
                        utf8("{\"a\":[1,2.5,true,null,\"\\u00e9\"],\"b\":{}}")),
                FuzzTarget.of(
                        "control.request",
                        ControlFuzz::request,
                        utf8("GET /v1/links?limit=3&x=%20y HTTP/1.1\r\nHost: a\r\n\r\n"),
                        utf8(
                                "POST /v1/x HTTP/1.1\r\nContent-Length: 7\r\n\r\n{\"a\":1}"
                                        + "GET /v1/y HTTP/1.0\r\n\r\n")));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable JsonNode tree(byte[] input) {
        try {
            return StrictJson.parse(input);
        } catch (StrictJson.SyntaxException _) {
            return null;
        }
    }

    private static void request(byte[] input) {
        EmbeddedChannel channel =
                new EmbeddedChannel(
                        new HttpRequestDecoder(4096, 8192, 8192), new HttpObjectAggregator(8192));
        channel.writeInbound(Unpooled.wrappedBuffer(input));
        for (Object read = channel.readInbound(); read != null; read = channel.readInbound()) {
            if (read instanceof FullHttpRequest request) {
                answer(request);
                request.release();
            }
        }
        try {
            channel.finishAndReleaseAll();
        } catch (PrematureChannelClosureException _) {
            // Half a request: the client is gone.
        }
    }

    private static void answer(FullHttpRequest request) {
        if (request.decoderResult().isSuccess()) {
            try {
                RequestReader.read(request);
            } catch (RequestReader.BadRequestException e) {
                e.problem().sentence();
            }
        }
    }
}
