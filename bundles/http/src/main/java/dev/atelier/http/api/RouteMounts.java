package dev.atelier.http.api;

import jakarta.servlet.http.HttpServlet;
import org.osgi.annotation.versioning.ProviderType;

/** Serves the routes that rooms contribute, wherever somebody wants them. */
@ProviderType
public interface RouteMounts {
    /**
     * A servlet with all {@link Routes} of a listener, those that come and go included. Whoever asks for it registers it
     * with the HTTP whiteboard, with a pattern that ends in {@code /*} and {@code asyncSupported}; a route's pattern is
     * matched against what stands for the star.
     */
    HttpServlet mount(String listener, Guard guard);

    /** The same for those who owe their callers errors of another form. */
    HttpServlet mount(String listener, Guard guard, ErrorForm errors);
}
