package net.skycoin.skywire.node;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** Where a Skycoin node's REST API is: by a literal address, as nothing here depends on DNS. */
public final class NodeUrl {
    /** What {@link #parse} takes. */
    public static final String ALLOWED =
            "a URL with a literal address, such as \"http://198.51.100.7:6420\"";

    private NodeUrl() {}

    /** The URL; null unless it is one of a node. */
    public static @Nullable URI parse(String text) {
        try {
            URI url = new URI(text);
            String host = url.getHost();
            boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            boolean bare =
                    !url.isOpaque()
                            && url.getUserInfo() == null
                            && url.getQuery() == null
                            && url.getFragment() == null
                            && (url.getPath().isEmpty() || url.getPath().equals("/"));
            return web && bare && host != null && isLiteral(host) ? url : null;
        } catch (URISyntaxException _) {
            return null;
        }
    }

    private static boolean isLiteral(String host) {
        String address = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return IpPrefix.parseAddress(address) != null;
    }
}
