package net.skycoin.skywire.noise;

import java.util.List;

/**
 * A handshake pattern of the Noise framework (section 7): which keys are known beforehand, and what
 * each message carries. Messages alternate, the initiator's first.
 *
 * @param name as it stands in the protocol's name, modifiers included ({@code XXpsk3})
 * @param initiatorPremessage keys of the initiator that the responder knows beforehand
 * @param responderPremessage keys of the responder that the initiator knows beforehand
 * @param messages the tokens of each message, in order
 */
public record HandshakePattern(
        String name,
        List<Token> initiatorPremessage,
        List<Token> responderPremessage,
        List<List<Token>> messages) {

    /** What a message carries or mixes into the keys. */
    public enum Token {
        E,
        S,
        EE,
        ES,
        SE,
        SS,
        PSK
    }

    /** The initiator knows the responder's key and shows its own, encrypted. */
    public static final HandshakePattern IK =
            new HandshakePattern(
                    "IK",
                    List.of(),
                    List.of(Token.S),
                    List.of(
                            List.of(Token.E, Token.ES, Token.S, Token.SS),
                            List.of(Token.E, Token.EE, Token.SE)));

    /** The initiator knows the responder's key and stays anonymous. */
    public static final HandshakePattern NK =
            new HandshakePattern(
                    "NK",
                    List.of(),
                    List.of(Token.S),
                    List.of(List.of(Token.E, Token.ES), List.of(Token.E, Token.EE)));

    public HandshakePattern {
        initiatorPremessage = List.copyOf(initiatorPremessage);
        responderPremessage = List.copyOf(responderPremessage);
        messages = messages.stream().map(List::copyOf).toList();
    }

    /** Whether a pre-shared key takes part, which makes ephemeral keys be mixed in too. */
    boolean usesPresharedKey() {
        return messages.stream().anyMatch(tokens -> tokens.contains(Token.PSK));
    }
}
