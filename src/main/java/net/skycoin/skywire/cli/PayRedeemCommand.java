package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import picocli.CommandLine.Command;

/** {@code POST /v1/pay/redeem}. */
@Command(name = "redeem", description = "Has the hubs pay out what was earned.")
final class PayRedeemCommand extends DaemonPostCommand {
    @Override
    JsonNode question() {
        return JsonNodeFactory.instance.objectNode();
    }

    @Override
    String uri() {
        return "/v1/pay/redeem";
    }

    @Override
    void render(JsonNode body, Page page) {
        page.line("Asked the hubs for " + Shown.sky(body.path("asked")) + " SKY.");
    }
}
