package dev.atelier.http.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An answer that says no: a status, a stable code and a sentence. Written as {@code {"error","message"}} or plain. */
public final class HttpError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final @Nullable String code;
    private final transient @Nullable ObjectNode detail;
    private final LinkedHashMap<String, String> headers = new LinkedHashMap<>();

    private HttpError(int status, @Nullable String code, String message, @Nullable ObjectNode detail) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.detail = detail;
    }

    public static HttpError json(int status, String code, String message) {
        return new HttpError(status, code, message, null);
    }

    /** The members of {@code detail} stand beside error and message. */
    public static HttpError json(int status, String code, String message, ObjectNode detail) {
        return new HttpError(status, code, message, detail);
    }

    /** A plain-text answer, where the contract asks for one. */
    public static HttpError plain(int status, String message) {
        return new HttpError(status, null, message, null);
    }

    public HttpError withHeader(String name, String value) {
        headers.put(name, value);
        return this;
    }

    public int status() {
        return status;
    }

    /** Null when the answer is plain text. */
    public @Nullable String code() {
        return code;
    }

    public @Nullable ObjectNode detail() {
        return detail;
    }

    public Map<String, String> headers() {
        return Map.copyOf(headers);
    }
}
