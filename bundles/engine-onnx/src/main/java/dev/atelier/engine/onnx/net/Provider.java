package dev.atelier.engine.onnx.net;

import java.util.Locale;

/** Where a person wants networks to run, by the names of the setting {@code onnx_provider}. */
public enum Provider {
    /** On a graphics card if that works, else on the processor. */
    AUTO,
    CPU,
    /** On a graphics card or not at all. */
    CUDA;

    public static Provider of(String name) {
        try {
            return valueOf(name.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("onnx_provider is auto, cpu or cuda, not " + name, e);
        }
    }
}
