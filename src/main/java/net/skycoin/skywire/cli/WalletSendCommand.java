package net.skycoin.skywire.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import net.skycoin.skywire.chain.NodeException;
import net.skycoin.skywire.chain.SkycoinNodes;
import net.skycoin.skywire.chain.WalletJournal;
import net.skycoin.skywire.chain.WalletSync;
import net.skycoin.skywire.clock.SystemClock;
import net.skycoin.skywire.node.ExitCode;
import net.skycoin.skywire.node.ExitException;
import net.skycoin.skywire.node.SqliteWalletJournal;
import net.skycoin.skywire.sky.CoinHours;
import net.skycoin.skywire.sky.Coins;
import net.skycoin.skywire.sky.Payment;
import net.skycoin.skywire.sky.SecretText;
import net.skycoin.skywire.sky.SkyAddress;
import net.skycoin.skywire.sky.Transaction;
import net.skycoin.skywire.sky.TransactionId;
import net.skycoin.skywire.sky.TransactionOutput;
import net.skycoin.skywire.sky.Wallet;
import net.skycoin.skywire.sky.WalletAddress;
import net.skycoin.skywire.sky.WalletFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends SKY. */
@Command(
        name = "send",
        description = {
            "Sends SKY to an address, after showing the payment and asking. Waits until it is in a"
                    + " block. Once it was sent it is never made twice: run \"skywire wallet"
                    + " history\" to see how it stands, not this command again."
        })
final class WalletSendCommand extends WalletNodeCommand {
    private static final long POLL_MS = 2_000;

    @Parameters(index = "0", paramLabel = "ADDRESS", description = "who receives it")
    private String to = "";

    @Parameters(index = "1", paramLabel = "AMOUNT", description = "in SKY, such as 1.5; or \"all\"")
    private String amount = "";

    @Option(
            names = "--hours",
            paramLabel = "N",
            description = "coin hours to give along (default: half of what the fee leaves)")
    private @Nullable Long hours;

    @Option(names = "--dry-run", description = "show what would be sent; sends nothing")
    private boolean dryRun;

    @Option(names = "--yes", description = "do not ask")
    private boolean yes;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "how long to wait for the block (default: ${DEFAULT-VALUE}; 0: not)")
    private int wait = 120;

    @Override
    JsonNode body() throws ExitException {
        SkyAddress receiver = SkyAddress.parse(to);
        if (receiver == null) {
            throw new ExitException(
                    ExitCode.CONFIGURATION,
                    "\"" + to + "\" is no address of Skycoin: look for a mistyped character.");
        }
        if (hours != null && hours < 0) {
            throw new ExitException(
                    ExitCode.CONFIGURATION, "--hours " + hours + " is wrong: 0 is the least.");
        }
        WalletFile file = load();
        if (file.locked().kind() == Wallet.Kind.WATCH) {
            throw new ExitException(
                    ExitCode.CONFIGURATION, "The wallet only watches: it cannot spend.");
        }
        List<String> remarks = new ArrayList<>();
        try (SkycoinNodes nodes = nodes();
                SqliteWalletJournal journal = journal(remarks)) {
            WalletSync sync = new WalletSync(nodes, journal, file.locked());
            WalletSync.Refreshed seen = sync.refresh();
            remarks.addAll(seen.events());
            remarks.addAll(seen.view().remarks());
            remarkClock(seen.view().head(), remarks);
            ObjectNode body =
                    dryRun
                            ? describe(plan(sync, seen, receiver, change(file.locked())), receiver)
                            : send(sync, seen, new Means(nodes, journal, file), receiver);
            body.put("dryRun", dryRun);
            put(body, remarks);
            return body;
        } catch (NodeException e) {
            throw unreachable(e);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private Payment.Plan.Ready plan(
            WalletSync sync, WalletSync.Refreshed seen, SkyAddress receiver, SkyAddress change)
            throws ExitException, IOException {
        Coins coins = amount.equals("all") ? seen.balance().spendable() : Coins.parse(amount);
        if (coins == null) {
            throw new ExitException(
                    ExitCode.CONFIGURATION,
                    "\""
                            + amount
                            + "\" is no amount of SKY: write it as 1.5, with at most six decimals,"
                            + " or \"all\".");
        }
        CoinHours given = hours == null ? null : new CoinHours(hours);
        Payment.Plan plan =
                sync.plan(seen, List.of(new Payment.Recipient(receiver, coins, given)), change);
        return switch (plan) {
            case Payment.Plan.Ready ready -> ready;
            case Payment.Plan.Refused refused ->
                    throw new ExitException(ExitCode.CONFIGURATION, refused.sentence());
        };
    }

    /** Where the change goes: the newest of its chain, or the first address of a single chain. */
    private static SkyAddress change(Wallet wallet) {
        SkyAddress chosen = wallet.addresses().getFirst().address();
        for (WalletAddress address : wallet.addresses()) {
            if (address.chain() == WalletAddress.Chain.CHANGE) {
                chosen = address.address();
            }
        }
        return chosen;
    }

    /** What a payment is made with. */
    private record Means(SkycoinNodes nodes, SqliteWalletJournal journal, WalletFile file) {}

    private ObjectNode send(
            WalletSync looked, WalletSync.Refreshed seen, Means means, SkyAddress receiver)
            throws ExitException, IOException {
        Payment.Plan.Ready shown = plan(looked, seen, receiver, change(means.file().locked()));
        Terminal.confirm(summary(shown), yes);
        try (SecretText passphrase = passphrase();
                Wallet wallet = store().unlock(means.file(), passphrase)) {
            if (wallet.kind() == Wallet.Kind.BIP44 && hasChange(shown)) {
                freshChange(wallet, means.journal(), passphrase);
            }
            WalletSync sync = new WalletSync(means.nodes(), means.journal(), wallet);
            Payment.Plan.Ready plan = plan(sync, seen, receiver, change(wallet));
            String note = plan.outputs().getFirst().coins() + " SKY to " + receiver;
            long now = SystemClock.wallTime().getEpochSecond();
            TransactionId id = idOf(sync.send(seen, plan, wallet, now, note));
            ObjectNode body = describe(plan, receiver);
            await(id, means.journal(), sync, body);
            return body;
        }
    }

    private static boolean hasChange(Payment.Plan.Ready plan) {
        return plan.outputs().size() > 1;
    }

    /** Each payment's change goes to an address of its own, which is kept before it is used. */
    private void freshChange(Wallet wallet, SqliteWalletJournal journal, SecretText passphrase)
            throws IOException, ExitException {
        long used = journal.payments().size();
        long made =
                wallet.addresses().stream()
                        .filter(address -> address.chain() == WalletAddress.Chain.CHANGE)
                        .count();
        if (used >= made) {
            wallet.extend(WalletAddress.Chain.CHANGE);
            store().save(wallet, passphrase);
        }
    }

    private static TransactionId idOf(WalletSync.Sent sent) throws ExitException {
        return switch (sent) {
            case WalletSync.Sent.Taken taken -> taken.id();
            case WalletSync.Sent.Unclear unclear -> unclear.id();
            case WalletSync.Sent.Refused refused ->
                    throw new ExitException(ExitCode.CONFIGURATION, refused.reason());
            case WalletSync.Sent.Overtaken _ ->
                    throw new ExitException(
                            ExitCode.CONFIGURATION,
                            "Another payment of this wallet has just used the same outputs: nothing"
                                    + " was sent; try again.");
        };
    }

    private static String summary(Payment.Plan.Ready plan) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < plan.outputs().size(); i++) {
            TransactionOutput output = plan.outputs().get(i);
            text.append(output.coins())
                    .append(" SKY and ")
                    .append(output.hours())
                    .append(" coin hours to ")
                    .append(output.address())
                    .append(i == 0 ? "" : " (change)")
                    .append('\n');
        }
        return text.append(plan.fee()).append(" coin hours are burnt as the fee.").toString();
    }

    private ObjectNode describe(Payment.Plan.Ready plan, SkyAddress receiver) throws ExitException {
        TransactionOutput first = plan.outputs().getFirst();
        ObjectNode body =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("wallet", store().name())
                        .put("to", receiver.toString())
                        .put("amount", first.coins().toString())
                        .put("hours", first.hours().value())
                        .put("fee", plan.fee().value())
                        .put("inputs", plan.inputs().size())
                        .put(
                                "bytes",
                                Transaction.length(plan.inputs().size(), plan.outputs().size()));
        if (hasChange(plan)) {
            TransactionOutput change = plan.outputs().getLast();
            body.putObject("change")
                    .put("address", change.address().toString())
                    .put("coins", change.coins().toString())
                    .put("hours", change.hours().value());
        }
        return body;
    }

    private void await(
            TransactionId id, SqliteWalletJournal journal, WalletSync sync, ObjectNode body)
            throws IOException {
        long end = SystemClock.monotonicNs() + TimeUnit.SECONDS.toNanos(wait);
        WalletJournal.PaymentRecord payment = record(journal, id);
        String told = "";
        while (true) {
            String state = payment.state().name().toLowerCase(Locale.ROOT);
            if (!told.equals(state) && Terminal.isPresent()) {
                err().println(state + "  " + id);
                told = state;
            }
            if (payment.state() == WalletJournal.State.CONFIRMED
                    || payment.state() == WalletJournal.State.DEAD
                    || SystemClock.monotonicNs() >= end) {
                break;
            }
            try {
                Thread.sleep(POLL_MS);
                sync.refresh();
            } catch (NodeException _) {
                // It stays as it was; the nodes may answer the next time.
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                break;
            }
            payment = record(journal, id);
        }
        body.put("txid", id.toString())
                .put("state", payment.state().name().toLowerCase(Locale.ROOT))
                .put("block", payment.blockSequence());
        if (payment.reason() != null) {
            body.put("reason", payment.reason());
        }
    }

    private static WalletJournal.PaymentRecord record(SqliteWalletJournal journal, TransactionId id)
            throws IOException {
        for (WalletJournal.PaymentRecord payment : journal.payments()) {
            if (payment.transaction().id().equals(id)) {
                return payment;
            }
        }
        throw new IOException("The payment " + id + " is not in the journal any more.");
    }

    @Override
    void render(JsonNode body, Page page) {
        Page.Table table = page.table("", "");
        for (String name : List.of("to", "amount", "hours", "fee", "inputs", "bytes", "txid")) {
            if (body.has(name)) {
                table.row(name, body.path(name).asText());
            }
        }
        if (body.has("change")) {
            table.row("change", body.path("change").path("coins").asText());
        }
        table.print("");
        page.line(outcome(body));
        renderRemarks(body, page);
    }

    private static String outcome(JsonNode body) {
        return switch (body.path("state").asText()) {
            case "" -> "Nothing was sent: this was a dry run.";
            case "confirmed" -> "Confirmed in block " + body.path("block").asText() + ".";
            case "pending" -> "Sent; not in a block yet.";
            case "dead" -> "It can never be confirmed: " + body.path("reason").asText() + ".";
            default -> "Written down; no node has taken it yet, it will be sent again.";
        };
    }
}
