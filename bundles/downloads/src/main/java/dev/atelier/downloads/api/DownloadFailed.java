package dev.atelier.downloads.api;

import org.jspecify.annotations.Nullable;

/** A file did not come. The code is a stable word; the message is for a person and never repeats a query string. */
public final class DownloadFailed extends Exception {
    private static final long serialVersionUID = 1L;

    /** The URL, or one it leads to, is none this worker asks. */
    public static final String REFUSED = "download_refused";
    /** The other side said no, or the line broke. */
    public static final String FAILED = "download_failed";

    public static final String SIZE_MISMATCH = "size_mismatch";
    public static final String SHA256_MISMATCH = "sha256_mismatch";
    public static final String DISK_FULL = "disk_full";
    public static final String CANCELLED = "cancelled";

    private final String code;
    private final boolean retryable;

    public DownloadFailed(String code, String message, boolean retryable, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.retryable = retryable;
    }

    public DownloadFailed(String code, String message, boolean retryable) {
        this(code, message, retryable, null);
    }

    public String code() {
        return code;
    }

    /** Whether the same may work later, or on another machine. */
    public boolean retryable() {
        return retryable;
    }
}
