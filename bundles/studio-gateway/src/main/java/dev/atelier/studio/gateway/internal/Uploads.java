package dev.atelier.studio.gateway.internal;

import dev.atelier.studio.http.api.Inputs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Files of a request as inputs that workers can fetch. */
@Component(service = Uploads.class)
public final class Uploads {
    private final Inputs inputs;

    @Activate
    public Uploads(@Reference(name = "inputs") Inputs inputs) {
        this.inputs = inputs;
    }

    /**
     * Where a worker finds the bytes: a path, to which the studio adds the host that the worker has reached it by.
     *
     * @param kept gets the id
     */
    String keep(Path file, List<String> kept) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            String id = inputs.keep(bytes);
            kept.add(id);
            return Inputs.PATH + id;
        } catch (Inputs.Full e) {
            throw Errors.unavailable("there is no room for uploads now: " + e.getMessage());
        }
    }

    void forget(List<String> kept) {
        kept.forEach(inputs::remove);
    }
}
