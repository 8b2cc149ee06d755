package net.skycoin.skywire.control;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which handler answers which method of which path. Filled before the server starts, then read. */
public final class ControlRoutes {
    private final Map<String, Map<String, ControlHandler>> handlers = new TreeMap<>();
    private final Map<String, String> absent = new TreeMap<>();

    public ControlRoutes get(String path, ControlHandler handler) {
        return add("GET", path, handler);
    }

    public ControlRoutes post(String path, ControlHandler handler) {
        return add("POST", path, handler);
    }

    public ControlRoutes delete(String path, ControlHandler handler) {
        return add("DELETE", path, handler);
    }

    /** Says why there is nothing at {@code path} and below. */
    public ControlRoutes absent(String path, String why) {
        absent.put(path, why);
        return this;
    }

    private ControlRoutes add(String method, String path, ControlHandler handler) {
        if (!path.startsWith("/v1/")) {
            throw new IllegalArgumentException("a route is /v1/<noun>: " + path);
        }
        handlers.computeIfAbsent(path, _ -> new TreeMap<>()).put(method, handler);
        return this;
    }

    /** The handler, or null when {@link #refusal} says why there is none. */
    @Nullable ControlHandler find(String method, String path) {
        return handlers.getOrDefault(path, Map.of()).get(method);
    }

    /** The answer to a request that no handler takes: 404 or 405. */
    ControlReply refusal(String method, String path) {
        Map<String, ControlHandler> methods = handlers.get(path);
        return methods == null
                ? ControlReply.problem(
                        404, new Problem(Problem.UNKNOWN, path, method, whatElse(path)))
                : ControlReply.problem(
                        405,
                        new Problem(
                                Problem.METHOD,
                                path,
                                method,
                                "allowed: " + String.join(", ", methods.keySet())));
    }

    private String whatElse(String path) {
        return absent.entrySet().stream()
                .filter(entry -> path.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> "known: " + String.join(", ", handlers.keySet()));
    }
}
