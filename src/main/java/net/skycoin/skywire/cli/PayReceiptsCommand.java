package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import picocli.CommandLine.Command;

/** {@code GET /v1/pay/receipts}. */
@Command(name = "receipts", description = "Lists invoices and receipts, newest first.")
final class PayReceiptsCommand extends DaemonCommand {
    @Override
    String uri() {
        return "/v1/pay/receipts";
    }

    @Override
    void render(JsonNode body, Page page) {
        Page.Table table =
                page.table("TO", "PAYEE", "PAYER", ">CARRIED", ">DUE", ">PAID", "SIGNED");
        for (JsonNode receipt : body) {
            table.row(
                    Instant.ofEpochSecond(receipt.path("toSeconds").asLong()).toString(),
                    Shown.key(receipt.path("payee")),
                    Shown.key(receipt.path("payer")),
                    Shown.bytes(receipt.path("bytes")),
                    Shown.sky(receipt.path("due")),
                    Shown.sky(receipt.path("paid")),
                    receipt.path("signedByBoth").asBoolean() ? "by both" : "by the payee");
        }
        table.print("none");
    }
}
