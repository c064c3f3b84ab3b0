package dev.atelier.settings.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One setting as it is now.
 *
 * @param name unique in the product, such as {@code vram_threshold_gb}; also the metatype attribute's id
 * @param pid the configuration it belongs to, and the name of its file in {@code etc/}
 * @param value in effect, as text
 * @param defaultValue as text
 * @param origin where the value came from
 * @param originDetail the variable, flag or file that sets it
 * @param options allowed values; empty when any is
 * @param group the title of the configuration
 */
public record Setting(
        String name,
        String pid,
        Type type,
        @Nullable String value,
        @Nullable String defaultValue,
        Origin origin,
        @Nullable String originDetail,
        String title,
        String description,
        List<String> options,
        @Nullable String min,
        @Nullable String max,
        boolean secret,
        String group) {

    /** What values look like. */
    public enum Type {
        STRING,
        INTEGER,
        NUMBER,
        BOOLEAN
    }

    /** Where a value came from, the later the stronger. */
    public enum Origin {
        DEFAULT,
        FILE,
        ENVIRONMENT,
        FLAG
    }
}
