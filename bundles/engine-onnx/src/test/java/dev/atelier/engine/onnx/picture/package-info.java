@NullMarked
package dev.atelier.engine.onnx.picture;

import org.jspecify.annotations.NullMarked;
