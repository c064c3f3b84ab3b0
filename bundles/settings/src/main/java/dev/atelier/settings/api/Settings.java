package dev.atelier.settings.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The one owner of settings. */
@ProviderType
public interface Settings {
    List<Setting> all();

    Optional<Setting> find(String name);

    /**
     * Writes values to {@code etc/} and applies them; an empty optional takes a value back to its default. All or
     * nothing.
     */
    void set(Map<String, Optional<String>> values) throws InvalidSetting;
}
