package dev.atelier.studio.gateway.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
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
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Pictures out of words, and out of pictures. Each picture of a request is a job of its own. */
@Component(service = Routes.class, property = Routes.LISTENER + "=" + GatewayMount.LISTENER)
public final class ImageRoutes implements Routes {
    private static final String MADE = "images.generations";
    private static final String EDITED = "images.edits";
    private static final Set<String> TEXTS =
            Set.of("model", "prompt", "negative_prompt", "size", "response_format", "output_format", "stream");
    private static final Set<String> NUMBERS = Set.of("n", "seed", "steps", "strength", "cfg_scale");

    private final Desk desk;
    private final Shelf shelf;
    private final FileRoutes files;
    private final Uploads uploads;
    private final ResultStore results;

    @Activate
    public ImageRoutes(
            @Reference(name = "desk") Desk desk,
            @Reference(name = "registry") ModelRegistry registry,
            @Reference(name = "files") FileRoutes files,
            @Reference(name = "uploads") Uploads uploads,
            @Reference(name = "results") ResultStore results) {
        this(desk, new Shelf(registry, Instant.now()), files, uploads, results);
    }

    ImageRoutes(Desk desk, Shelf shelf, FileRoutes files, Uploads uploads, ResultStore results) {
        this.desk = desk;
        this.shelf = shelf;
        this.files = files;
        this.uploads = uploads;
        this.results = results;
    }

    @Override
    public void define(RouteTable table) {
        table.post("/images/generations", desk.counted(MADE, this::make))
                .post("/images/edits", desk.counted(EDITED, this::edit));
    }

    private void make(Exchange exchange) throws IOException {
        Principal caller = desk.submitter(exchange);
        Wish wish = wish(Params.of(exchange));
        Task.Image task = ImageTask.of(wish.body(), wish.model().source(), null, null);
        serve(exchange, MADE, caller, wish, task, List.of());
    }

    private void edit(Exchange exchange) throws IOException {
        Principal caller = desk.submitter(exchange);
        try (Exchange.Form form = exchange.form(Params.MAX_FORM, results.incoming())) {
            Wish wish = wish(Params.of(form, TEXTS, NUMBERS));
            Path picture = picture(form);
            // Before anything is kept: what is wrong with the rest is found here.
            var unused = ImageTask.of(wish.body(), wish.model().source(), null, null);
            List<Uploads.Kept> kept = new ArrayList<>();
            try {
                String image = uploads.keep(picture, caller, kept);
                String mask = form.file("mask").isPresent()
                        ? uploads.keep(form.file("mask").get(), caller, kept)
                        : null;
                Task.Image task = ImageTask.of(wish.body(), wish.model().source(), image, mask);
                serve(exchange, EDITED, caller, wish, task, kept);
            } catch (IOException | RuntimeException e) {
                uploads.forget(kept);
                throw e;
            }
        }
    }

    private static Path picture(Exchange.Form form) {
        List<Path> pictures = new ArrayList<>(form.files("image"));
        pictures.addAll(form.files("image[]"));
        if (pictures.isEmpty()) {
            throw Errors.missing("image");
        }
        if (pictures.size() > 1) {
            throw Errors.unsupported("image", "one image can be edited at a time here");
        }
        return pictures.get(0);
    }

    private record Wish(Params body, Model model, int pictures, boolean asUrl) {}

    private Wish wish(Params body) {
        if (body.flag("stream")) {
            throw Errors.unsupported("stream", "pictures are not streamed here");
        }
        Model model = shelf.namedOrFirst(body.text("model"), Kind.IMAGE);
        int pictures = body.whole("n", 1, 1, ImageTask.MAX_PICTURES);
        String format = body.oneOf("response_format", "b64_json", List.of("b64_json", "url"));
        return new Wish(body, model, pictures, format.equals("url"));
    }

    private void serve(
            Exchange exchange, String route, Principal caller, Wish wish, Task.Image task, List<Uploads.Kept> kept) {
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < wish.pictures(); i++) {
            tasks.add(ImageTask.again(task, i));
        }
        Order order = new Order(route, caller, wish.model(), tasks, Desk.idempotencyKey(exchange), kept);
        int copies = wish.asUrl() ? 0 : Outlet.Whole.COPIES;
        desk.serve(order, new Outlet.Whole(exchange, copies, made -> Body.json(told(exchange, wish, made))));
    }

    private ObjectNode told(Exchange exchange, Wish wish, List<Result> made) throws IOException {
        ObjectNode document = Json.object().put("created", Instant.now().getEpochSecond());
        ArrayNode data = document.putArray("data");
        for (Result result : made) {
            if (wish.asUrl()) {
                data.addObject().put("url", files.url(exchange, result.job()));
            } else {
                data.addObject().put("b64_json", Base64.getEncoder().encodeToString(result.bytes()));
            }
        }
        String type = made.get(0).type();
        return document.put("output_format", type.substring(type.indexOf('/') + 1));
    }
}
