package net.skycoin.skywire.pay;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.util.function.Supplier;
import net.skycoin.skywire.bytes.ByteWriter;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.crypto.Sha256;
import net.skycoin.skywire.pay.HubStore.Account;
import net.skycoin.skywire.pay.HubStore.Channel;
import net.skycoin.skywire.pay.HubStore.Kind;
import net.skycoin.skywire.pay.HubStore.Withdrawal;
import net.skycoin.skywire.pay.HubStore.WithdrawalState;
import net.skycoin.skywire.sky.SkyAddress;
import net.skycoin.skywire.wire.ChannelTerms;
import net.skycoin.skywire.wire.ChannelVoucher;
import net.skycoin.skywire.wire.HubAnswer;
import net.skycoin.skywire.wire.HubCode;
import net.skycoin.skywire.wire.HubOperation;
import net.skycoin.skywire.wire.HubRequest;
import net.skycoin.skywire.wire.HubStatement;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a hub: what each request does to the books. A rule is checked before anything is
 * written, so a refusal changes nothing. Money moves between a balance, a reserve and the chain and
 * is nowhere else: deposits less withdrawals are balances and reserves, always.
 *
 * <pre>
 *   deposit ---&gt; payer's balance ---open---&gt; payer's reserve ---redeem---&gt; payee's balance ---withdraw---&gt; chain
 *                       ^                           |
 *                       +---- close, expiry --------+
 * </pre>
 *
 * <p>One thread at a time. The identity stays the caller's.
 */
public final class HubBooks {
    /** From the payer's wish to close to the end of the channel (design, section 8). */
    public static final long CLOSING_SECONDS = 7 * 24 * 3600;

    private static final long SHORTEST_SECONDS = 24 * 3600;
    private static final long LONGEST_SECONDS = 60 * 24 * 3600;
    private static final long NANO_PER_DROPLET = 1000;

    /** The chain carries three decimals of a SKY (see the ledger's soft rules). */
    private static final long LEAST_WITHDRAWAL = 1_000_000;

    private final HubStore store;
    private final PrivateKey identity;
    private final Supplier<@Nullable String> freshAddress;

    /**
     * @param freshAddress an address of the hub's wallet that was never given out; null when there
     *     is none to be had
     */
    public HubBooks(HubStore store, PrivateKey identity, Supplier<@Nullable String> freshAddress) {
        this.store = store;
        this.identity = identity;
        this.freshAddress = freshAddress;
    }

    /** What was done, before the hub signs it. */
    private record Outcome(HubCode code, byte[] payload) {
        static Outcome refused(HubCode code) {
            return new Outcome(code, new byte[0]);
        }

        static Outcome done(byte[] payload) {
            return new Outcome(HubCode.DONE, payload);
        }
    }

    /** How a request went: the answer to be signed once the books are on the disk. */
    public record Done(HubRequest request, HubCode code, HubStatement statement, byte[] payload) {
        /** The signed answer. */
        public HubAnswer sign(PrivateKey hub) {
            return HubAnswer.sign(request, code, statement, payload, hub);
        }
    }

    /** Does what a verified request asks for. */
    public Done handle(HubRequest request, long nowSeconds) {
        Outcome outcome = outcome(request, nowSeconds);
        Account account = account(request.account());
        HubStatement statement =
                new HubStatement(
                        account.sequence(),
                        account.hash(),
                        account.balance(),
                        account.reserved(),
                        nowSeconds);
        return new Done(request, outcome.code(), statement, outcome.payload());
    }

    private Outcome outcome(HubRequest request, long nowSeconds) {
        Account account = account(request.account());
        if (isAhead(request, account)) {
            // Whoever restored these books does not know what this account was told since.
            freeze(account);
            return Outcome.refused(HubCode.ROLLED_BACK);
        }
        return switch (request.operation()) {
            case HubOperation.State _ -> Outcome.done(new byte[0]);
            case HubOperation.Deposit _ -> deposit(account);
            case HubOperation.Open open -> open(account, open.terms(), nowSeconds);
            case HubOperation.Redeem redeem -> redeem(account, redeem, nowSeconds);
            case HubOperation.Close close -> close(account, close.id(), nowSeconds);
            case HubOperation.Withdraw withdraw -> withdraw(account, withdraw, nowSeconds);
        };
    }

    private static boolean isAhead(HubRequest request, Account account) {
        return request.seenSequence() > account.sequence()
                || (request.seenSequence() == account.sequence()
                        && request.seenSequence() > 0
                        && !MessageDigest.isEqual(request.seenHash(), account.hash()));
    }

    private void freeze(Account account) {
        if (account.sequence() > 0 && !account.frozen()) {
            store.put(
                    new Account(
                            account.key(),
                            account.balance(),
                            account.reserved(),
                            account.sequence(),
                            account.hash(),
                            true,
                            account.address()));
        }
    }

    private Account account(PublicKey key) {
        Account known = store.account(key);
        return known == null ? Account.fresh(key) : known;
    }

    // ---- deposits

    private Outcome deposit(Account account) {
        String address = account.address();
        if (address == null) {
            address = freshAddress.get();
            if (address == null) {
                return Outcome.refused(HubCode.BUSY);
            }
            store.put(
                    new Account(
                            account.key(),
                            account.balance(),
                            account.reserved(),
                            account.sequence(),
                            account.hash(),
                            account.frozen(),
                            address));
        }
        return Outcome.done(address.getBytes(US_ASCII));
    }

    /**
     * Money has come in on the chain. The address is not given out again: the next deposit gets
     * another one.
     *
     * @param output the chain's name of it
     * @return whether it was news
     */
    public boolean deposited(String address, String output, long droplets, long nowSeconds) {
        PublicKey key = store.accountOf(address);
        if (key == null || store.hasDeposit(output)) {
            return false;
        }
        NanoSky amount = new NanoSky(Math.multiplyExact(droplets, NANO_PER_DROPLET));
        store.putDeposit(output, key, amount, nowSeconds);
        Account account = account(key);
        Account renewed =
                new Account(
                        account.key(),
                        account.balance(),
                        account.reserved(),
                        account.sequence(),
                        account.hash(),
                        account.frozen(),
                        address.equals(account.address()) ? null : account.address());
        move(renewed, amount.value(), 0, Kind.DEPOSIT, amount, output, nowSeconds);
        return true;
    }

    // ---- channels

    private Outcome open(Account payer, ChannelTerms terms, long nowSeconds) {
        Channel known = store.channel(terms.id());
        if (known != null) {
            boolean same = known.terms().equals(terms) && !known.closing() && !known.closed();
            return same
                    ? Outcome.done(new ChannelVoucher(terms, known.signature()).emit())
                    : Outcome.refused(HubCode.REUSED);
        }
        long lives = terms.expiresAtSeconds() - nowSeconds;
        if (!terms.payer().equals(payer.key())
                || !terms.hub().equals(identity.publicKey())
                || terms.payee().equals(payer.key())
                || lives < SHORTEST_SECONDS
                || lives > LONGEST_SECONDS) {
            return Outcome.refused(HubCode.TERMS);
        }
        if (store.hasRoot(terms.root())) {
            return Outcome.refused(HubCode.REUSED);
        }
        if (payer.frozen()) {
            return Outcome.refused(HubCode.FROZEN);
        }
        NanoSky amount = terms.amount();
        if (payer.balance().compareTo(amount) < 0) {
            return Outcome.refused(HubCode.TOO_LITTLE);
        }
        ChannelVoucher voucher = ChannelVoucher.sign(terms, identity);
        store.put(new Channel(terms, voucher.signature(), 0, terms.root(), false, false));
        long value = amount.value();
        move(payer, -value, value, Kind.RESERVE, amount, terms.id(), nowSeconds);
        return Outcome.done(voucher.emit());
    }

    private Outcome redeem(Account payee, HubOperation.Redeem asked, long nowSeconds) {
        Channel channel = store.channel(asked.id());
        if (channel == null) {
            return Outcome.refused(HubCode.UNKNOWN_CHANNEL);
        }
        ChannelTerms terms = channel.terms();
        if (!terms.payee().equals(payee.key())) {
            return Outcome.refused(HubCode.NOT_YOURS);
        }
        if (asked.tick() <= channel.redeemed()) {
            // Paid out before: the same answer again, and no money.
            return Outcome.done(progress(channel));
        }
        if (channel.closed() || nowSeconds >= terms.expiresAtSeconds()) {
            return Outcome.refused(HubCode.EXPIRED);
        }
        if (asked.tick() > terms.ticks() || !leadsTo(asked, channel)) {
            return Outcome.refused(HubCode.WRONG_WORD);
        }
        NanoSky amount = terms.worth(asked.tick() - channel.redeemed());
        Channel after =
                new Channel(
                        terms,
                        channel.signature(),
                        asked.tick(),
                        asked.word(),
                        channel.closing(),
                        asked.tick() == terms.ticks());
        store.put(after);
        long value = amount.value();
        Account payer = account(terms.payer());
        move(payer, 0, -value, Kind.REDEEM, amount, terms.id(), nowSeconds);
        move(account(payee.key()), value, 0, Kind.EARN, amount, terms.id(), nowSeconds);
        return Outcome.done(progress(after));
    }

    private static boolean leadsTo(HubOperation.Redeem asked, Channel channel) {
        byte[] hash = asked.word();
        for (int i = asked.tick(); i > channel.redeemed(); i--) {
            hash = Sha256.hash(hash);
        }
        return MessageDigest.isEqual(hash, channel.word());
    }

    private static byte[] progress(Channel channel) {
        return new ByteWriter(5)
                .i32(channel.redeemed())
                .u8(channel.closing() || channel.closed() ? 1 : 0)
                .toByteArray();
    }

    /** By the payee the channel ends at once; by the payer once the payee had its time. */
    private Outcome close(Account by, String id, long nowSeconds) {
        Channel channel = store.channel(id);
        if (channel == null) {
            return Outcome.refused(HubCode.UNKNOWN_CHANNEL);
        }
        ChannelTerms terms = channel.terms();
        if (terms.payee().equals(by.key())) {
            if (!channel.closed()) {
                release(channel, nowSeconds);
            }
        } else if (!terms.payer().equals(by.key())) {
            return Outcome.refused(HubCode.NOT_YOURS);
        } else if (!channel.closed() && !channel.closing()) {
            long end = Math.min(terms.expiresAtSeconds(), nowSeconds + CLOSING_SECONDS);
            store.put(
                    new Channel(
                            terms.expiring(end),
                            channel.signature(),
                            channel.redeemed(),
                            channel.word(),
                            true,
                            false));
        }
        Channel after = store.channel(id);
        return Outcome.done(progress(after == null ? channel : after));
    }

    private void release(Channel channel, long nowSeconds) {
        ChannelTerms terms = channel.terms();
        store.put(
                new Channel(
                        terms,
                        channel.signature(),
                        channel.redeemed(),
                        channel.word(),
                        channel.closing(),
                        true));
        NanoSky rest = terms.worth(terms.ticks() - channel.redeemed());
        long value = rest.value();
        Account payer = account(terms.payer());
        move(payer, value, -value, Kind.RELEASE, rest, terms.id(), nowSeconds);
    }

    /** Gives back what nobody redeemed in time; answers how many channels it were. */
    public int expire(long nowSeconds, int most) {
        int count = 0;
        for (Channel channel : store.expired(nowSeconds, most)) {
            release(channel, nowSeconds);
            count++;
        }
        return count;
    }

    // ---- withdrawals

    private Outcome withdraw(Account account, HubOperation.Withdraw asked, long nowSeconds) {
        Withdrawal known = store.withdrawal(asked.id());
        if (known != null) {
            boolean same =
                    known.account().equals(account.key())
                            && known.address().equals(asked.address())
                            && known.amount().equals(asked.amount());
            return same ? Outcome.done(new byte[0]) : Outcome.refused(HubCode.REUSED);
        }
        if (SkyAddress.parse(asked.address()) == null
                || asked.amount().value() % LEAST_WITHDRAWAL != 0) {
            return Outcome.refused(HubCode.BAD_ADDRESS);
        }
        if (account.frozen()) {
            return Outcome.refused(HubCode.FROZEN);
        }
        if (account.balance().compareTo(asked.amount()) < 0) {
            return Outcome.refused(HubCode.TOO_LITTLE);
        }
        store.put(
                new Withdrawal(
                        asked.id(),
                        account.key(),
                        asked.address(),
                        asked.amount(),
                        WithdrawalState.WAITING,
                        null));
        long value = asked.amount().value();
        move(account, -value, 0, Kind.WITHDRAW, asked.amount(), asked.id(), nowSeconds);
        return Outcome.done(new byte[0]);
    }

    /** The chain will never carry a withdrawal: the money is the account's again. */
    public void withdrawalFailed(Withdrawal withdrawal, long nowSeconds) {
        store.put(
                new Withdrawal(
                        withdrawal.id(),
                        withdrawal.account(),
                        withdrawal.address(),
                        withdrawal.amount(),
                        WithdrawalState.FAILED,
                        withdrawal.transaction()));
        NanoSky amount = withdrawal.amount();
        move(
                account(withdrawal.account()),
                amount.value(),
                0,
                Kind.WITHDRAWAL_FAILED,
                amount,
                withdrawal.id(),
                nowSeconds);
    }

    // ---- accounts

    /** Changes an account; every change is an entry, and entries hang together by their hashes. */
    private void move(
            Account account,
            long balance,
            long reserved,
            Kind kind,
            NanoSky amount,
            String reference,
            long nowSeconds) {
        long sequence = account.sequence() + 1;
        NanoSky newBalance = new NanoSky(Math.addExact(account.balance().value(), balance));
        NanoSky newReserved = new NanoSky(Math.addExact(account.reserved().value(), reserved));
        byte[] entry =
                new ByteWriter(128)
                        .bytes(account.key().toBytes())
                        .i64(sequence)
                        .u8(kind.code())
                        .i64(amount.value())
                        .i64(newBalance.value())
                        .i64(newReserved.value())
                        .bytes(reference.getBytes(US_ASCII))
                        .i64(nowSeconds)
                        .toByteArray();
        store.append(
                new HubStore.Entry(
                        account.key(),
                        sequence,
                        kind,
                        amount,
                        newBalance,
                        newReserved,
                        reference,
                        nowSeconds));
        store.put(
                new Account(
                        account.key(),
                        newBalance,
                        newReserved,
                        sequence,
                        Sha256.hash(account.hash(), entry),
                        account.frozen(),
                        account.address()));
    }
}
