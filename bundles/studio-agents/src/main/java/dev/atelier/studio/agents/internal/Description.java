package dev.atelier.studio.agents.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.common.api.Json;
import dev.atelier.studio.http.api.ApiPart;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.osgi.service.component.annotations.Component;

/** The routes for operators, as the description of the studio's API tells them. */
@Component(service = ApiPart.class)
public final class Description implements ApiPart {
    private static final String DOCUMENT = "openapi.json";

    @Override
    public ObjectNode paths() {
        return part("paths");
    }

    @Override
    public ObjectNode schemas() {
        return part("schemas");
    }

    private static ObjectNode part(String name) {
        try (InputStream in = Description.class.getResourceAsStream(DOCUMENT)) {
            byte[] all = Objects.requireNonNull(in, DOCUMENT).readAllBytes();
            return (ObjectNode) Json.parse(all).path(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
