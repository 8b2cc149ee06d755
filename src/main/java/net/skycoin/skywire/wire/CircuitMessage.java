package net.skycoin.skywire.wire;

import net.skycoin.skywire.bytes.ByteReader;
import org.jspecify.annotations.Nullable;

/**
 * A message between the two ends of a circuit: the content of one cell of class {@link
 * Cell#CLASS_CONTROL}. Rekeys inside a circuit (types 7 and 8) have their own types, {@link
 * RekeyInit} and {@link RekeyResponse}.
 */
public sealed interface CircuitMessage
        permits LeaseRequest, Lease, LeaseRefused, Feedback, Use, CircuitClose {

    /** The message in {@code length} bytes of {@code array}; null when malformed or unknown. */
    static @Nullable CircuitMessage parse(byte[] array, int offset, int length) {
        ByteReader reader = new ByteReader(array, offset, length);
        CircuitMessage message =
                switch (reader.u8()) {
                    case LeaseRequest.MESSAGE_TYPE -> LeaseRequest.read(reader);
                    case Lease.MESSAGE_TYPE -> Lease.read(reader);
                    case LeaseRefused.MESSAGE_TYPE -> LeaseRefused.read(reader);
                    case Feedback.MESSAGE_TYPE -> Feedback.read(reader);
                    case Use.MESSAGE_TYPE -> Use.read(reader);
                    case CircuitClose.MESSAGE_TYPE -> CircuitClose.read(reader);
                    default -> null;
                };
        return reader.finished() ? message : null;
    }

    /** The message, type byte included. */
    byte[] emit();
}
