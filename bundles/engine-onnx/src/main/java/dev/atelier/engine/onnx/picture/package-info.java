/** Pictures as planes of numbers: resized, blurred, masked, read and written. */
@NullMarked
package dev.atelier.engine.onnx.picture;

import org.jspecify.annotations.NullMarked;
