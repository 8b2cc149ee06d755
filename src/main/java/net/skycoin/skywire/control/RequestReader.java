package net.skycoin.skywire.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** From a whole HTTP request to what a handler is given. */
final class RequestReader {
    private RequestReader() {}

    /** The client's fault. */
    static final class BadRequestException extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Problem problem;

        BadRequestException(Problem problem) {
            super(problem.sentence());
            this.problem = problem;
        }

        Problem problem() {
            return problem;
        }
    }

    static ControlRequest read(FullHttpRequest request) throws BadRequestException {
        QueryStringDecoder uri = new QueryStringDecoder(request.uri());
        return new ControlRequest(
                request.method().name(),
                uri.rawPath(),
                query(parameters(uri)),
                body(request.content()));
    }

    private static Map<String, List<String>> parameters(QueryStringDecoder uri)
            throws BadRequestException {
        try {
            return uri.parameters();
        } catch (IllegalArgumentException _) {
            throw new BadRequestException(
                    new Problem(Problem.SYNTAX, "query", uri.rawQuery(), "it must be URL-encoded"));
        }
    }

    private static Map<String, String> query(Map<String, List<String>> parameters)
            throws BadRequestException {
        Map<String, String> query = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
            List<String> values = parameter.getValue();
            if (values.size() > 1) {
                String found = String.join(", ", values);
                throw new BadRequestException(
                        new Problem(Problem.INVALID, parameter.getKey(), found, "given once"));
            }
            query.put(parameter.getKey(), values.getFirst());
        }
        return query;
    }

    private static JsonNode body(ByteBuf content) throws BadRequestException {
        if (!content.isReadable()) {
            return MissingNode.getInstance();
        }
        try {
            return StrictJson.parse(ByteBufUtil.getBytes(content));
        } catch (StrictJson.SyntaxException e) {
            throw new BadRequestException(
                    new Problem(Problem.SYNTAX, "body", e.getMessage(), "it must be JSON"));
        }
    }
}
