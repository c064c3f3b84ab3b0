package dev.atelier.engine.api;

import java.util.Objects;
import java.util.function.Function;
import org.osgi.annotation.versioning.ProviderType;

/** What an engine made. */
@ProviderType
public sealed interface EngineResult {
    <R> R fold(Function<? super Media, ? extends R> media, Function<? super Json, ? extends R> json);

    /** A picture, sound or film; {@code ext} names the format of the bytes actually produced. */
    record Media(Body body, String ext) implements EngineResult {
        public Media {
            Objects.requireNonNull(body, "body");
            Objects.requireNonNull(ext, "ext");
        }

        @Override
        public <R> R fold(Function<? super Media, ? extends R> media, Function<? super Json, ? extends R> json) {
            return media.apply(this);
        }
    }

    /** A JSON document, as its text. */
    record Json(String text) implements EngineResult {
        public Json {
            Objects.requireNonNull(text, "text");
        }

        @Override
        public <R> R fold(Function<? super Media, ? extends R> media, Function<? super Json, ? extends R> json) {
            return json.apply(this);
        }
    }
}
