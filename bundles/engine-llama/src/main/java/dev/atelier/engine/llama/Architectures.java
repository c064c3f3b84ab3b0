package dev.atelier.engine.llama;

import dev.atelier.engine.api.EngineException;
import java.nio.file.Path;
import java.util.Set;

/** The kinds of models the built-in library knows: those of llama.cpp as it was in March 2025. */
final class Architectures {
    private static final Set<String> KNOWN = Set.of(
            "llama",
            "deci",
            "falcon",
            "grok",
            "gpt2",
            "gptj",
            "gptneox",
            "mpt",
            "baichuan",
            "starcoder",
            "refact",
            "bloom",
            "stablelm",
            "qwen",
            "qwen2",
            "qwen2moe",
            "qwen2vl",
            "phi2",
            "phi3",
            "phimoe",
            "plamo",
            "codeshell",
            "orion",
            "internlm2",
            "minicpm",
            "minicpm3",
            "gemma",
            "gemma2",
            "gemma3",
            "starcoder2",
            "mamba",
            "xverse",
            "command-r",
            "cohere2",
            "dbrx",
            "olmo",
            "olmo2",
            "olmoe",
            "openelm",
            "arctic",
            "deepseek",
            "deepseek2",
            "chatglm",
            "bitnet",
            "t5",
            "jais",
            "nemotron",
            "exaone",
            "rwkv6",
            "rwkv6qwen2",
            "rwkv7",
            "arwkv7",
            "granite",
            "granitemoe",
            "chameleon");

    private Architectures() {}

    static boolean known(Gguf head) {
        return KNOWN.contains(head.architecture());
    }

    /** Told before the library sees the file. */
    static void check(Gguf head, Path model) throws EngineException {
        if (!known(head)) {
            throw new EngineException(
                    "model_unsupported",
                    "the model " + model.getFileName() + " is of the kind " + head.architecture()
                            + ", which is newer than the built-in library; add llama-server to this engine, install it,"
                            + " or put its path into the setting llama_server",
                    false);
        }
    }
}
