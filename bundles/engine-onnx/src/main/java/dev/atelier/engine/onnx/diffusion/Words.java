package dev.atelier.engine.onnx.diffusion;

import dev.atelier.engine.onnx.net.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A prompt as the network for pictures reads it.
 *
 * @param each token by token
 * @param whole the prompt in one, for models that want it
 */
record Words(Tensor each, @Nullable Tensor whole) {
    Words zero() {
        return new Words(Tensor.filled(0, each.shape()), whole == null ? null : Tensor.filled(0, whole.shape()));
    }
}
