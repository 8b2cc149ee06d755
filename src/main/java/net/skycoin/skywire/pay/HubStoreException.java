package net.skycoin.skywire.pay;

/** The hub's books cannot be read or written at the moment. */
public final class HubStoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public HubStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
