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
            case "api_base_url", "auto_update_feed" -> refuseUrl(value);
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

    private static Optional<String> refuseUrl(String value) {
        try {
            URI uri = new URI(value);
            String scheme = uri.getScheme();
            if (!("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme)) || uri.getHost() == null) {
                return Optional.of("must be an http or https URL with a host");
            }
            // It is shown to everybody who may see settings.
            return uri.getRawUserInfo() == null ? Optional.empty() : Optional.of("must not hold a user or a password");
        } catch (URISyntaxException e) {
            return Optional.of("must be an http or https URL with a host");
        }
    }
}
