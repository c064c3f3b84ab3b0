package dev.atelier.engine.api;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a model comes from and which engine runs it. Routing follows {@code engine} strictly. */
public record ModelSource(String engine, List<File> files, Defaults defaults) {
    public ModelSource {
        Objects.requireNonNull(engine, "engine");
        Objects.requireNonNull(defaults, "defaults");
        files = List.copyOf(files);
    }

    /** A model of an engine that needs no files. */
    public static ModelSource of(String engine) {
        return new ModelSource(engine, List.of(), Defaults.NONE);
    }

    public Optional<File> file(Role role) {
        return files.stream().filter(f -> f.role() == role).findFirst();
    }

    /** What a file is for. */
    public enum Role {
        DIFFUSION_MODEL("diffusion-model"),
        TEXT_ENCODER("text-encoder"),
        TEXT_ENCODER_VISION("text-encoder-vision"),
        VAE("vae"),
        LORA("lora"),
        MODEL("model");

        private final String wireName;

        Role(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }

        public static Optional<Role> ofWireName(String name) {
            return List.of(values()).stream()
                    .filter(r -> r.wireName.equals(name))
                    .findFirst();
        }
    }

    /** One file of a model. */
    public record File(
            Role role,
            String url,
            String filename,
            @Nullable Long approxBytes,
            @Nullable String sha256) {
        public File {
            Objects.requireNonNull(role, "role");
            Objects.requireNonNull(url, "url");
            Objects.requireNonNull(filename, "filename");
        }
    }

    /** What the model wants when the task says nothing; 0 means the engine does not use the value. */
    public record Defaults(
            double cfgScale,
            int steps,
            int width,
            int height,
            @Nullable String samplingMethod,
            @Nullable Double flowShift,
            @Nullable Boolean zeroCondT,
            @Nullable Boolean offloadToCpu,
            @Nullable Boolean mmap,
            @Nullable Double maxVramGib,
            @Nullable Integer contextSize,
            @Nullable String chatTemplateKwargs) {
        public static final Defaults NONE = new Defaults(0, 0, 0, 0, null, null, null, null, null, null, null, null);
    }
}
