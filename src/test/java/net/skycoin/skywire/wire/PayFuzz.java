package net.skycoin.skywire.wire;

import java.util.List;
import java.util.Random;
import net.skycoin.skywire.bytes.NanoSky;
import net.skycoin.skywire.crypto.PrivateKey;
import net.skycoin.skywire.fuzz.FuzzTarget;
import net.skycoin.skywire.fuzz.FuzzTargets;

/** Every message that carries money between neighbours. */
public final class PayFuzz implements FuzzTargets {
    private static final PrivateKey HUB = PrivateKey.generate(new Random(1));
    private static final PrivateKey PAYER = PrivateKey.generate(new Random(2));
    private static final PrivateKey PAYEE = PrivateKey.generate(new Random(3));

    private static ChannelTerms terms() {
        return new ChannelTerms(
                new byte[16],
                HUB.publicKey(),
                PAYER.publicKey(),
                PAYEE.publicKey(),
                new byte[32],
                new NanoSky(250),
                2048,
                1_790_000_000);
    }

    private static HubRequest request(HubOperation operation) {
        return HubRequest.sign(HUB.publicKey(), PAYER, 1, new byte[32], operation);
    }

    @Override
    public List<FuzzTarget> targets() {
        return List.of(
                FuzzTarget.roundTrip(
                        "wire.pay-hello",
                        PayHello::parse,
                        PayHello::emit,
                        new PayHello(
                                        7,
                                        new NanoSky(1000),
                                        List.of(
                                                new PayHello.Account(
                                                        HUB.publicKey(), PAYER.publicKey())))
                                .emit()),
                FuzzTarget.roundTrip(
                        "wire.channel-terms",
                        ChannelTerms::parse,
                        terms -> {
                            if (terms.amount().value() < terms.tickValue().value()) {
                                throw new AssertionError("an amount overflowed");
                            }
                            return terms.emit();
                        },
                        terms().emit()),
                FuzzTarget.roundTrip(
                        "wire.channel-voucher",
                        ChannelVoucher::parseMessage,
                        ChannelVoucher::emitMessage,
                        ChannelVoucher.sign(terms(), HUB).emitMessage()),
                FuzzTarget.roundTrip(
                        "wire.hub-request",
                        HubRequest::parse,
                        HubRequest::emit,
                        request(new HubOperation.State()).emit(),
                        request(new HubOperation.Open(terms())).emit(),
                        request(new HubOperation.Redeem(new byte[16], 7, new byte[32])).emit(),
                        request(new HubOperation.Close(new byte[16])).emit(),
                        request(
                                        new HubOperation.Withdraw(
                                                new byte[16],
                                                "2GgFvqoyk9RjwVzj8tqfcXVXB4orBwoc9qv",
                                                new NanoSky(1_000_000)))
                                .emit()),
                FuzzTarget.roundTrip(
                        "wire.hub-answer",
                        HubAnswer::parse,
                        HubAnswer::emit,
                        HubAnswer.sign(
                                        request(new HubOperation.State()),
                                        HubCode.DONE,
                                        new HubStatement(
                                                1,
                                                new byte[32],
                                                new NanoSky(2),
                                                new NanoSky(3),
                                                1_790_000_000),
                                        new byte[5],
                                        HUB)
                                .emit()),
                FuzzTarget.roundTrip(
                        "wire.pay-tick",
                        PayTick::parse,
                        PayTick::emit,
                        new PayTick(1, 2, new NanoSky(3), new byte[16], 4, new byte[32]).emit()),
                FuzzTarget.roundTrip(
                        "wire.pay-bill",
                        PayBill::parse,
                        PayBill::emit,
                        new PayBill(
                                        1,
                                        2,
                                        -3,
                                        new NanoSky(4),
                                        new NanoSky(5),
                                        1 << 20,
                                        PayService.THROTTLED,
                                        PayReason.CREDIT,
                                        new byte[16],
                                        6)
                                .emit()),
                FuzzTarget.roundTrip(
                        "wire.pay-receipt",
                        PayReceipt::parse,
                        PayReceipt::emit,
                        PayReceipt.sign(
                                        PAYEE,
                                        PAYER.publicKey(),
                                        1,
                                        2,
                                        3,
                                        new NanoSky(4),
                                        new NanoSky(5))
                                .countersign(PAYER)
                                .emit()));
    }
}
