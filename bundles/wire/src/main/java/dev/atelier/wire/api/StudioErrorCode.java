package dev.atelier.wire.api;

/** What a studio tells a worker before it closes the session, and the close code that goes with it. */
public enum StudioErrorCode {
    AUTH_FAILED(4001),
    PROTOCOL_VIOLATION(4002),
    DUPLICATE_WORKER(4003),
    WORKER_DELETED(4004),
    INTERNAL_ERROR(1000);

    private final int closeCode;

    StudioErrorCode(int closeCode) {
        this.closeCode = closeCode;
    }

    public int closeCode() {
        return closeCode;
    }

    public String wireName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
