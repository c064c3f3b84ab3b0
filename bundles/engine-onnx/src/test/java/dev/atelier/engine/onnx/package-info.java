@NullMarked
package dev.atelier.engine.onnx;

import org.jspecify.annotations.NullMarked;
