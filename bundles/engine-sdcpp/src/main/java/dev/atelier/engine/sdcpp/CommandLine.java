package dev.atelier.engine.sdcpp;

import dev.atelier.engine.api.EngineException;
import dev.atelier.engine.api.ModelSource;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is said to the programs, in the order in which it is said. */
final class CommandLine {
    private CommandLine() {}

    /** All of a job, for sd-cli. */
    static List<String> job(Arguments arguments, Weights weights, Order order, Inputs inputs, Path output)
            throws EngineException {
        if (order.film()) {
            arguments.need("-M", "vid_gen");
        }
        files(arguments, weights);
        arguments.always("-p", order.prompt());
        if (order.negative() != null) {
            arguments.need("--negative-prompt", order.negative());
        }
        pictures(arguments, order, inputs);
        arguments
                .need("--cfg-scale", Numbers.plain(order.cfgScale()))
                .need("--steps", Integer.toString(order.steps()))
                .need("-W", Integer.toString(order.width()))
                .need("-H", Integer.toString(order.height()));
        if (order.film()) {
            arguments
                    .need("--video-frames", Integer.toString(order.frames()))
                    .need("--fps", Integer.toString(order.fps()));
        }
        arguments.always("-o", output.toString());
        if (order.seed() != null) {
            arguments.need("--seed", Long.toString(order.seed()));
        }
        if (order.sampling() != null) {
            arguments.need("--sampling-method", order.sampling());
        }
        if (order.flowShift() != null) {
            arguments.need("--flow-shift", Numbers.plain(order.flowShift()));
        }
        return memory(arguments, weights.defaults()).list();
    }

    /** What a server is started with: all that belongs to the model and not to a job. */
    static List<String> model(Arguments arguments, Weights weights) throws EngineException {
        files(arguments, weights);
        return memory(arguments, weights.defaults()).list();
    }

    private static void files(Arguments arguments, Weights weights) throws EngineException {
        arguments
                .need(weights.whole() ? "--model" : "--diffusion-model", weights.main())
                .need("--vae", weights.vae())
                .need("--llm", weights.llm())
                .need("--llm_vision", weights.llmVision());
    }

    private static void pictures(Arguments arguments, Order order, Inputs inputs) throws EngineException {
        @Nullable Path mask = inputs.mask();
        if (inputs.reference() != null) {
            arguments.need("-r", inputs.reference()).need("--mask", mask);
        } else if (inputs.init() != null) {
            arguments.need("--init-img", inputs.init());
            if (!order.film()) {
                arguments.need("--strength", Numbers.plain(order.strength()));
            }
            arguments.need("--mask", mask);
        }
    }

    private static Arguments memory(Arguments arguments, ModelSource.Defaults defaults) throws EngineException {
        if (Boolean.TRUE.equals(defaults.zeroCondT())) {
            // what older releases call it
            if (!arguments.has("--model-args") && arguments.has("--qwen-image-zero-cond-t")) {
                arguments.may("--qwen-image-zero-cond-t");
            } else {
                arguments.need("--model-args", "qwen_image_zero_cond_t=true");
            }
        }
        if (Boolean.TRUE.equals(defaults.offloadToCpu())) {
            arguments.may("--offload-to-cpu");
        }
        if (Boolean.TRUE.equals(defaults.mmap())) {
            arguments.may("--mmap");
        }
        if (defaults.maxVramGib() != null) {
            arguments.may("--max-vram", Numbers.plain(defaults.maxVramGib()));
        }
        return arguments.may("--diffusion-fa");
    }
}
