package net.skycoin.skywire.noise;

import java.util.List;
import net.skycoin.skywire.noise.HandshakePattern.Token;

/**
 * The patterns of the published vectors that the product does not use (Noise, sections 7.5, 9.4).
 */
final class TestPatterns {
    static final HandshakePattern XK =
            new HandshakePattern(
                    "XK",
                    List.of(),
                    List.of(Token.S),
                    List.of(
                            List.of(Token.E, Token.ES),
                            List.of(Token.E, Token.EE),
                            List.of(Token.S, Token.SE)));

    private static final HandshakePattern XX =
            new HandshakePattern(
                    "XX",
                    List.of(),
                    List.of(),
                    List.of(
                            List.of(Token.E),
                            List.of(Token.E, Token.EE, Token.S, Token.ES),
                            List.of(Token.S, Token.SE)));

    private static final HandshakePattern XX_PSK3 =
            new HandshakePattern(
                    "XXpsk3",
                    List.of(),
                    List.of(),
                    List.of(
                            List.of(Token.E),
                            List.of(Token.E, Token.EE, Token.S, Token.ES),
                            List.of(Token.S, Token.SE, Token.PSK)));

    private static final HandshakePattern IK_PSK2 =
            new HandshakePattern(
                    "IKpsk2",
                    List.of(),
                    List.of(Token.S),
                    List.of(
                            List.of(Token.E, Token.ES, Token.S, Token.SS),
                            List.of(Token.E, Token.EE, Token.SE, Token.PSK)));

    private TestPatterns() {}

    static HandshakePattern named(String name) {
        return List.of(HandshakePattern.NK, HandshakePattern.IK, XK, XX, XX_PSK3, IK_PSK2).stream()
                .filter(pattern -> pattern.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
