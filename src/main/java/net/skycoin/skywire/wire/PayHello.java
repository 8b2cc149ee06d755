package net.skycoin.skywire.wire;

import java.util.ArrayList;
import java.util.List;
import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.crypto.PublicKey;
import org.jspecify.annotations.Nullable;

/**
 * What a node that pays or is paid says first on a link, and again to a neighbour that it did not
 * know in this life.
 *
 * @param instance random, new at each start: counts of two lives are never compared
 * @param asks what the sender asks of the receiver for a MiB; zero is free
 * @param accounts where the sender has an account, the preferred hub first
 */
public record PayHello(long instance, NanoSky asks, List<Account> accounts) {
    /** First byte of the message on a link. */
    public static final int MESSAGE_TYPE = 64;

    public static final int MOST_ACCOUNTS = 8;

    private static final int ACCOUNT_LENGTH = 2 * PublicKey.LENGTH;

    /**
     * An account at a hub.
     *
     * @param key the account's own key, never the node's
     */
    public record Account(PublicKey hub, PublicKey key) {}

    public PayHello {
        accounts = List.copyOf(accounts);
    }

    /** The hello in these bytes; null when malformed. */
    public static @Nullable PayHello parse(byte[] message) {
        ByteReader reader = new ByteReader(message);
        int type = reader.u8();
        long instance = reader.i64();
        long asks = reader.i64();
        int count = reader.u8();
        if (type != MESSAGE_TYPE || asks < 0 || count > MOST_ACCOUNTS) {
            return null;
        }
        List<Account> accounts = new ArrayList<>();
        for (int i = 0; i < count && reader.remaining() >= ACCOUNT_LENGTH; i++) {
            PublicKey hub = PublicKey.parse(reader.bytes(PublicKey.LENGTH));
            PublicKey key = PublicKey.parse(reader.bytes(PublicKey.LENGTH));
            if (hub == null || key == null) {
                return null;
            }
            accounts.add(new Account(hub, key));
        }
        Tlv.readAll(reader);
        return reader.finished() && accounts.size() == count
                ? new PayHello(instance, new NanoSky(asks), accounts)
                : null;
    }

    public byte[] emit() {
        ByteWriter writer =
                new ByteWriter(18 + accounts.size() * ACCOUNT_LENGTH)
                        .u8(MESSAGE_TYPE)
                        .i64(instance)
                        .i64(asks.value())
                        .u8(accounts.size());
        for (Account account : accounts) {
            writer.bytes(account.hub.toBytes()).bytes(account.key.toBytes());
        }
        return writer.toByteArray();
    }
}
