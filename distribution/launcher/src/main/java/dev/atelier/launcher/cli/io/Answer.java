package dev.atelier.launcher.cli.io;

import dev.atelier.launcher.json.Json;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** An answer of the local API, in memory. */
@SuppressWarnings("ArrayRecordComponent") // never compared; the bytes are as they came
public record Answer(int status, String type, byte[] body) {
    public boolean good() {
        return status >= 200 && status < 300;
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Null when it is no JSON. */
    public @Nullable Object json() {
        try {
            return Json.parse(text());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    public Fields fields() {
        return Fields.of(json());
    }

    /** The stable word of a JSON refusal; empty for others. */
    public String code() {
        return fields().text("error");
    }

    /** Says what went wrong; a plain no is another exit code than a mistake or a breakdown. */
    public Failure failure(String what, String todo) {
        Fields said = fields();
        String why =
                said.has("message") ? said.text("message") : said.has("error") ? said.text("error") : text().strip();
        if (why.isEmpty()) {
            why = "it answered " + status;
        } else if (said.has("error") && said.has("message")) {
            why = said.text("error") + ": " + why;
        }
        if (status == 401) {
            return Failure.failed(what, "the token of run/endpoints.json was not accepted", "restart the process");
        }
        boolean no = status == 403 || status == 409 || status == 429 || status == 503;
        return no ? Failure.refused(what, why, todo) : Failure.failed(what, why, todo);
    }
}
