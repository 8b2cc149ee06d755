package net.skycoin.skywire.control;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request to the control API.
 *
 * @param method GET, POST, PUT or DELETE
 * @param path without the query, as it was sent
 * @param query each parameter once, in the order given
 * @param body what was sent; {@code MissingNode} when nothing was
 */
public record ControlRequest(String method, String path, Map<String, String> query, JsonNode body) {
    /** A parameter of the query; null when absent. */
    public @Nullable String parameter(String name) {
        return query.get(name);
    }
}
