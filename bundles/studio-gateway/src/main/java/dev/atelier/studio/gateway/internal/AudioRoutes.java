package dev.atelier.studio.gateway.internal;

import dev.atelier.engine.api.Kind;
import dev.atelier.engine.api.Task;
import dev.atelier.http.api.Exchange;
import dev.atelier.http.api.RouteTable;
import dev.atelier.http.api.Routes;
import dev.atelier.studio.http.api.Principal;
import dev.atelier.studio.store.api.ModelRegistry;
import dev.atelier.studio.store.api.ModelRegistry.Model;
import dev.atelier.studio.store.api.ResultStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Sound out of text, and text out of sound. */
@Component(service = Routes.class, property = Routes.LISTENER + "=" + GatewayMount.LISTENER)
public final class AudioRoutes implements Routes {
    private static final String SPEECH = "audio.speech";
    private static final Set<String> TEXTS =
            Set.of("model", "language", "prompt", "response_format", "url", "stream", "timestamp_granularities");

    private final Desk desk;
    private final Shelf shelf;
    private final Uploads uploads;
    private final ResultStore results;

    @Activate
    public AudioRoutes(
            @Reference(name = "desk") Desk desk,
            @Reference(name = "registry") ModelRegistry registry,
            @Reference(name = "uploads") Uploads uploads,
            @Reference(name = "results") ResultStore results) {
        this(desk, new Shelf(registry, Instant.now()), uploads, results);
    }

    AudioRoutes(Desk desk, Shelf shelf, Uploads uploads, ResultStore results) {
        this.desk = desk;
        this.shelf = shelf;
        this.uploads = uploads;
        this.results = results;
    }

    @Override
    public void define(RouteTable table) {
        table.post("/audio/speech", desk.counted(SPEECH, this::speak))
                .post("/audio/transcriptions", listening("audio.transcriptions", false))
                .post("/audio/translations", listening("audio.translations", true));
    }

    private void speak(Exchange exchange) throws IOException {
        Principal caller = desk.submitter(exchange);
        Params body = Params.of(exchange);
        Model model = shelf.named(body.text("model"), Kind.AUDIO_TTS);
        Task task = AudioTask.speech(body);
        Order order = new Order(SPEECH, caller, model, List.of(task), Desk.idempotencyKey(exchange), List.of());
        desk.serve(order, new Outlet.Whole(exchange, 0, made -> {
            Result sound = made.get(0);
            ResultStore.Opened opened = sound.open();
            return new Body(sound.type(), opened.length(), opened.bytes());
        }));
    }

    private RouteTable.Handler listening(String route, boolean translate) {
        return desk.counted(route, exchange -> listen(exchange, route, translate));
    }

    private void listen(Exchange exchange, String route, boolean translate) throws IOException {
        Principal caller = desk.submitter(exchange);
        try (Exchange.Form form = exchange.form(Params.MAX_FORM, results.incoming())) {
            Params body = Params.of(form, TEXTS, Set.of());
            Model model = shelf.named(body.text("model"), Kind.AUDIO_STT);
            String format = body.oneOf("response_format", "json", AudioTask.TRANSCRIPTS);
            List<String> granularities = granularities(form);
            Optional<Path> file = form.file("file");
            String url = url(body, file.isPresent());
            // Before anything is kept: what is wrong with the rest is found here.
            var unused = AudioTask.transcription(body, granularities, "", translate, format);
            List<Uploads.Kept> kept = new ArrayList<>();
            try {
                String input = file.isPresent() ? uploads.keep(file.get(), caller, kept) : url;
                Task task = AudioTask.transcription(body, granularities, input, translate, format);
                Order order = new Order(route, caller, model, List.of(task), Desk.idempotencyKey(exchange), kept);
                desk.serve(order, new Outlet.Whole(exchange, heard -> Transcript.of(
                                heard.get(0).json(), translate)
                        .told(format)));
            } catch (IOException | RuntimeException e) {
                uploads.forget(kept);
                throw e;
            }
        }
    }

    private static List<String> granularities(Exchange.Form form) {
        List<String> all = new ArrayList<>(form.fields("timestamp_granularities[]"));
        all.addAll(form.fields("timestamp_granularities"));
        return all;
    }

    /** Empty when there is a file. */
    private static String url(Params body, boolean file) {
        String url = body.text("url", "");
        if (url.isEmpty() && !file) {
            throw Errors.missing("file");
        }
        if (!url.isEmpty() && file) {
            throw Errors.invalid("url", "send a file or a url, not both");
        }
        if (!url.isEmpty() && !url.startsWith("http://") && !url.startsWith("https://")) {
            throw Errors.invalid("url", "url must be an address that begins with http:// or https://");
        }
        return url;
    }
}
