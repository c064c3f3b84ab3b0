package dev.atelier.fleet.internal.shape;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** A remark for who looks on. The message is ours alone: no address, no credential, no word of another program. */
public record Diagnostic(String code, Severity severity, String message) {
    /** How bad it is. */
    public enum Severity {
        INFO,
        WARNING,
        ERROR
    }

    public Diagnostic {
        Objects.requireNonNull(code, "code");
    }

    public static Diagnostic info(String code, String message) {
        return new Diagnostic(code, Severity.INFO, message);
    }

    public static Diagnostic warning(String code, String message) {
        return new Diagnostic(code, Severity.WARNING, message);
    }

    public static Diagnostic error(String code, String message) {
        return new Diagnostic(code, Severity.ERROR, message);
    }

    public ObjectNode json() {
        return Json.object()
                .put("code", code)
                .put("severity", severity.name().toLowerCase(Locale.ROOT))
                .put("message", message);
    }

    public static ArrayNode json(List<Diagnostic> all) {
        ArrayNode array = Json.array();
        all.forEach(each -> array.add(each.json()));
        return array;
    }
}
