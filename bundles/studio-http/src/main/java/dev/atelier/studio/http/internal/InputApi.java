package dev.atelier.studio.http.internal;

import dev.atelier.common.api.Json;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.HttpError;
import dev.atelier.studio.http.api.Inputs;
import dev.atelier.studio.http.api.Principal;
import dev.atelier.studio.store.api.ResultStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Takes inputs of jobs from those who may hand in jobs, and hands them to whoever knows the address. */
final class InputApi {
    static final long MAX = 64 * Exchange.MIB;
    /** Lines around the bytes of a form. */
    private static final long FORM_MAX = MAX + Exchange.MIB;

    private final InputStore inputs;
    private final ResultStore results;

    InputApi(InputStore inputs, ResultStore results) {
        this.inputs = inputs;
        this.results = results;
    }

    List<ApiRoute> routes() {
        return List.of(
                ApiRoute.of(
                                "POST",
                                "/inputs",
                                Access.SUBMIT,
                                "Upload an input, as a form's file or as it is",
                                this::take)
                        .answers(201, "Input"),
                ApiRoute.of("DELETE", "/inputs/{id}", Access.SUBMIT, "Remove an input", this::remove)
                        .answers(204, null),
                ApiRoute.open("GET", "/inputs/{id}", "An input, for workers", this::give));
    }

    private void take(Exchange exchange, Principal who) throws IOException {
        String type = exchange.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        try {
            String id = type.startsWith("multipart/") ? ofForm(exchange, who) : ofBody(exchange, who);
            // Without a host: each worker fetches it where it reached this studio.
            exchange.json(201, Json.object().put("id", id).put("url", Inputs.PATH + id));
        } catch (Inputs.Full e) {
            throw HttpError.json(507, "inputs_full", Objects.requireNonNullElse(e.getMessage(), "no room"));
        }
    }

    private String ofForm(Exchange exchange, Principal who) throws IOException, Inputs.Full {
        try (Exchange.Form form = exchange.form(FORM_MAX, results.incoming())) {
            Path file = form.file("file")
                    .or(() -> form.file("image"))
                    .or(() -> form.file("audio"))
                    .orElseThrow(() -> Refusals.bad("the form has no part file"));
            if (Files.size(file) > MAX) {
                throw HttpError.json(413, "too_large", "an input has at most " + MAX + " bytes");
            }
            try (InputStream bytes = Files.newInputStream(file)) {
                return inputs.keep(bytes, who.owner());
            }
        }
    }

    private String ofBody(Exchange exchange, Principal who) throws IOException, Inputs.Full {
        try (InputStream bytes = exchange.body(MAX)) {
            return inputs.keep(bytes, who.owner());
        }
    }

    private void remove(Exchange exchange, Principal who) throws IOException {
        inputs.remove(exchange.path("id"));
        exchange.empty(204);
    }

    private void give(Exchange exchange) throws IOException {
        Path file = inputs.find(exchange.path("id")).orElseThrow(() -> Refusals.unknown("input"));
        exchange.later(); // nobody needs a key to read slowly
        exchange.file(MediaTypes.of(file, ""), file);
    }
}
