package net.skycoin.skywire.pay;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.clock.Timers;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.crypto.PublicKey;
import net.skycoin.skywire.crypto.Sha256;
import net.skycoin.skywire.wire.ChannelTerms;
import net.skycoin.skywire.wire.ChannelVoucher;

/** A hub as one would write it on the back of an envelope: balances, reserved sums, words. */
final class PlainHub {
    private static final long ANSWER_NS = 30_000_000;

    final PrivateKey key = PrivateKey.generate(new Random(1000));
    final Map<PublicKey, Long> balances = new LinkedHashMap<>();
    final Map<String, Long> reserved = new LinkedHashMap<>();
    final Map<String, Integer> redeemed = new LinkedHashMap<>();
    final Map<String, ChannelTerms> channels = new LinkedHashMap<>();
    long deposited;
    int opened;
    boolean reachable = true;

    void deposit(PublicKey account, long amount) {
        balances.merge(account, amount, Long::sum);
        deposited += amount;
    }

    /** Deposits are always balances and reserved sums. */
    long difference() {
        return deposited
                - balances.values().stream().mapToLong(Long::longValue).sum()
                - reserved.values().stream().mapToLong(Long::longValue).sum();
    }

    private HubGate.Answer open(ChannelTerms terms) {
        if (!channels.containsKey(terms.id())) {
            long amount = terms.amount().value();
            if (balances.getOrDefault(terms.payer(), 0L) < amount) {
                return new HubGate.Refused("too little", false);
            }
            balances.merge(terms.payer(), -amount, Long::sum);
            reserved.put(terms.id(), amount);
            redeemed.put(terms.id(), 0);
            channels.put(terms.id(), terms);
            opened++;
        }
        return new HubGate.Granted(ChannelVoucher.sign(terms, key));
    }

    private HubGate.Answer redeem(ChannelTerms terms, int tick, byte[] word) {
        int before = redeemed.getOrDefault(terms.id(), 0);
        byte[] hash = word;
        for (int i = tick; i > 0; i--) {
            hash = Sha256.hash(hash);
        }
        if (!channels.containsKey(terms.id()) || !Arrays.equals(hash, terms.root())) {
            return new HubGate.Refused("no such channel or word", true);
        }
        if (tick > before) {
            long worth = terms.worth(tick - before).value();
            reserved.merge(terms.id(), -worth, Long::sum);
            balances.merge(terms.payee(), worth, Long::sum);
            redeemed.put(terms.id(), tick);
        }
        return new HubGate.Done(Math.max(tick, before), false);
    }

    /** The hub as the node with this account sees it. */
    HubGate gate(PublicKey account, Timers timers) {
        return new HubGate() {
            private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

            private void later(Runnable answer) {
                if (reachable) {
                    timers.after(ANSWER_NS, answer);
                } else {
                    waiting.add(answer);
                }
            }

            @Override
            public void open(ChannelTerms terms, Consumer<Answer> answer) {
                later(() -> answer.accept(PlainHub.this.open(terms)));
            }

            @Override
            public void redeem(ChannelTerms terms, int tick, byte[] word, Consumer<Answer> answer) {
                later(() -> answer.accept(PlainHub.this.redeem(terms, tick, word)));
            }

            @Override
            public void close(ChannelTerms terms, PublicKey by, Consumer<Answer> answer) {
                later(() -> answer.accept(new Done(redeemed.getOrDefault(terms.id(), 0), true)));
            }

            @Override
            public NanoSky available(PublicKey hub) {
                return new NanoSky(balances.getOrDefault(account, 0L));
            }
        };
    }
}
