package net.skycoin.skywire.lab;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * An outsider at a wire: sends whole Ethernet frames to the node at one end, which cannot tell them
 * from those of the node at the other end. One thread.
 */
public final class Injector implements AutoCloseable {
    private static final int SOCKADDR_LL = 20;
    private static final int IPV4_UDP = 14 + 20;
    private static final int CHECKSUM = 6;

    private final int descriptor;

    private Injector(int descriptor) {
        this.descriptor = descriptor;
    }

    /** On an interface of a named network namespace. */
    static Injector open(String namespace, String interfaceName) {
        FutureTask<Integer> inside = new FutureTask<>(() -> socket(namespace, interfaceName));
        // The thread that enters the namespace ends there; the socket stays.
        Thread.ofPlatform().name("injector").start(inside);
        try {
            return new Injector(inside.get());
        } catch (ExecutionException e) {
            throw new LabFailure("cannot inject at " + interfaceName + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabFailure("interrupted", e);
        }
    }

    private static int socket(String namespace, String interfaceName) {
        int place = LinuxCalls.open("/run/netns/" + namespace, LinuxCalls.O_RDONLY);
        require(place >= 0 && LinuxCalls.setns(place, LinuxCalls.CLONE_NEWNET) == 0, "setns");
        LinuxCalls.close(place);
        int socket = LinuxCalls.socket(LinuxCalls.AF_PACKET, LinuxCalls.SOCK_RAW, 0);
        require(socket >= 0, "socket");
        ByteBuffer address = ByteBuffer.allocateDirect(SOCKADDR_LL).order(ByteOrder.nativeOrder());
        address.putShort((short) LinuxCalls.AF_PACKET).putShort((short) 0);
        address.putInt(LinuxCalls.if_nametoindex(interfaceName));
        long pointer = Pointer.nativeValue(Native.getDirectBufferPointer(address));
        require(LinuxCalls.bind(socket, pointer, SOCKADDR_LL) == 0, "bind");
        return socket;
    }

    private static void require(boolean ok, String what) {
        if (!ok) {
            throw new LabFailure(what + ": error " + Native.getLastError());
        }
    }

    /** Sends the frame of an IPv4 datagram, whose checksum of UDP it takes out (RFC 768). */
    public void send(byte[] frame) {
        byte[] copy = frame.clone();
        copy[IPV4_UDP + CHECKSUM] = 0;
        copy[IPV4_UDP + CHECKSUM + 1] = 0;
        require(LinuxCalls.write(descriptor, copy, copy.length) == copy.length, "write");
    }

    @Override
    public void close() {
        LinuxCalls.close(descriptor);
    }
}
