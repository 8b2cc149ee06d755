package net.skycoin.skywire.transport;

import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;

/**
 * Says in words why a socket cannot be opened.
 *
 * @param protocol as a person knows it, such as {@code UDP}
 * @param local where it was to listen
 */
record SocketFailure(String protocol, InetSocketAddress local) {
    void requireDevice(TransportSettings settings) throws TransportException {
        String device = settings.device().orElse("");
        try {
            if (!device.isEmpty() && NetworkInterface.getByName(device) == null) {
                throw new TransportException(
                        TransportException.Reason.NO_SUCH_DEVICE,
                        name() + " cannot be bound to " + device + ": no such interface.");
            }
        } catch (SocketException e) {
            throw other(e);
        }
    }

    TransportException ofBinding(Throwable cause) {
        return switch (Errno.of(cause)) {
            case Errno.EADDRINUSE ->
                    new TransportException(
                            TransportException.Reason.IN_USE,
                            name()
                                    + " is in use: stop the other program or choose another port"
                                    + " under \"listen\".",
                            cause);
            case Errno.EADDRNOTAVAIL ->
                    new TransportException(
                            TransportException.Reason.NO_SUCH_ADDRESS,
                            name()
                                    + " cannot be opened, because the address is none of this"
                                    + " machine's: correct it under \"listen\".",
                            cause);
            case Errno.EPERM, Errno.EACCES -> noPermission(cause);
            default -> other(cause);
        };
    }

    TransportException noPermission(Throwable cause) {
        return new TransportException(
                TransportException.Reason.NO_PERMISSION,
                name()
                        + " cannot be opened for lack of rights: run as the service does"
                        + " (CAP_NET_ADMIN, and CAP_NET_BIND_SERVICE for ports below 1024).",
                cause);
    }

    TransportException other(Throwable cause) {
        return new TransportException(
                TransportException.Reason.OTHER,
                name() + " cannot be opened: " + cause.getMessage() + ".",
                cause);
    }

    private String name() {
        return protocol + " port " + local.getPort() + " of " + local.getAddress().getHostAddress();
    }
}
