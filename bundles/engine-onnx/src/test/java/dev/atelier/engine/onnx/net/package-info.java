@NullMarked
package dev.atelier.engine.onnx.net;

import org.jspecify.annotations.NullMarked;
