package net.skycoin.skywire.hub;

import java.io.IOException;
import java.util.function.Consumer;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.wire.HubAnswer;
import net.skycoin.skywire.wire.HubCode;
import net.skycoin.skywire.wire.HubOperation;
import net.skycoin.skywire.wire.HubRequest;
import net.skycoin.skywire.wire.HubStatement;
import org.jspecify.annotations.Nullable;

/**
 * An account as its holder sees it: makes requests that countersign the newest statement, and
 * notices when the hub's books go back. One thread at a time.
 */
public final class HubAccount {
    private final PublicKey hub;
    private final PrivateKey key;
    private final Consumer<HubStatement> onStatement;
    private @Nullable HubStatement statement;
    private @Nullable String distrust;

    /** The way of a request to the hub and back. */
    public interface Way {
        HubAnswer ask(HubRequest request) throws IOException;
    }

    /**
     * @param key stays the caller's
     * @param statement the newest that was kept; null for none
     * @param onStatement hears of newer ones, to keep them
     */
    public HubAccount(
            PublicKey hub,
            PrivateKey key,
            @Nullable HubStatement statement,
            Consumer<HubStatement> onStatement) {
        this.hub = hub;
        this.key = key;
        this.statement = statement;
        this.onStatement = onStatement;
    }

    public PublicKey hub() {
        return hub;
    }

    public PublicKey key() {
        return key.publicKey();
    }

    /** The newest statement; null before the first one. */
    public @Nullable HubStatement statement() {
        return statement;
    }

    /** Why nothing more is entrusted to the hub; null while nothing speaks against it. */
    public @Nullable String distrust() {
        return distrust;
    }

    /** Asks, and keeps the statement that comes with the answer. */
    public HubAnswer ask(HubOperation operation, Way way) throws IOException {
        HubStatement seen = statement;
        HubRequest request =
                HubRequest.sign(
                        hub,
                        key,
                        seen == null ? 0 : seen.sequence(),
                        seen == null ? new byte[HubRequest.HASH_LENGTH] : seen.hash(),
                        operation);
        HubAnswer answer = way.ask(request);
        HubStatement told = answer.statement();
        boolean back =
                answer.code() == HubCode.ROLLED_BACK
                        || (seen != null && told.sequence() < seen.sequence());
        if (back) {
            distrust =
                    "hub "
                            + hub
                            + " has gone back from entry "
                            + (seen == null ? 0 : seen.sequence())
                            + " to entry "
                            + told.sequence()
                            + " of this account; its newer statement is kept as the proof";
            return answer;
        }
        distrust = null;
        if (seen == null || told.sequence() > seen.sequence()) {
            statement = told;
            onStatement.accept(told);
        }
        return answer;
    }
}
