@NullMarked
package dev.atelier.engine.onnx.schedule;

import org.jspecify.annotations.NullMarked;
