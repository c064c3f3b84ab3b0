package dev.atelier.engine.host.api;

import dev.atelier.engine.api.EngineException;
import org.jspecify.annotations.Nullable;

/**
 * How a program ended.
 *
 * @param name of the program, for a person
 * @param code its exit code; 128 and more is mostly the signal that ended it
 * @param errors the end of what it wrote on its standard error
 */
public record Exit(String name, int code, String errors) {
    public boolean ok() {
        return code == 0;
    }

    /** The last line it wrote on its standard error that says something, if any. */
    public @Nullable String lastError() {
        return errors.lines()
                .filter(line -> !line.isBlank())
                .reduce((a, b) -> b)
                .orElse(null);
    }

    /** {@code ffmpeg ended with 8: Unknown encoder 'libx264'}. */
    @Override
    public String toString() {
        String last = lastError();
        return name + " ended with " + code + (last == null ? "" : ": " + last.strip());
    }

    /** For the caller to whom anything but 0 is a failure. */
    public Exit orThrow() throws EngineException {
        if (!ok()) {
            throw EngineException.failed(toString(), null);
        }
        return this;
    }
}
