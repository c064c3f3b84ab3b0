package dev.atelier.studio.gateway.internal;

import dev.atelier.studio.http.api.Inputs;
import dev.atelier.studio.http.api.Principal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Files of a request as inputs that workers can fetch. */
@Component(service = Uploads.class)
public final class Uploads {
    private final Inputs inputs;

    /** @param digest of the bytes */
    record Kept(String id, String digest) {}

    @Activate
    public Uploads(@Reference(name = "inputs") Inputs inputs) {
        this.inputs = inputs;
    }

    /**
     * Where a worker finds the bytes: a path, to which the studio adds the host that the worker has reached it by.
     *
     * @param kept gets what was kept
     */
    String keep(Path file, Principal by, List<Kept> kept) throws IOException {
        MessageDigest digest = Once.sha256();
        try (InputStream bytes = new DigestInputStream(Files.newInputStream(file), digest)) {
            String id = inputs.keep(bytes, by.owner());
            kept.add(new Kept(id, HexFormat.of().formatHex(digest.digest())));
            return Inputs.PATH + id;
        } catch (Inputs.Full e) {
            throw Errors.unavailable("there is no room for uploads now: " + e.getMessage());
        }
    }

    void forget(List<Kept> kept) {
        kept.forEach(input -> inputs.remove(input.id()));
    }
}
