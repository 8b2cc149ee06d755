package net.skycoin.skywire.control;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The answer to one request.
 *
 * @param status HTTP status code
 */
public record ControlReply(int status, JsonNode body) {
    /** 200 with a body. */
    public static ControlReply ok(JsonNode body) {
        return new ControlReply(200, body);
    }

    /** An error with its problem as the body. */
    public static ControlReply problem(int status, Problem problem) {
        return new ControlReply(status, problem.toJson());
    }

    /** 400: a parameter or a field of the body is wrong. */
    public static ControlReply badRequest(Problem problem) {
        return problem(400, problem);
    }

    /** This answer, known at once. */
    public CompletionStage<ControlReply> now() {
        return CompletableFuture.completedFuture(this);
    }
}
