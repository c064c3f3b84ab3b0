package dev.atelier.settings.internal;

import dev.atelier.settings.api.SettingCheck;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** The rules of the worker's settings that metatype cannot say. */
final class WorkerChecks implements SettingCheck {
    @Override
    public Optional<String> refuse(String name, String value) {
        return switch (name) {
            case "api_base_url", "auto_update_feed" ->
                isHttpUrl(value) ? Optional.empty() : Optional.of("must be an http or https URL with a host");
            case "models_root" ->
                value.isBlank()
                        ? Optional.of("must not be empty")
                        : isPath(value) ? Optional.empty() : Optional.of("must be the path of a folder");
            default -> Optional.empty();
        };
    }

    /** Everything that shows the folder would fail on what is no path, the health check that the start waits for too. */
    private static boolean isPath(String value) {
        try {
            return !Path.of(value).toString().isEmpty();
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static boolean isHttpUrl(String value) {
        try {
            URI uri = new URI(value);
            String scheme = uri.getScheme();
            return ("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme)) && uri.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
