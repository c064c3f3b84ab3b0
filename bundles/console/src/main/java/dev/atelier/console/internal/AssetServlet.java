package dev.atelier.console.internal;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Styles and scripts, compressed where the browser takes it, to be kept for good. */
@Component(
        service = Servlet.class,
        property = {"osgi.http.whiteboard.servlet.pattern=/assets/*", Console.IN_CONSOLE})
public final class AssetServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Console console;

    @Activate
    public AssetServlet(@Reference(name = "console") Console console) {
        this.console = console;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("X-Content-Type-Options", "nosniff");
        Optional<Assets.Asset> found = find(request.getPathInfo());
        if (found.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        Assets.Asset asset = found.get();
        String accepted = request.getHeader("Accept-Encoding");
        boolean gzip = accepted != null && accepted.contains("gzip");
        byte[] body = gzip ? asset.gzip() : asset.plain();
        response.setHeader("Cache-Control", "private, max-age=31536000, immutable");
        response.setHeader("Vary", "Accept-Encoding");
        if (gzip) {
            response.setHeader("Content-Encoding", "gzip");
        }
        response.setContentType(asset.type());
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** Files of another build must not be kept under this one's name, so its digest has to be right. */
    private Optional<Assets.Asset> find(@Nullable String path) {
        String own = "/" + console.assets().digest() + "/";
        return path != null && path.startsWith(own)
                ? console.assets().find(path.substring(own.length()))
                : Optional.empty();
    }
}
