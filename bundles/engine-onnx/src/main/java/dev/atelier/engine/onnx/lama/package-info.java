/** Removing objects from pictures. */
@NullMarked
package dev.atelier.engine.onnx.lama;

import org.jspecify.annotations.NullMarked;
