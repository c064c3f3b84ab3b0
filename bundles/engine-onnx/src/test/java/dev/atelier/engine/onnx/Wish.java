package dev.atelier.engine.onnx;

import dev.atelier.engine.api.Task;
import org.jspecify.annotations.Nullable;

/** A task put together bit by bit: a small picture in few steps, without guidance. */
final class Wish {
    private final String prompt;
    private @Nullable String negative;
    private @Nullable String init;
    private @Nullable String mask;
    private @Nullable Double denoise;
    private @Nullable Double guidance = 1.0;
    private @Nullable String method;
    private int width = 64;
    private int height = 48;
    private int steps = 3;
    private @Nullable Long seed = 7L;
    private String ext = "png";

    Wish(String prompt) {
        this.prompt = prompt;
    }

    Wish negative(String words) {
        negative = words;
        return this;
    }

    Wish init(@Nullable String url) {
        init = url;
        return this;
    }

    Wish mask(@Nullable String url) {
        mask = url;
        return this;
    }

    Wish denoise(double strength) {
        denoise = strength;
        return this;
    }

    Wish guidance(@Nullable Double scale) {
        guidance = scale;
        return this;
    }

    Wish method(String name) {
        method = name;
        return this;
    }

    Wish size(int newWidth, int newHeight) {
        width = newWidth;
        height = newHeight;
        return this;
    }

    Wish steps(int count) {
        steps = count;
        return this;
    }

    Wish seed(@Nullable Long number) {
        seed = number;
        return this;
    }

    Wish as(String format) {
        ext = format;
        return this;
    }

    Task.Image task() {
        return new Task.Image(
                prompt, negative, init, mask, null, denoise, guidance, method, width, height, steps, seed, ext);
    }
}
