package dev.atelier.model.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A diffusion model of a few kilobytes, in a folder as diffusers lays it out, whose network knows the answer: whatever
 * noise it is shown, it tells exactly the noise that would have to go for the picture to have the colour the prompt
 * names. So a scheduler that does its sums right ends at that colour in any number of steps, and one that does not ends
 * elsewhere. Pictures are made of squares of eight pixels, each the mean of what it was.
 */
public final class AnalyticDiffusers {
    static final int MOMENTS = 1000;
    static final double SCALE = 0.18215;

    private final Map<String, Object> scheduler = new LinkedHashMap<>();
    final AnalyticUnet unet = new AnalyticUnet();
    private boolean xl;
    private boolean half;
    private boolean outside;
    private boolean spread;
    private String name = "";

    public AnalyticDiffusers() {
        scheduler("DDIMScheduler")
                .put("num_train_timesteps", MOMENTS)
                .put("beta_start", 0.00085)
                .put("beta_end", 0.012)
                .put("beta_schedule", "scaled_linear")
                .put("prediction_type", "epsilon")
                .put("set_alpha_to_one", true)
                .put("steps_offset", 1);
    }

    /** The colour a prompt of that word comes out as without guidance: red, green and blue from 0 to 255. */
    public static int[] colour(String word) {
        return colour(word, 1);
    }

    /** The same with guidance, and nothing to keep away from. */
    public static int[] colour(String word, double guidance) {
        float[] place = ColourWords.place(word);
        int[] colour = new int[3];
        for (int i = 0; i < colour.length; i++) {
            double level = (guidance * Math.tanh(place[i]) + 1) / 2;
            colour[i] = (int) Math.round(Math.max(0, Math.min(1, level)) * 255);
        }
        return colour;
    }

    /** Another scheduler, by diffusers' name of it. */
    public AnalyticDiffusers scheduler(String className) {
        return put("_class_name", className);
    }

    /** Something else in {@code scheduler_config.json}. */
    public AnalyticDiffusers put(String key, Object value) {
        scheduler.put(key, value);
        return this;
    }

    /** The network tells velocity instead of noise. */
    public AnalyticDiffusers velocity() {
        unet.velocity = true;
        return put("prediction_type", "v_prediction");
    }

    /** A latent consistency model, which is told the guidance. */
    public AnalyticDiffusers consistency() {
        unet.guidance = true;
        return scheduler("LCMScheduler").put("original_inference_steps", 50);
    }

    /** Two readers of prompts, and a network that wants sizes and the prompt as a whole. */
    public AnalyticDiffusers xl() {
        xl = true;
        unet.xl = true;
        return this;
    }

    /** Numbers of sixteen bits go in and out, and the moment is one of them. */
    public AnalyticDiffusers half() {
        half = true;
        unet.type = OnnxType.FLOAT16;
        unet.scalarMoment = true;
        return this;
    }

    /** Weights of the text encoder in a file of their own. */
    public AnalyticDiffusers outside() {
        outside = true;
        return this;
    }

    /** A network for holes: it sees the mask and the picture around it too. */
    public AnalyticDiffusers inpainting() {
        unet.inpainting = true;
        return this;
    }

    /** For one size only, in pixels, and for this many samples at once. */
    public AnalyticDiffusers fixed(int side, int batch) {
        unet.side = side / 8;
        unet.batch = batch;
        return this;
    }

    /** The encoder of pictures tells middle and spread, as newer exports do. */
    public AnalyticDiffusers spread() {
        spread = true;
        return this;
    }

    /** Each step takes that many products of large matrices. */
    public AnalyticDiffusers slow(int products) {
        unet.products = products;
        return this;
    }

    /** The network has so many blocks, each half as large as the one before, and works only where that comes out even. */
    public AnalyticDiffusers blocks(int count) {
        unet.blocks = count;
        return this;
    }

    /** What the model was called where it came from. */
    public AnalyticDiffusers named(String original) {
        name = original;
        return this;
    }

    public Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        ColourWords words = new ColourWords();
        words.write(folder.resolve("tokenizer"));
        AnalyticText text = new AnalyticText(words, half ? OnnxType.FLOAT16 : OnnxType.FLOAT, outside);
        if (xl) {
            words.write(folder.resolve("tokenizer_2"));
            text.firstOfTwo(folder.resolve("text_encoder/model.onnx"));
            text.secondOfTwo(folder.resolve("text_encoder_2/model.onnx"));
        } else {
            text.single(folder.resolve("text_encoder/model.onnx"));
        }
        unet.write(folder.resolve("unet"));
        new AnalyticVae(half ? OnnxType.FLOAT16 : OnnxType.FLOAT, spread).write(folder);
        Files.createDirectories(folder.resolve("scheduler"));
        Files.writeString(folder.resolve("scheduler/scheduler_config.json"), json(scheduler));
        Map<String, Object> index = new LinkedHashMap<>();
        index.put("_class_name", xl ? "StableDiffusionXLPipeline" : "StableDiffusionPipeline");
        index.put("_name_or_path", name);
        index.put("force_zeros_for_empty_prompt", xl);
        Files.writeString(folder.resolve("model_index.json"), json(index));
        return folder;
    }

    static String json(Map<String, Object> values) {
        StringBuilder json = new StringBuilder("{");
        values.forEach((key, value) -> json.append(json.length() > 1 ? "," : "")
                .append('"')
                .append(key)
                .append("\":")
                .append(value instanceof String ? "\"" + value + "\"" : value));
        return json.append('}').toString();
    }
}
