@NullMarked
package dev.atelier.engine.onnx.lama;

import org.jspecify.annotations.NullMarked;
