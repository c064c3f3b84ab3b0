package dev.atelier.runtime.http.internal;

import dev.atelier.runtime.wire.api.Refusal;
import dev.atelier.runtime.wire.api.RequestBody;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Locale;

/** The body of an HTTP request, as far as there is room for it. */
record Body(HttpServletRequest request) implements RequestBody {
    @Override
    public byte[] bytes() throws IOException, Refusal {
        byte[] body = request.getInputStream().readNBytes(MAX + 1);
        if (body.length > MAX) {
            throw Refusal.tooLarge();
        }
        return body;
    }

    @Override
    public boolean isJson() {
        String contentType = request.getContentType();
        if (contentType == null) {
            return false;
        }
        int parameters = contentType.indexOf(';');
        String type = (parameters < 0 ? contentType : contentType.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
        return type.equals("application/json") || (type.startsWith("application/") && type.endsWith("+json"));
    }
}
