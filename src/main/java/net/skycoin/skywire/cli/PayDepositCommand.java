package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code POST /v1/pay/deposit}. */
@Command(
        name = "deposit",
        description = "Asks a hub for an address to which SKY for the account is sent.")
final class PayDepositCommand extends DaemonPostCommand {
    @Option(
            names = "--hub",
            paramLabel = "KEY",
            description = "the hub (default: the first of pay.hubs)")
    private @Nullable String hub;

    @Override
    JsonNode question() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        return hub == null ? body : body.put("hub", hub);
    }

    @Override
    String uri() {
        return "/v1/pay/deposit";
    }

    @Override
    void render(JsonNode body, Page page) {
        page.line("Send SKY to " + body.path("address").asText());
        page.line(
                "It is in the account once it is confirmed; the address is good for one deposit.");
    }
}
