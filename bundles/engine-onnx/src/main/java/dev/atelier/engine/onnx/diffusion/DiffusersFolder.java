package dev.atelier.engine.onnx.diffusion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.onnx.schedule.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A model as diffusers lays it out: a folder for each part of it, and what the parts are in {@code model_index.json}. */
public final class DiffusersFolder {
    public static final String INDEX = "model_index.json";
    public static final String NETWORK = "model.onnx";
    public static final String UNET = "unet";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double USUAL_SCALE = 0.18215;
    private static final double SCALE_OF_XL = 0.13025;
    private static final int USUAL_SIDE = 64;
    private static final int USUAL_BLOCKS = 4;
    private static final int MOST_BLOCKS = 7;

    private final Path path;
    private final JsonNode index;
    private final JsonNode unet;
    private final Training training;
    private final double scale;

    private DiffusersFolder(Path path, JsonNode index, JsonNode unet, Training training, double scale) {
        this.path = path;
        this.index = index;
        this.unet = unet;
        this.training = training;
        this.scale = scale;
    }

    /** Whether it looks like one, with networks that can be run here. */
    public static boolean is(Path folder) {
        return Files.isRegularFile(folder.resolve(INDEX))
                && Files.isRegularFile(folder.resolve(UNET).resolve(NETWORK));
    }

    public static DiffusersFolder read(Path folder) throws EngineException {
        JsonNode index = json(folder.resolve(INDEX));
        for (String part : List.of("text_encoder", UNET, "vae_decoder")) {
            if (!Files.isRegularFile(folder.resolve(part).resolve(NETWORK))) {
                throw Unusable.because(missing(folder, part, index));
            }
        }
        JsonNode config = json(folder.resolve("scheduler/scheduler_config.json"));
        boolean xl = Files.isRegularFile(folder.resolve("text_encoder_2").resolve(NETWORK));
        return new DiffusersFolder(
                folder,
                index,
                optional(folder.resolve("unet/config.json")),
                SchedulerFile.training(config),
                scale(folder, xl ? SCALE_OF_XL : USUAL_SCALE));
    }

    private static String missing(Path folder, String part, JsonNode index) {
        String lacks = part + "/" + NETWORK + " is missing";
        try (Stream<Path> files = Files.walk(folder, 2)) {
            if (files.anyMatch(file -> file.toString().endsWith(".safetensors"))) {
                return lacks + "; its weights are for PyTorch: export it with `optimum-cli export onnx`";
            }
        } catch (IOException e) {
            // then it is just missing
        }
        String kind = index.path("_class_name").asText("");
        return kind.isEmpty() ? lacks : lacks + " (it is made for " + kind + ")";
    }

    private static double scale(Path folder, double usual) throws EngineException {
        for (String part : List.of("vae_decoder", "vae_encoder", "vae")) {
            JsonNode scale =
                    optional(folder.resolve(part).resolve("config.json")).path("scaling_factor");
            if (scale.isNumber()) {
                return scale.asDouble();
            }
        }
        return usual;
    }

    private static JsonNode optional(Path file) throws EngineException {
        return Files.isRegularFile(file) ? json(file) : JSON.createObjectNode();
    }

    private static JsonNode json(Path file) throws EngineException {
        try {
            JsonNode json = JSON.readTree(file.toFile());
            if (!json.isObject()) {
                throw new IOException("it is no JSON object");
            }
            return json;
        } catch (IOException e) {
            String why = Files.exists(file) ? "cannot be read: " + e.getMessage() : "is missing";
            throw Unusable.because(file.getFileName() + " " + why, e);
        }
    }

    Path part(String part) {
        return path.resolve(part);
    }

    Path network(String part) {
        return path.resolve(part).resolve(NETWORK);
    }

    boolean has(String part) {
        return Files.isRegularFile(network(part));
    }

    Training training() {
        return training;
    }

    /** What latents are divided by before they become a picture. */
    double scale() {
        return scale;
    }

    /** Whether no negative prompt is no words at all, instead of the words of nothing. */
    boolean nothingIsZero() {
        return index.path("force_zeros_for_empty_prompt").asBoolean(false);
    }

    /** Distilled to a few steps without guidance; only names tell. */
    boolean turbo() {
        String names = index.path("_name_or_path").asText("") + " " + path.getFileName();
        return names.toLowerCase(Locale.ROOT).contains("turbo");
    }

    /** Whether the network is told the guidance. */
    boolean toldGuidance() {
        return unet.path("time_cond_proj_dim").isNumber();
    }

    int latentChannels() {
        return unet.path("out_channels").asInt(4);
    }

    int unetChannels() {
        return unet.path("in_channels").asInt(latentChannels());
    }

    /** What the sides of latents are multiples of: all blocks on the way down but the last halve them. */
    int multiple() {
        int blocks = unet.path("down_block_types").size();
        if (blocks == 0) {
            blocks = unet.path("block_out_channels").size();
        }
        return 1 << ((blocks == 0 || blocks > MOST_BLOCKS ? USUAL_BLOCKS : blocks) - 1);
    }

    /** How wide pictures are that it makes best, in squares of eight pixels. */
    int side() {
        return unet.path("sample_size").asInt(USUAL_SIDE);
    }
}
