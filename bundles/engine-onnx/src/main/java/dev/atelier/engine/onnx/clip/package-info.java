/** The tokens CLIP's text encoders read. */
@NullMarked
package dev.atelier.engine.onnx.clip;

import org.jspecify.annotations.NullMarked;
