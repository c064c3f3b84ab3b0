package dev.atelier.wire.api;

/** Why an offer is turned down for the moment. */
public enum RejectCode {
    BUSY,
    PAUSED;

    public String wireName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
