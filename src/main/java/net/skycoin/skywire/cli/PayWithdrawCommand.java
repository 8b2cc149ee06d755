package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import net.skycoin.skywire.node.ExitCode;
import net.skycoin.skywire.node.ExitException;
import net.skycoin.skywire.sky.Coins;
import net.skycoin.skywire.sky.SkyAddress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code POST /v1/pay/withdraw}. */
@Command(name = "withdraw", description = "Has a hub send SKY from the account to an address.")
final class PayWithdrawCommand extends DaemonPostCommand {
    @Option(
            names = "--hub",
            paramLabel = "KEY",
            description = "the hub (default: the first of pay.hubs)")
    private @Nullable String hub;

    @Parameters(index = "0", paramLabel = "ADDRESS", description = "an address of Skycoin")
    private String address = "";

    @Parameters(index = "1", paramLabel = "SKY", description = "how much, such as 1.5")
    private String amount = "";

    @Override
    JsonNode question() throws ExitException {
        Coins coins = Coins.parse(amount);
        if (coins == null || SkyAddress.parse(address) == null) {
            throw new ExitException(
                    ExitCode.CONFIGURATION,
                    coins == null
                            ? "\"" + amount + "\" is no amount of SKY: write it as 1.5."
                            : "\""
                                    + address
                                    + "\" is no address of Skycoin: look for a mistyped character.");
        }
        ObjectNode body =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("address", address)
                        .put("droplets", coins.droplets());
        return hub == null ? body : body.put("hub", hub);
    }

    @Override
    String uri() {
        return "/v1/pay/withdraw";
    }

    @Override
    void render(JsonNode body, Page page) {
        page.line(
                "The hub will send it with its next payment: " + body.path("withdrawal").asText());
        page.line("The account holds " + Shown.sky(body.path("balance")) + " SKY.");
    }
}
