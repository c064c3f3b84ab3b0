package dev.atelier.launcher.cli;

import dev.atelier.launcher.cli.worker.StudioUrl;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** What a running process would say of a value beyond its type. */
final class WorkerRules {
    private WorkerRules() {}

    /** @throws IllegalArgumentException naming the setting and not the value, which may hold a password */
    static void check(String name, String value) {
        switch (name) {
            case "api_base_url" -> StudioUrl.parse(value);
            case "auto_update_feed" -> checkUrl(name, value);
            case "models_root" -> checkFolder(name, value);
            default -> {}
        }
    }

    private static void checkUrl(String name, String value) {
        try {
            URI uri = new URI(value);
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (web && uri.getHost() != null && uri.getRawUserInfo() == null) {
                return;
            }
        } catch (URISyntaxException e) {
            // said below, without what it repeats
        }
        throw new IllegalArgumentException(name + " must be an http or https URL with a host");
    }

    private static void checkFolder(String name, String value) {
        try {
            if (!value.isBlank() && !Path.of(value).toString().isEmpty()) {
                return;
            }
        } catch (InvalidPathException e) {
            // said below
        }
        throw new IllegalArgumentException(name + " must be the path of a folder");
    }
}
