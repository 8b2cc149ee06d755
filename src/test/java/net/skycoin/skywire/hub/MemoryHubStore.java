package net.skycoin.skywire.hub;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.skycoin.skywire.bytes.Hex;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.pay.HubStore;
import org.jspecify.annotations.Nullable;

/** A hub's books in memory: maps, and nothing that could be wrong. */
public final class MemoryHubStore implements HubStore {
    private final Map<PublicKey, Account> accounts = new LinkedHashMap<>();
    private final Map<String, Channel> channels = new LinkedHashMap<>();
    private final Set<String> roots = new HashSet<>();
    private final Map<String, Withdrawal> withdrawals = new LinkedHashMap<>();
    private final Map<String, PublicKey> addresses = new HashMap<>();
    private final Map<String, NanoSky> deposits = new LinkedHashMap<>();
    private final List<Entry> entries = new ArrayList<>();

    @Override
    public @Nullable Account account(PublicKey key) {
        return accounts.get(key);
    }

    @Override
    public void put(Account account) {
        accounts.put(account.key(), account);
        String address = account.address();
        if (address != null) {
            addresses.put(address, account.key());
        }
    }

    @Override
    public @Nullable Channel channel(String id) {
        return channels.get(id);
    }

    @Override
    public boolean hasRoot(byte[] root) {
        return roots.contains(Hex.encode(root));
    }

    @Override
    public void put(Channel channel) {
        channels.put(channel.terms().id(), channel);
        roots.add(Hex.encode(channel.terms().root()));
    }

    @Override
    public List<Channel> expired(long beforeSeconds, int most) {
        return channels.values().stream()
                .filter(each -> !each.closed() && each.terms().expiresAtSeconds() < beforeSeconds)
                .limit(most)
                .toList();
    }

    @Override
    public void append(Entry entry) {
        entries.add(entry);
    }

    @Override
    public @Nullable Withdrawal withdrawal(String id) {
        return withdrawals.get(id);
    }

    @Override
    public void put(Withdrawal withdrawal) {
        withdrawals.put(withdrawal.id(), withdrawal);
    }

    @Override
    public List<Withdrawal> withdrawals(WithdrawalState state, int most) {
        return withdrawals.values().stream()
                .filter(each -> each.state() == state)
                .limit(most)
                .toList();
    }

    @Override
    public boolean hasDeposit(String output) {
        return deposits.containsKey(output);
    }

    @Override
    public void putDeposit(String output, PublicKey account, NanoSky amount, long atSeconds) {
        deposits.put(output, amount);
    }

    @Override
    public @Nullable PublicKey accountOf(String address) {
        return addresses.get(address);
    }

    /** Deposits less withdrawals, balances and reserves: zero, or money came or went. */
    public long difference() {
        long sum = 0;
        for (NanoSky deposit : deposits.values()) {
            sum += deposit.value();
        }
        for (Withdrawal each : withdrawals.values()) {
            sum -= each.state() == WithdrawalState.FAILED ? 0 : each.amount().value();
        }
        for (Account account : accounts.values()) {
            sum -= account.balance().value() + account.reserved().value();
        }
        return sum;
    }
}
