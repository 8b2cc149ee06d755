package net.skycoin.skywire.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import net.skycoin.skywire.bytes.ByteReader;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.bytes.Hex;
import net.skycoin.skywire.bytes.NanoSky;
import org.jspecify.annotations.Nullable;

/** What an account asks its hub to do. Asking for the same once more changes nothing. */
public sealed interface HubOperation {
    /** Names of channels and withdrawals, chosen by who asks. */
    int ID_LENGTH = 16;

    /** How does the account stand? */
    record State() implements HubOperation {}

    /** Where on the chain can money be sent for the account? */
    record Deposit() implements HubOperation {}

    /** Set money aside for a channel. */
    record Open(ChannelTerms terms) implements HubOperation {}

    /** Pay out what was earned on a channel up to a tick, whose word this is. */
    record Redeem(byte[] channel, int tick, byte[] word) implements HubOperation {
        /** The channel's name as hex digits. */
        public String id() {
            return Hex.encode(channel);
        }
    }

    /** Give a channel up. */
    record Close(byte[] channel) implements HubOperation {
        /** The channel's name as hex digits. */
        public String id() {
            return Hex.encode(channel);
        }
    }

    /**
     * Send money to an address on the chain.
     *
     * @param amount whole droplets
     */
    record Withdraw(byte[] withdrawal, String address, NanoSky amount) implements HubOperation {
        /** The withdrawal's name as hex digits. */
        public String id() {
            return Hex.encode(withdrawal);
        }
    }

    private static int type(HubOperation operation) {
        return switch (operation) {
            case State _ -> 1;
            case Deposit _ -> 2;
            case Open _ -> 3;
            case Redeem _ -> 4;
            case Close _ -> 5;
            case Withdraw _ -> 6;
        };
    }

    static @Nullable HubOperation read(ByteReader reader) {
        HubOperation operation =
                switch (reader.u8()) {
                    case 1 -> new State();
                    case 2 -> new Deposit();
                    case 3 -> open(reader);
                    case 4 -> redeem(reader);
                    case 5 -> new Close(reader.bytes(ID_LENGTH));
                    case 6 -> withdraw(reader);
                    default -> null;
                };
        return reader.failed() ? null : operation;
    }

    private static @Nullable HubOperation open(ByteReader reader) {
        ChannelTerms terms = ChannelTerms.read(reader);
        return terms == null ? null : new Open(terms);
    }

    private static @Nullable HubOperation redeem(ByteReader reader) {
        byte[] channel = reader.bytes(ID_LENGTH);
        int tick = reader.i32();
        byte[] word = reader.bytes(PayTick.WORD_LENGTH);
        if (tick <= 0 || tick > ChannelTerms.MOST_TICKS) {
            return null;
        }
        return new Redeem(channel, tick, word);
    }

    private static @Nullable HubOperation withdraw(ByteReader reader) {
        byte[] withdrawal = reader.bytes(ID_LENGTH);
        byte[] address = reader.bytes(reader.u8());
        long amount = reader.i64();
        for (byte letter : address) {
            if (letter < '0' || letter > 'z') {
                return null;
            }
        }
        return amount <= 0
                ? null
                : new Withdraw(withdrawal, new String(address, US_ASCII), new NanoSky(amount));
    }

    static void emit(HubOperation operation, ByteWriter writer) {
        writer.u8(type(operation));
        switch (operation) {
            case State _, Deposit _ -> {
                // Nothing more to say.
            }
            case Open open -> open.terms.emit(writer);
            case Redeem redeem -> writer.bytes(redeem.channel).i32(redeem.tick).bytes(redeem.word);
            case Close close -> writer.bytes(close.channel);
            case Withdraw withdraw -> {
                byte[] address = withdraw.address.getBytes(US_ASCII);
                writer.bytes(withdraw.withdrawal)
                        .u8(address.length)
                        .bytes(address)
                        .i64(withdraw.amount.value());
            }
        }
    }
}
