package net.skycoin.skywire.skycoin;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A transaction as the strict node reads it: byte strings and big integers. */
final class StrictTransaction {
    /** An output; {@code address} has its version first. */
    record Out(byte[] address, BigInteger coins, BigInteger hours) {
        byte[] bytes() {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(address);
            out.writeBytes(little(coins, 8));
            out.writeBytes(little(hours, 8));
            return out.toByteArray();
        }

        String id(byte[] source) {
            return hex(StrictKeys.sha256(source, bytes()));
        }
    }

    final byte[] raw;
    long length;
    int type;
    byte[] inner;
    final List<byte[]> signatures = new ArrayList<>();
    final List<byte[]> inputs = new ArrayList<>();
    final List<Out> outputs = new ArrayList<>();
    private int at;

    private StrictTransaction(byte[] raw) {
        this.raw = raw;
    }

    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;
    }

    static StrictTransaction parse(byte[] raw) throws Malformed {
        StrictTransaction t = new StrictTransaction(raw);
        t.length = t.number(4).longValueExact();
        t.type = t.number(1).intValueExact();
        t.inner = t.take(32);
        long count = t.number(4).longValueExact();
        for (long i = 0; i < count; i++) {
            t.signatures.add(t.take(65));
        }
        count = t.number(4).longValueExact();
        for (long i = 0; i < count; i++) {
            t.inputs.add(t.take(32));
        }
        count = t.number(4).longValueExact();
        for (long i = 0; i < count; i++) {
            t.outputs.add(new Out(t.take(21), t.number(8), t.number(8)));
        }
        if (t.at != raw.length) {
            throw new Malformed();
        }
        return t;
    }

    /** Signs a transaction out of inputs (ids and their secrets) and outputs. */
    static byte[] make(List<byte[]> inputs, List<byte[]> secrets, List<Out> outputs) {
        byte[] body = body(inputs, outputs);
        byte[] inner = StrictKeys.sha256(body);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int length = 49 + 97 * inputs.size() + 37 * outputs.size();
        out.writeBytes(little(BigInteger.valueOf(length), 4));
        out.write(0);
        out.writeBytes(inner);
        out.writeBytes(little(BigInteger.valueOf(inputs.size()), 4));
        for (int i = 0; i < inputs.size(); i++) {
            byte[] digest = StrictKeys.sha256(inner, inputs.get(i));
            out.writeBytes(StrictKeys.sign(digest, secrets.get(i)));
        }
        out.writeBytes(body);
        return out.toByteArray();
    }

    static byte[] body(List<byte[]> inputs, List<Out> outputs) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(little(BigInteger.valueOf(inputs.size()), 4));
        inputs.forEach(out::writeBytes);
        out.writeBytes(little(BigInteger.valueOf(outputs.size()), 4));
        outputs.forEach(output -> out.writeBytes(output.bytes()));
        return out.toByteArray();
    }

    private byte[] take(int count) throws Malformed {
        if (count > raw.length - at) {
            throw new Malformed();
        }
        at += count;
        return Arrays.copyOfRange(raw, at - count, at);
    }

    private BigInteger number(int bytes) throws Malformed {
        byte[] big = new byte[bytes];
        byte[] little = take(bytes);
        for (int i = 0; i < bytes; i++) {
            big[i] = little[bytes - 1 - i];
        }
        return new BigInteger(1, big);
    }

    static byte[] little(BigInteger value, int bytes) {
        byte[] little = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            little[i] = value.shiftRight(8 * i).byteValue();
        }
        return little;
    }

    byte[] id() {
        return StrictKeys.sha256(raw);
    }

    static String hex(byte[] bytes) {
        return java.util.HexFormat.of().formatHex(bytes);
    }

    static byte[] unhex(String text) {
        return java.util.HexFormat.of().parseHex(text);
    }
}
